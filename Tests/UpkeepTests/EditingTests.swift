import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// A box gets another spec, and keeps its container until the new one has started.
@Suite struct EditingTests {
    let sandbox: Sandbox
    let engine: FakeEngine
    let old: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
        old = try sandbox.make("web") { $0.env = [.init(name: "A", value: "1")] }
        sandbox.serveAgents(of: old.id)
        engine.calls = []
    }

    private func spec(_ change: (inout BoxSpec) -> Void) -> BoxSpec {
        var spec = old.spec
        change(&spec)
        return spec
    }

    private func edit(_ spec: BoxSpec) throws -> BoxRecord {
        try sandbox.household.edit(
            .named("web"),
            by: { _ in spec },
            isUp: { File.kind($0) == .socket }
        )
    }

    @Test func theNextGenerationTakesThePlace() throws {
        let record = try edit(spec { $0.env = [.init(name: "A", value: "2")] })
        #expect(record.generation == 2)
        #expect(record.id == old.id)
        #expect(try sandbox.household.record(.named("web")) == record)
        #expect(engine.containers.map(\.name) == ["web.g1", "web"])
        #expect(engine.containers.map(\.id) == [old.container, record.container])
        #expect(engine.containers[1].imageID == record.base?.id)
        #expect(engine.containers[1].labels[Label.generation] == "2")
        #expect(engine.containers.map(\.state) == [.created, .stopped])
        #expect(record.base?.isOwn == true)
        #expect(record.image == old.image)
        let link = sandbox.household.store.socketLink(.named("web"))
        #expect(File.target(link) == sandbox.places.socket(of: old.id, generation: 2))
    }

    /// Two former ones are kept; an older one goes with the image of its state.
    @Test func aFormerStateGoesWithItsContainer() throws {
        let shells = ["/bin/zsh", "/bin/fish", "/bin/bash", "/bin/sh"]
        let records = try shells.map { shell in try edit(spec { $0.shell = shell }) }
        #expect(engine.containers.map(\.id) == records.suffix(3).map(\.container))
        #expect(engine.containers.map(\.name) == ["web.g3", "web.g4", "web"])
        let states = engine.images.keys.filter { $0.hasPrefix(StateImage.repository) }
        #expect(Set(states) == Set(records.suffix(3).compactMap(\.base?.reference)))
        #expect(try sandbox.household.record(.named("web")).others.map(\.number) == [3, 4])
    }

    @Test func aBoxThatRanRunsAgain() throws {
        engine.containers[0].state = .running
        _ = try edit(spec { $0.shell = "/bin/zsh" })
        #expect(engine.containers.map(\.state) == [.stopped, .running])
    }

    /// Two commands at once: the second one's change is made to what the first has left.
    @Test func theChangeIsMadeToTheBoxAsItIsThen() throws {
        _ = try edit(spec { $0.shell = "/bin/zsh" })
        let record = try sandbox.household.edit(
            .named("web"),
            by: { present in
                var spec = present
                spec.hostname = "other"
                return spec
            },
            isUp: { File.kind($0) == .socket }
        )
        #expect(record.spec.shell == "/bin/zsh")
        #expect(record.spec.hostname == "other")
    }

    @Test func aNumberWhoseNameIsTakenIsPassedOver() throws {
        try sandbox.make("web.g2")
        let record = try edit(spec { $0.shell = "/bin/zsh" })
        #expect(record.generation == 3)
        #expect(Set(engine.containers.map(\.name)) == ["web", "web.g1", "web.g2"])
    }

    @Test func aBoxThatWasNotStoppedYetGoesOnAsItIs() throws {
        let socket = sandbox.places.socket(of: old.id)
        try sandbox.household.start(.named("web")) { File.kind(socket) == .socket }
        engine.calls = []
        #expect(throws: UpkeepError.cancelled) {
            try sandbox.household.edit(
                .named("web"),
                by: { _ in spec { $0.shell = "/bin/zsh" } },
                cancel: { true },
                isUp: { File.kind($0) == .socket }
            )
        }
        #expect(File.kind(socket) == .socket)
        #expect(!engine.calls.contains { $0.hasPrefix("start") })
    }

    /// Every call of the engine that an edit makes, failing in turn.
    @Test(arguments: 1...30, [false, true])
    func aFailureLeavesTheOldOrTheNew(call: Int, afterwards: Bool) throws {
        engine.failsAfterwards = afterwards
        let error = EngineError.refused(call: "create", status: 500, reason: "no")
        engine.failing = (call, error)
        let done = Result { try edit(spec { $0.home = .private }) }
        engine.failing = nil
        sandbox.later.recoverSurely()
        try checkWhole(isDone: (try? done.get()) != nil)
    }

    /// The process is killed at a call: the next command finishes or undoes.
    @Test(arguments: 1...30, [false, true])
    func aKilledEditIsFinishedOrUndone(call: Int, afterwards: Bool) throws {
        engine.failsAfterwards = afterwards
        engine.staysDead = true
        engine.failing = (call, .unreachable(engine.address, CreationTests.gone))
        let done = Result { try edit(spec { $0.home = .private }) }
        engine.failing = nil
        let recovered = sandbox.later.recoverSurely()
        #expect(recovered.allSatisfy { $0.outcome == .settled })
        try checkWhole(isDone: (try? done.get()) != nil)
    }

    /// The containers of the generations that the record names, and nothing of another.
    private func checkWhole(isDone: Bool) throws {
        let record = try sandbox.household.record(.named("web"))
        #expect(record.generation == 2 || !isDone)
        checkContainers(of: record)
        let states = engine.images.keys.filter { $0.hasPrefix(StateImage.repository) }
        #expect(Set(states) == Set([record.base?.reference].compactMap(\.self)))
        #expect(record.spec.home == (record.generation == 2 ? .private : .shared))
        let home = File.kind(sandbox.places.homes + "/web")
        #expect((home == nil) == (record.generation == 1))
        #expect(sandbox.household.recoverSurely().isEmpty)
        try sandbox.household.start(.named("web")) { sandbox.isUp("web") || engine.hasRun }
    }

    @Test(arguments: 0...4)
    func cancellingChangesNothing(after steps: Int) throws {
        var asked = 0
        let spec = spec { $0.shell = "/bin/zsh" }
        let done = Result {
            try sandbox.household.edit(
                .named("web"),
                by: { _ in spec },
                cancel: {
                    asked += 1
                    return asked > steps
                },
                isUp: { File.kind($0) == .socket }
            )
        }
        guard case .failure(let error) = done else { return #expect(asked <= steps) }
        #expect(error as? UpkeepError == .cancelled)
        #expect(try sandbox.household.record(.named("web")) == old)
        #expect(engine.containers.map(\.id) == [old.container])
    }

    /// An engine that did not answer may still come with a container: that hinders nobody.
    @Test(arguments: 1...30)
    func aSecondEditDoesNotWaitForTheFirst(call: Int) throws {
        engine.failing = (call, .timedOut(engine.address, call: "create", seconds: 1))
        engine.staysDead = true
        engine.failsAfterwards = true
        _ = try? edit(spec { $0.shell = "/bin/zsh" })
        engine.failing = nil
        let record = try edit(spec { $0.shell = "/bin/fish" })
        #expect(record.spec.shell == "/bin/fish")
        sandbox.later.recoverSurely()
        checkContainers(of: record)
        #expect(sandbox.household.recoverSurely().isEmpty)
    }

    private func checkContainers(of record: BoxRecord) {
        #expect(engine.containers.map(\.id) == record.generations.map(\.container))
        let names = record.generations.map { one in
            one.number == record.generation ? "web" : "web.g\(one.number)"
        }
        #expect(engine.containers.map(\.name) == names)
        let labels = engine.containers.map { $0.labels[Label.generation] }
        #expect(labels == record.generations.map { "\($0.number)" })
    }
}

extension EditingTests {
    @Test func aHomeOfItsOwnIsFoundAgainUnderAnotherName() throws {
        let first = try edit(spec { $0.home = .private })
        try sandbox.write(".local/share/alcove/homes/web/file", "mine")
        try sandbox.household.rename(.named("web"), to: .named("other"))
        let household = sandbox.household
        let isUp: (String) -> Bool = { File.kind($0) == .socket }
        func become(_ home: BoxSpec.Home) throws -> BoxRecord {
            try household.edit(
                .named("other"),
                by: { spec in
                    var spec = spec
                    spec.home = home
                    return spec
                },
                isUp: isUp
            )
        }
        #expect(try become(.shared).privateHome == first.homeSource)
        #expect(try become(.private).homeSource == first.homeSource)
    }
}

/// A box is made from the present state of another.
@Suite struct CloningTests {
    let sandbox: Sandbox
    let engine: FakeEngine

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
        try sandbox.make("web") { $0.home = .private }
        try sandbox.write(".local/share/alcove/homes/web/file", "mine")
        engine.calls = []
    }

    private func clone() throws -> BoxRecord {
        try sandbox.household.clone(.named("web"), as: .named("copy"))
    }

    @Test func itHasAnIdentityAndAHomeOfItsOwn() throws {
        let record = try clone()
        let other = try sandbox.household.record(.named("web"))
        #expect(record.id != other.id)
        #expect(record.image == other.image)
        #expect(engine.containers.map(\.name) == ["web", "copy"])
        #expect(engine.containers[1].imageID == record.base?.id)
        let copied = try File.read(sandbox.places.homes + "/copy/file")
        #expect(copied == Array("mine".utf8))
    }

    @Test func itsStateGoesWithIt() throws {
        let record = try clone()
        #expect(engine.images[try #require(record.base?.reference)] != nil)
        try sandbox.household.remove(.named("copy"), removeHome: true)
        #expect(engine.images.isEmpty)
        #expect(File.kind(sandbox.places.homes + "/web/file") == .file)
    }

    @Test(arguments: 1...20, [false, true])
    func aKilledCloneLeavesNothing(call: Int, afterwards: Bool) throws {
        engine.failsAfterwards = afterwards
        engine.staysDead = true
        engine.failing = (call, .unreachable(engine.address, CreationTests.gone))
        let done = Result { try clone() }
        engine.failing = nil
        #expect(sandbox.later.recoverSurely().allSatisfy { $0.outcome == .settled })
        guard (try? done.get()) == nil else { return }
        #expect(engine.containers.map(\.name) == ["web"])
        #expect(engine.images.isEmpty)
        #expect(File.kind(sandbox.places.homes + "/copy") == nil)
        #expect(File.kind(sandbox.places.homes + "/web/file") == .file)
    }

    @Test func whatIsCalledInABoxDoesNotEndIt() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        sandbox.engine.containers[0].state = .running
        var household = sandbox.household
        household.isWithin = { $0 == .named("web") }
        let isUp: (String) -> Bool = { _ in true }
        #expect(throws: UpkeepError.within(.named("web"))) {
            try household.restart(.named("web")) { true }
        }
        #expect(throws: UpkeepError.within(.named("web"))) {
            try household.edit(
                .named("web"),
                by: { spec in
                    var spec = spec
                    spec.hostname = "other"
                    return spec
                },
                isUp: isUp
            )
        }
        #expect(sandbox.engine.containers.map(\.state) == [.running])
        #expect(try household.record(.named("web")) == record)
        #expect(household.journal.unfinished.isEmpty)
    }
}
