import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct LifecycleTests {
    @Test func startsAndStops() throws {
        let sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(sandbox.alcove("start", "web") == "[0]")
        #expect(sandbox.engine.containers.map(\.state) == [.running])
        #expect(sandbox.alcove("stop", "--all") == "[0]")
        #expect(sandbox.engine.containers.map(\.state) == [.stopped])
    }

    @Test(arguments: [["stop"], ["restart"], ["start"]])
    func pausedBoxIsToldOf(_ words: [String]) throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        sandbox.engine.containers[0].state = .paused
        #expect(
            sandbox.alcove(words + ["web"]) == """
                error: box 'web' is paused
                hint: Let it go on with 'podman unpause web'.
                [1]
                """
        )
    }

    @Test func batchGoesOnPastFailures() throws {
        let sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(
            sandbox.alcove("start", "ghost", "web", "spook") == """
                error: no box named 'ghost'
                hint: See 'alcove list'.
                error: no box named 'spook'
                hint: See 'alcove list'.
                [1]
                """
        )
        #expect(sandbox.engine.containers.map(\.state) == [.running])
    }

    @Test func wantsNamesOrAll() throws {
        let sandbox = try Sandbox()
        #expect(
            sandbox.alcove("stop") == """
                error: no box was named
                hint: Name boxes, or pass --all.
                [64]
                """
        )
        #expect(
            sandbox.alcove("stop", "web", "--all") == """
                error: both '--all' and names of boxes were given
                hint: Leave one out.
                [64]
                """
        )
        #expect(sandbox.alcove("stop", "--all") == "[0]")
    }

    @Test func saysWhatItWouldDo() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(sandbox.alcove("start", "web", "--dry-run") == "start box 'web'\n[0]")
        #expect(sandbox.alcove("stop", "web", "--dry-run") == "stop box 'web'\n[0]")
        #expect(sandbox.alcove("restart", "web", "--dry-run") == "restart box 'web'\n[0]")
        #expect(
            sandbox.alcove("rename", "web", "net", "--dry-run")
                == "rename box 'web' to 'net'\n[0]"
        )
        #expect(sandbox.alcove("rm", "web", "--dry-run") == "remove box 'web'\n[0]")
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
    }

    @Test func boxRemembersItsEngine() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(
            sandbox.alcove("stop", "--engine", "docker", "web") == """
                error: box 'web' is on another engine, Podman at '/run/podman.sock'
                hint: Leave --engine out: a box remembers its engine.
                [1]
                """
        )
        #expect(sandbox.alcove("stop", "--engine", "podman", "web") == "[0]")
        #expect(sandbox.alcove("stop", "--engine", "unix:///run/podman.sock", "web") == "[0]")
    }

    @Test func renames() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(sandbox.alcove("rename", "web", "net") == "[0]")
        #expect(sandbox.host.store.names() == [.named("net")])
        #expect(
            sandbox.alcove("rename", "net", "net/1").hasPrefix(
                "error: 'net/1' is not a name for a box\nhint: "
            )
        )
    }

    @Test func showsWhatTheAgentWrote() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        sandbox.engine.log = ["ready"]
        #expect(sandbox.alcove("logs", "web", "--tail", "3") == "ready\n[0]")
        sandbox.engine.containers = []
        #expect(
            sandbox.alcove("logs", "web") == """
                error: the engine has no container of box 'web' any more
                hint: Remove what is left of it with 'alcove rm web'.
                [1]
                """
        )
    }
}
