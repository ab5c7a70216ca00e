import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

@Suite struct RemovalTests {
    @Test func nothingStaysButTheHome() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web") { $0.home = .private }
        try sandbox.write(".local/share/alcove/homes/web/file", "mine")
        try sandbox.household.remove(.named("web"))
        #expect(sandbox.engine.containers.isEmpty)
        #expect(sandbox.files == [".local/share/alcove/homes/web/file"])
        #expect(File.names(in: sandbox.household.store.folder).isEmpty)
    }

    @Test func theHomeGoesWhenItIsAskedFor() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web") { $0.home = .private }
        try sandbox.write(".local/share/alcove/homes/web/file", "mine")
        try File.link(sandbox.places.homes + "/web/link", to: sandbox.home + "/bin")
        try sandbox.household.remove(.named("web"), removeHome: true)
        #expect(sandbox.files.isEmpty)
        #expect(File.kind(sandbox.home + "/bin/alcove-init") == .file)
    }

    @Test func aSharedHomeIsNeverRemoved() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        try sandbox.household.remove(.named("web"), removeHome: true)
        #expect(File.kind(sandbox.home + "/bin/alcove-init") == .file)
    }

    @Test func aRunningBoxStaysUnlessForced() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.containers[0].state = .running
        #expect(throws: UpkeepError.running(.named("web"))) {
            try sandbox.household.remove(.named("web"))
        }
        try sandbox.household.remove(.named("web"), force: true)
        #expect(sandbox.engine.containers.isEmpty)
    }

    @Test func aMissingBoxIsToldSo() throws {
        let sandbox = try Sandbox()
        #expect(throws: UpkeepError.missing(.named("web"))) {
            try sandbox.household.remove(.named("web"))
        }
        #expect(File.names(in: sandbox.household.store.folder).isEmpty)
    }

    @Test func aContainerThatIsNotOursOutlivesTheRecord() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.containers[0].labels[Label.id] = BoxID().description
        sandbox.engine.containers[0].state = .running
        try sandbox.household.remove(.named("web"))
        #expect(sandbox.engine.containers.count == 1)
        #expect(sandbox.files.isEmpty)
    }

    @Test(arguments: 1...4, [false, true])
    func aKilledRemovalIsFinishedByTheNextCommand(call: Int, afterwards: Bool) throws {
        let sandbox = try Sandbox()
        let engine = sandbox.engine
        try sandbox.make("web")
        engine.calls = []
        engine.failsAfterwards = afterwards
        engine.staysDead = true
        engine.failing = (call, .unreachable(engine.address, CreationTests.gone))
        let wasRemoved = (try? sandbox.household.remove(.named("web"))) != nil
        engine.failing = nil
        sandbox.household.recoverSurely()
        // Before the journal was written nothing has happened; after it, the removal happens.
        let isGone = engine.containers.isEmpty
        #expect(sandbox.files.isEmpty == isGone)
        #expect(isGone || call == 1)
        #expect(wasRemoved == (call == 4))
    }
}

@Suite struct LoanTests {
    @Test func nothingStaysOfABoxThatIsTakenBack() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web") { $0.home = .private }
        let loan = try sandbox.household.lend(plan, for: .session)
        _ = try sandbox.household.create(plan)
        try sandbox.household.takeBack(loan)
        #expect(sandbox.engine.containers.isEmpty)
        #expect(sandbox.files.isEmpty)
        #expect(File.names(in: sandbox.household.store.folder).isEmpty)
        #expect(sandbox.household.recoverSurely().isEmpty)
    }

    /// It was kept when an earlier box of the name went.
    @Test func aHomeThatWasThereOutlastsALentBox() throws {
        let sandbox = try Sandbox()
        try File.makeDirectories(sandbox.places.homes + "/web", mode: 0o700)
        try sandbox.write(".local/share/alcove/homes/web/file", "mine")
        let plan = try sandbox.plan("web") { $0.home = .private }
        let loan = try sandbox.household.lend(plan, for: .completion)
        _ = try sandbox.household.create(plan)
        try sandbox.household.takeBack(loan)
        #expect(sandbox.files == [".local/share/alcove/homes/web/file"])
    }

    @Test func nobodyElseChangesABoxThatIsTakenBack() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web")
        let loan = try sandbox.household.lend(plan, for: .session)
        _ = try sandbox.household.create(plan)
        let path = sandbox.household.store.lockPath(.named("web"))
        func isFree(_ path: String) throws -> Bool {
            let lock = try FileLock.attempt(path)
            return lock != nil
        }
        var isLocked = false
        sandbox.engine.onRemove = {
            isLocked = (try? isFree(path)) == false
        }
        try sandbox.household.takeBack(loan)
        #expect(isLocked)
    }
}

@Suite struct RenamingTests {
    @Test func recordLinkAndContainerFollow() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web") { $0.home = .private }
        let store = sandbox.household.store
        try sandbox.household.rename(.named("web"), to: .named("site"))
        let renamed = try sandbox.household.record(.named("site"))
        #expect(renamed.id == record.id)
        #expect(renamed.homeSource == sandbox.places.homes + "/web")
        #expect(sandbox.engine.containers.map(\.name) == ["site"])
        #expect(
            File.target(store.socketLink(.named("site"))) == sandbox.places.socket(of: record.id)
        )
        #expect(
            File.names(in: store.folder).sorted() == ["site.json", "site.lock", "site.sock"]
        )
    }

    @Test func aTakenNameIsRefused() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        try sandbox.make("db")
        #expect(throws: UpkeepError.exists(.named("db"))) {
            try sandbox.household.rename(.named("web"), to: .named("db"))
        }
    }

    @Test(arguments: 1...5, [false, true])
    func aKilledRenamingIsSettledByTheNextCommand(call: Int, afterwards: Bool) throws {
        let sandbox = try Sandbox()
        let engine = sandbox.engine
        let record = try sandbox.make("web")
        engine.calls = []
        engine.failsAfterwards = afterwards
        engine.staysDead = true
        engine.failing = (call, .unreachable(engine.address, CreationTests.gone))
        _ = try? sandbox.household.rename(.named("web"), to: .named("site"))
        engine.failing = nil
        #expect(sandbox.household.recoverSurely().allSatisfy { $0.outcome == .settled })
        let name = engine.containers[0].name
        let stored = try sandbox.household.record(.named(name))
        #expect(stored.id == record.id)
        #expect(
            sandbox.files == [
                ".local/state/alcove/boxes/\(name).json", ".local/state/alcove/boxes/\(name).sock",
            ]
        )
    }

    @Test func aRenamingThatTheEngineRefusesChangesNothing() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        sandbox.engine.calls = []
        sandbox.engine.failing = (3, .refused(call: "rename", status: 500, reason: "no"))
        #expect(throws: UpkeepError.self) {
            try sandbox.household.rename(.named("web"), to: .named("site"))
        }
        #expect(try sandbox.household.record(.named("web")).name == .named("web"))
        #expect(sandbox.household.recoverSurely().isEmpty)
    }
}
