import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

@Suite struct StartTests {
    @Test func waitsForTheSocketAndPreparesItsDirectory() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        var listener: Int32 = -1
        sandbox.engine.onStart = { [unowned sandbox] _ in
            listener = (try? sandbox.answer(record.id).release()) ?? -1
        }
        defer { close(listener) }
        try sandbox.household.start(.named("web")) { sandbox.isUp("web") }
        let folder = try #require(
            FileStatus(String(sandbox.places.socket(of: record.id).dropLast(11)))
        )
        #expect(folder.mode == 0o700)
        #expect(sandbox.engine.containers[0].state == .running)
        #expect(sandbox.engine.uploads["c1"]?.count == 1)
    }

    @Test func aRunningBoxIsNotAskedOf() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.calls = []
        try sandbox.household.start(.named("web")) { true }
        #expect(sandbox.engine.calls.isEmpty)
    }

    @Test func aDeathBeforeReadinessShowsTheLog() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.onStart = { [unowned sandbox] _ in
            sandbox.engine.containers[0].state = .stopped
            sandbox.engine.containers[0].exitCode = 3
        }
        sandbox.engine.log = ["step home", "no such directory"]
        let died = UpkeepError.died(
            .named("web"),
            exitCode: 3,
            log: ["step home", "no such directory"]
        )
        #expect(throws: died) { try sandbox.household.start(.named("web")) { false } }
    }

    /// What is in the box is laid there once more, whatever the record says that there is.
    @Test func aSetUpOfAnotherVersionIsLaidAgain() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        var isUp = false
        sandbox.engine.onStart = { [unowned sandbox] _ in
            if sandbox.engine.uploads["c1"]?.count == 2 {
                isUp = true
                if let socket = try? sandbox.answer(record.id) { close(socket.release()) }
            } else {
                sandbox.engine.containers[0].state = .stopped
                sandbox.engine.containers[0].exitCode = 76
            }
        }
        try sandbox.household.start(.named("web")) { isUp }
        #expect(sandbox.engine.uploads["c1"]?.count == 2)
    }

    @Test func anAgentOfAnotherVersionIsTold() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.onStart = { [unowned sandbox] _ in
            sandbox.engine.containers[0].state = .stopped
            sandbox.engine.containers[0].exitCode = 76
        }
        let fault = UpkeepError.otherAgent(sandbox.home + "/bin/alcove-init")
        #expect(throws: fault) { try sandbox.household.start(.named("web")) { false } }
        #expect(sandbox.engine.calls.filter { $0.hasPrefix("start") }.count == 2)
    }

    @Test func aBoxThatIsNeverReadyIsToldInTime() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.log = ["waiting"]
        let late = UpkeepError.notReady(.named("web"), seconds: 1, log: ["waiting"])
        #expect(throws: late) { try sandbox.household.start(.named("web")) { false } }
    }

    @Test func anotherToolsAgentIsLaidAgain() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        try sandbox.write("bin/alcove-init", "newer agent")
        sandbox.engine.onStart = { [unowned sandbox] _ in
            if let socket = try? sandbox.answer(record.id) { close(socket.release()) }
        }
        try sandbox.household.start(.named("web")) { sandbox.engine.hasRun }
        #expect(sandbox.engine.uploads["c1"]?.count == 2)
        let stored = try sandbox.household.record(.named("web"))
        #expect(stored.layer != record.layer)
    }

    @Test func aMuteBoxIsWokenOnce() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        sandbox.engine.containers[0].state = .running
        var isUp = false
        sandbox.engine.onKill = { [unowned sandbox] _, signal in
            // The agent can bind its socket only where the directory is back.
            let folder = String(sandbox.places.socket(of: record.id).dropLast(11))
            isUp = signal == SIGUSR1 && File.kind(folder) == .directory
        }
        try sandbox.household.start(.named("web")) { isUp }
        #expect(sandbox.engine.calls.filter { $0.hasPrefix("kill") }.count == 1)
    }

    @Test func aBoxThatIsEndingIsStartedAgain() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        sandbox.engine.containers[0].state = .running
        sandbox.engine.onKill = { [unowned sandbox] _, _ in
            sandbox.engine.containers[0].state = .stopped
        }
        sandbox.engine.onStart = { [unowned sandbox] _ in
            if let socket = try? sandbox.answer(record.id) { close(socket.release()) }
        }
        try sandbox.household.start(.named("web")) { sandbox.engine.calls.contains("start c1") }
        #expect(sandbox.engine.containers[0].state == .running)
    }

    @Test func aPausedBoxIsToldSo() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.containers[0].state = .paused
        #expect(throws: UpkeepError.paused(.named("web"), sandbox.engine.address)) {
            try sandbox.household.start(.named("web")) { false }
        }
    }

    @Test func aContainerThatIsNotOursIsNeverTouched() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.containers[0].labels[Label.id] = BoxID().description
        #expect(throws: UpkeepError.notOurs(.named("web"), container: "c1")) {
            try sandbox.household.start(.named("web")) { false }
        }
        sandbox.engine.containers = []
        #expect(throws: UpkeepError.containerGone(.named("web"), container: "c1")) {
            try sandbox.household.stop(.named("web"))
        }
        let other = try Sandbox(engine: FakeEngine(kind: .docker, socket: "/run/docker.sock"))
        let household = Household(
            places: sandbox.places,
            engine: other.engine,
            user: sandbox.household.user,
            hostname: "host",
            version: "1"
        )
        #expect(throws: UpkeepError.otherEngine(.named("web"), sandbox.engine.address)) {
            try household.stop(.named("web"))
        }
    }

    @Test func waitersAreToldWhoHoldsTheBox() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        let lock = try sandbox.household.store.lock(.named("web"))
        defer { extendLifetime(lock) }
        #expect(throws: UpkeepError.locked(.named("web"), by: getpid())) {
            _ = try sandbox.household.store.lock(.named("web"), milliseconds: 20)
        }
        // Somebody else starts it meanwhile.
        var asked = 0
        try sandbox.household.start(.named("web")) {
            asked += 1
            return asked > 2
        }
        #expect(!sandbox.engine.calls.contains("start c1"))
    }

    @Test func aStoppedBoxLeavesNoSocket() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        sandbox.engine.onStart = { [unowned sandbox] _ in
            if let socket = try? sandbox.answer(record.id) { close(socket.release()) }
        }
        try sandbox.household.start(.named("web")) { sandbox.engine.hasRun }
        try sandbox.household.stop(.named("web"))
        #expect(sandbox.engine.containers[0].state == .stopped)
        #expect(File.kind(sandbox.places.socket(of: record.id)) == nil)
        try sandbox.household.stop(.named("web"))
        #expect(sandbox.engine.calls.filter { $0 == "stop c1" }.count == 1)
    }
}

extension Sandbox {
    /// Whether something listens at the box's link.
    func isUp(_ name: String) -> Bool {
        let link = household.store.socketLink(.named(name))
        return (try? UnixSocket.connect(to: link)) != nil
    }
}

extension FakeEngine {
    var hasRun: Bool { containers.contains { $0.state == .running } }
}
