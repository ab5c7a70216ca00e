import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct RemoveTests {
    private func boxes(_ names: String...) throws -> Sandbox {
        let sandbox = try Sandbox()
        for name in names { _ = sandbox.alcove("create", "-q", name, "-i", "debian") }
        return sandbox
    }

    @Test func namedBoxesGoWithoutATerminal() throws {
        let sandbox = try boxes("one", "two")
        #expect(sandbox.alcove("rm", "one") == "[0]")
        #expect(sandbox.host.store.names() == [.named("two")])
        #expect(sandbox.alcove("remove", "two") == "[0]")
    }

    @Test func runningBoxStays() throws {
        let sandbox = try boxes("web")
        sandbox.engine.containers[0].state = .running
        #expect(
            sandbox.alcove("rm", "web") == """
                error: box 'web' is running
                hint: Stop it, or pass --force.
                [1]
                """
        )
        #expect(sandbox.alcove("rm", "--force", "web") == "[0]")
        #expect(sandbox.engine.containers.isEmpty)
    }

    @Test func nobodyIsAskedAboutABoxThatRuns() throws {
        let sandbox = try boxes("one", "two")
        sandbox.engine.containers[1].state = .running
        sandbox.isTerminal = true
        sandbox.answers = ["y"]
        #expect(
            sandbox.alcove("rm", "two", "one", "ghost") == """
                Remove box 'one'? [y/N] error: box 'two' is running
                hint: Stop it, or pass --force.
                error: no box named 'ghost'
                hint: See 'alcove list'.
                [1]
                """
        )
        #expect(sandbox.host.store.names() == [.named("two")])
    }

    @Test func allNeedsToBeConfirmed() throws {
        let sandbox = try boxes("one", "two")
        #expect(
            sandbox.alcove("rm", "--all") == """
                error: all boxes are removed only when that is confirmed
                hint: Pass --yes.
                [1]
                """
        )
        #expect(sandbox.alcove("rm", "--all", "--yes") == "[0]")
        #expect(sandbox.host.store.names().isEmpty)
    }

    @Test func asksOnATerminal() throws {
        let sandbox = try boxes("one", "two")
        sandbox.isTerminal = true
        sandbox.answers = ["n", "y"]
        #expect(
            sandbox.alcove("rm", "one", "two") == """
                Remove boxes 'one', 'two'? [y/N] [1]
                """
        )
        #expect(sandbox.alcove("rm", "one", "two") == "Remove boxes 'one', 'two'? [y/N] [0]")
        #expect(sandbox.host.store.names().isEmpty)
    }

    @Test func privateHomeGoesOnlyWhenNamed() throws {
        let sandbox = try Sandbox()
        let home = sandbox.home + "/.local/share/alcove/homes/web"
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian", "--home", "private")
        #expect(
            sandbox.alcove("rm", "web")
                == "The home of box 'web' stays: ~/.local/share/alcove/homes/web\n[0]"
        )
        #expect(File.kind(home) == .directory)
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian", "--home", "private")
        #expect(
            sandbox.alcove("rm", "--home", "web") == """
                error: homes of boxes are removed only when that is confirmed
                hint: Pass --yes.
                [1]
                """
        )
        #expect(sandbox.alcove("rm", "--home", "--yes", "web") == "[0]")
        #expect(File.kind(home) == nil)
    }
}
