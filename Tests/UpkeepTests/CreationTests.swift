import Archives
import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Wire

@testable import Upkeep

@Suite struct CreationTests {
    @Test func makesContainerRecordAndLink() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        let store = sandbox.household.store
        #expect(record.container == "c1")
        #expect(try store.record(.named("web")) == record)
        #expect(
            File.target(store.socketLink(.named("web"))) == sandbox.places.socket(of: record.id)
        )
        #expect(
            sandbox.files == [
                ".local/state/alcove/boxes/web.json", ".local/state/alcove/boxes/web.sock",
            ]
        )
        #expect(sandbox.engine.containers[0].labels[Label.id] == record.id.description)
        #expect(sandbox.engine.uploads["c1"]?.count == 1)
    }

    @Test func laysTheAgentAndWhatItMustKnow() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web") { $0.env = [.init(name: "A", value: "$\"\n")] }
        let archive = try #require(sandbox.engine.uploads["c1"]?.first)
        let folder = try #require(TarHeader(Array(archive[0..<512])))
        let program = try #require(TarHeader(Array(archive[512..<1024])))
        let setup = try #require(TarHeader(Array(archive[1536..<2048])))
        #expect(folder.name == ".alcove/")
        #expect(program.name == ".alcove/init")
        #expect(program.size == 5)
        #expect(setup.name == ".alcove/setup")
        let bytes = archive[2048..<2048 + Int(setup.size)]
        let read = try BoxSetup(bytes: Array(bytes))
        #expect(read.boxID == record.id.description)
        #expect(read.user.uid == 1000)
        #expect(read.user.home == sandbox.home)
        #expect(read.allowsRoot)
        #expect(read.groupIDs == nil)
        #expect(read.environment == [Array("A=$\"\n".utf8)])
        #expect(read.socket == sandbox.places.socket(of: record.id))
    }

    @Test func aNameIsTakenByABoxAndByAnyContainer() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        #expect(throws: UpkeepError.exists(.named("web"))) { try sandbox.make("web") }
        sandbox.engine.containers.append(
            Container(id: "x", name: "db", state: .running, labels: [:], imageID: "i")
        )
        #expect(throws: UpkeepError.nameTaken(.named("db"), container: "x")) {
            try sandbox.make("db")
        }
    }

    /// Every call of the engine that a creation makes, failing in turn.
    @Test(arguments: 1...5, [false, true])
    func aFailureLeavesNothing(call: Int, afterwards: Bool) throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web") { $0.home = .private }
        let engine = sandbox.engine
        engine.calls = []
        engine.failsAfterwards = afterwards
        let error = EngineError.refused(call: "create", status: 500, reason: "no")
        engine.failing = (call, error)
        let done = Result { try sandbox.household.create(plan) }
        guard case .failure(let found) = done else {
            // The creation has fewer calls than this.
            #expect(engine.calls.count < call)
            return
        }
        #expect(found as? UpkeepError == .engine(error))
        #expect(engine.containers.isEmpty)
        #expect(sandbox.files.isEmpty)
        #expect(File.kind(sandbox.places.homes + "/web") == nil)
    }

    /// The process is killed at a call: nothing is undone, until the next command comes.
    @Test(arguments: 1...5, [false, true])
    func aKilledCreationIsUndoneByTheNextCommand(call: Int, afterwards: Bool) throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web") { $0.home = .private }
        let engine = sandbox.engine
        engine.calls = []
        engine.failsAfterwards = afterwards
        engine.staysDead = true
        engine.failing = (call, .unreachable(engine.address, Self.gone))
        guard (try? sandbox.household.create(plan)) == nil else { return }
        engine.failing = nil
        let recovered = sandbox.later.recoverSurely()
        #expect(recovered.allSatisfy { $0.outcome == .settled })
        #expect(engine.containers.isEmpty)
        #expect(sandbox.files.isEmpty)
        #expect(File.kind(sandbox.places.homes + "/web") == nil)
    }

    @Test func aCreationWhoseEngineMayGoOnIsLookedAtAgain() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web")
        let engine = sandbox.engine
        engine.calls = []
        engine.failing = (2, .timedOut(engine.address, call: "create", seconds: 1))
        #expect(throws: UpkeepError.self) { try sandbox.household.create(plan) }
        #expect(sandbox.household.recoverSurely().map(\.outcome) == [.waiting])
        // The engine comes with it after all.
        _ = try engine.create(plan.request)
        #expect(sandbox.household.recoverSurely().map(\.outcome) == [.settled])
        #expect(engine.containers.isEmpty)
        #expect(sandbox.files.isEmpty)
    }

    /// Its process worked on it for half an hour, and died just now: the engine may still be at that very call.
    @Test func aLongCreationIsInDoubtFromWhenItsEndIsNoticed() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web")
        let engine = sandbox.engine
        engine.calls = []
        engine.staysDead = true
        engine.failing = (2, .unreachable(engine.address, Self.gone))
        #expect(throws: UpkeepError.self) { try sandbox.household.create(plan) }
        engine.failing = nil
        var household = sandbox.household
        household.now = { 1_001_800 }
        #expect(household.recoverSurely().map(\.outcome) == [.waiting])
        household.now = { 1_001_900 }
        #expect(household.recoverSurely().map(\.outcome) == [.waiting])
        _ = try engine.create(plan.request)
        #expect(household.recoverSurely().map(\.outcome) == [.settled])
        #expect(engine.containers.isEmpty)
        #expect(sandbox.files.isEmpty)
    }

    /// What never comes is given up in the end.
    @Test func aDoubtEnds() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web")
        let engine = sandbox.engine
        engine.calls = []
        engine.failing = (2, .timedOut(engine.address, call: "create", seconds: 1))
        #expect(throws: UpkeepError.self) { try sandbox.household.create(plan) }
        var household = sandbox.household
        #expect(household.recoverSurely().map(\.outcome) == [.waiting])
        household.now = { 1_000_120 }
        #expect(household.recoverSurely().map(\.outcome) == [.settled])
        #expect(sandbox.files.isEmpty)
    }

    @Test func aHalfMadeContainerOfAnotherIsLeftAlone() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web")
        sandbox.engine.calls = []
        sandbox.engine.staysDead = true
        sandbox.engine.failing = (2, .unreachable(sandbox.engine.address, Self.gone))
        #expect(throws: UpkeepError.self) { try sandbox.household.create(plan) }
        sandbox.engine.failing = nil
        let labels = [Label.id: BoxID().description]
        sandbox.engine.containers = [
            Container(id: "x", name: "web", state: .created, labels: labels, imageID: "i")
        ]
        #expect(sandbox.later.recoverSurely().map(\.outcome) == [.settled])
        #expect(sandbox.engine.containers.map(\.id) == ["x"])
    }

    @Test(arguments: 0...3)
    func cancellingLeavesNothing(after steps: Int) throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web") { $0.home = .private }
        var asked = 0
        let done = Result {
            try sandbox.household.create(plan) {
                asked += 1
                return asked > steps
            }
        }
        guard case .failure(let error) = done else {
            #expect(asked <= steps)
            return
        }
        #expect(error as? UpkeepError == .cancelled)
        #expect(sandbox.engine.containers.isEmpty)
        #expect(sandbox.files.isEmpty)
    }

    @Test func aHomeThatWasThereStays() throws {
        let sandbox = try Sandbox()
        let home = sandbox.places.homes + "/web"
        try File.makeDirectories(home, mode: 0o700)
        let plan = try sandbox.plan("web") { $0.home = .private }
        #expect(throws: UpkeepError.cancelled) { try sandbox.household.create(plan) { true } }
        #expect(File.kind(home) == .directory)
    }

    @Test func aMissingAgentIsToldBeforeAnythingIsMade() throws {
        let sandbox = try Sandbox()
        try File.remove(sandbox.home + "/bin/alcove-init")
        let plan = try sandbox.plan("web")
        #expect(throws: UpkeepError.noAgent(sandbox.places.agents)) {
            try sandbox.household.create(plan)
        }
        #expect(sandbox.engine.containers.isEmpty)
    }

    static let gone = SystemError(call: "connect", subject: "/run/podman.sock", code: 111)
}
