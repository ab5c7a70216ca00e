import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct ListTests {
    private func boxes(_ names: String...) throws -> Sandbox {
        let sandbox = try Sandbox()
        for name in names { _ = sandbox.alcove("create", "-q", name, "-i", "debian") }
        return sandbox
    }

    @Test func isATable() throws {
        let sandbox = try boxes("web", "longer-name")
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("start", "web")
        #expect(
            sandbox.alcove("list") == """
                NAME         STATE    IMAGE   GENERATION  CREATED      ENGINE  EXPORTS
                longer-name  stopped  debian  1           2 hours ago  podman  -
                web          running  debian  1           2 hours ago  podman  -
                [0]
                """
        )
        #expect(
            sandbox.alcove("ls", "--engine", "docker")
                == "There are no boxes on the engine 'docker'.\n[0]"
        )
        #expect(sandbox.output.isEmpty)
    }

    @Test func noBoxesOnAnEngineThatIsNotThere() throws {
        let sandbox = try boxes("web")
        let attempt = EngineAttempt(place: "/run/docker.sock", reason: "not there")
        sandbox.closed = .noEngine([attempt])
        #expect(
            sandbox.alcove("ls", "--engine", "docker") == """
                error: no container engine was found
                  /run/docker.sock: not there
                hint: Install Podman, or start Docker; 'alcove doctor' checks what they need.
                [1]
                """
        )
    }

    @Test func asksTheEngineOnce() throws {
        let sandbox = try boxes("one", "two", "three")
        sandbox.engine.calls = []
        _ = sandbox.alcove("list", "--check")
        #expect(sandbox.engine.calls == ["containers"])
    }

    @Test func asksNobodyWhenSocketsTell() throws {
        let sandbox = try boxes("one", "two", "three")
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("start", "two")
        sandbox.engine.calls = []
        #expect(sandbox.alcove("list").contains("two    running"))
        #expect(sandbox.engine.calls == [])
    }

    @Test func asksWhenAnAgentIsSilent() throws {
        let sandbox = try boxes("web")
        sandbox.areAgentsSilent = true
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("start", "web")
        sandbox.engine.containers[0].state = .paused
        #expect(sandbox.alcove("list").contains("web   paused"))
    }

    @Test func asksWhenNobodyAnswersAtASocket() throws {
        let sandbox = try boxes("web")
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("start", "web")
        sandbox.killAgents()
        sandbox.engine.containers[0].state = .paused
        sandbox.engine.calls = []
        #expect(sandbox.alcove("list").contains("web   paused"))
        #expect(sandbox.engine.calls == ["containers"])
    }

    @Test func coloursOnATerminalOnly() throws {
        let sandbox = try boxes("web")
        sandbox.engine.containers[0].state = .running
        sandbox.isTerminal = true
        #expect(
            sandbox.alcove("list", "--check").contains("web   \u{1b}[32mrunning\u{1b}[0m  debian")
        )
    }

    @Test func unreachableEngineIsAWarning() throws {
        let sandbox = try boxes("web")
        let refused = SystemError(call: "connect", subject: "/run/podman.sock", code: 111)
        sandbox.closed = .unreachable(sandbox.engine.address, refused)
        #expect(
            sandbox.alcove("list", "--check") == """
                NAME  STATE    IMAGE   GENERATION  CREATED      ENGINE  EXPORTS
                web   unknown  debian  1           2 hours ago  podman  -
                warning: Podman cannot be reached: /run/podman.sock: Connection refused
                [0]
                """
        )
    }

    @Test func foreignContainerIsNotOurs() throws {
        let sandbox = try boxes("web")
        sandbox.engine.containers[0].labels[Label.id] = "00000000-0000-0000-0000-000000000000"
        #expect(sandbox.alcove("list", "--check").contains("web   gone   debian"))
    }

    @Test func damagedRecordIsAWarning() throws {
        let sandbox = try boxes("web")
        try sandbox.write(".local/state/alcove/boxes/bad.json", "{")
        #expect(
            sandbox.alcove("list") == """
                NAME  STATE    IMAGE   GENERATION  CREATED      ENGINE  EXPORTS
                web   stopped  debian  1           2 hours ago  podman  -
                warning: the record '~/.local/state/alcove/boxes/bad.json' is no JSON
                [0]
                """
        )
    }

    @Test func emptyListSaysSo() throws {
        let sandbox = try Sandbox()
        #expect(
            sandbox.alcove("list") == "There are no boxes; make one with 'alcove create'.\n[0]"
        )
        #expect(sandbox.output.isEmpty)
    }

    @Test func jsonHasAVersion() throws {
        let sandbox = try boxes("web")
        let record = try #require(try sandbox.record("web"))
        #expect(
            sandbox.alcove("list", "--json") == """
                {
                  "boxes" : [
                    {
                      "container" : "c1",
                      "created" : \(record.created),
                      "engine" : {
                        "kind" : "podman",
                        "socket" : "/run/podman.sock"
                      },
                      "exports" : 0,
                      "generation" : 1,
                      "id" : "\(record.id)",
                      "image" : "debian",
                      "name" : "web",
                      "state" : "stopped"
                    }
                  ],
                  "version" : 1
                }
                [0]
                """
        )
    }
}
