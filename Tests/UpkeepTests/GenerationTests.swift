import Boxes
import Engines
import Exports
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// A box has been several things, and can be each of them again.
@Suite struct GenerationTests {
    let sandbox: Sandbox
    let engine: FakeEngine
    let first: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
        first = try sandbox.make("web") { $0.env = [.init(name: "A", value: "1")] }
        sandbox.serveAgents(of: first.id)
        engine.calls = []
    }

    let isUp: (String) -> Bool = { File.kind($0) == .socket }

    @discardableResult
    func edit(_ shell: String) throws -> BoxRecord {
        try sandbox.household.edit(
            .named("web"),
            by: { spec in
                var spec = spec
                spec.shell = shell
                return spec
            },
            isUp: isUp
        )
    }

    func rollBack(_ number: Int? = nil) throws -> BoxRecord {
        try sandbox.household.rollBack(.named("web"), to: number, isUp: isUp)
    }

    func calls(
        isBusy: Bool = false,
        trial: @escaping (BoxRecord) throws(UpkeepError) -> Void = { _ throws(UpkeepError) in }
    ) -> AdvanceCalls {
        AdvanceCalls(
            trial: trial,
            isBusy: { _ in isBusy },
            isUp: isUp,
            cancel: { false }
        )
    }

    func advance(_ calls: AdvanceCalls) throws -> Advance {
        try sandbox.household.advance(
            .named("web"),
            to: { old in Successor(old.spec, Generation.Remark(.upgrade)) },
            calls
        )
    }

    func record() throws -> BoxRecord { try sandbox.household.record(.named("web")) }

    /// Every container is a generation's, and is called as it should be.
    func checkWhole() throws {
        let record = try record()
        let byID = Dictionary(uniqueKeysWithValues: engine.containers.map { ($0.id, $0.name) })
        #expect(Set(byID.keys) == Set(record.generations.map(\.container)))
        for one in record.generations {
            let name = one.number == record.generation ? "web" : "web.g\(one.number)"
            #expect(byID[one.container] == name)
        }
        let states = engine.images.keys.filter { $0.hasPrefix(StateImage.repository) }
        #expect(Set(states) == Set(record.generations.compactMap(\.state)))
        #expect(sandbox.household.recoverSurely().isEmpty)
        #expect(
            (File.kind(sandbox.household.store.stagedMark(.named("web"))) != nil)
                == (record.staged != nil)
        )
    }

    @Test func aRecordOfBeforeHasNoOthers() throws {
        #expect(first.others.isEmpty)
        let text = String(decoding: VersionedFile(first).bytes, as: UTF8.self)
        for key in ["kept", "staged", "previous", "remark", "latest", "refused"] {
            #expect(!text.contains("\"\(key)\" :"))
        }
    }

    @Test func theFormerOneIsLiveAgain() throws {
        try edit("/bin/zsh")
        let back = try rollBack()
        #expect(back.live == first.live)
        #expect(back.others.map(\.number) == [2])
        try checkWhole()
        let link = sandbox.household.store.socketLink(.named("web"))
        #expect(File.target(link) == sandbox.places.socket(of: first.id))
        // Once more is there again.
        #expect(try rollBack().spec.shell == "/bin/zsh")
        try checkWhole()
    }

    /// What was in the box before anything was done in it is that of the generation that is live.
    @Test func whatABoxWasMadeOfGoesWithItsGeneration() {
        var record = first
        record.declared = BoxRecord.Declared(manifest: "/m/alcove.toml", spec: record.spec)
        record.declared?.ground = BoxRecord.Ground(first.image, first.base)
        var next = record.live
        next.number = 2
        next.image = BoxRecord.ImageMark(reference: "newer", id: "sha256:newer")
        next.base = nil
        record.others = [next]
        _ = record.makeLive(2, at: 0)
        #expect(record.ground == BoxRecord.Ground(next.image, nil))
        _ = record.makeLive(1, at: 0)
        #expect(record.ground == BoxRecord.Ground(first.image, first.base))
    }

    @Test func aHomeIsTheBoxsOwnWhereverLinksLead() throws {
        var record = first
        #expect(!record.hasHomeOfItsOwn(besides: sandbox.places.home))
        record.spec.home = .path("/somewhere")
        record.homeSource = sandbox.places.home
        #expect(!record.hasHomeOfItsOwn(besides: sandbox.places.home))
        record.homeSource = sandbox.places.home + "/boxes/web"
        #expect(record.hasHomeOfItsOwn(besides: sandbox.places.home))
    }

    @Test func onlyAnUpgradeIsRefused() throws {
        try edit("/bin/zsh")
        #expect(try rollBack().refused == nil)
        _ = try advance(calls())
        #expect(try rollBack().refused == first.image.id)
        #expect(try rollBack().refused == nil)
    }

    @Test func whoeverIsInTheBoxIsNotDisturbed() throws {
        try edit("/bin/zsh")
        let before = try record()
        let failure = UpkeepError.inUse(.named("web"), sessions: 2)
        #expect(throws: failure) {
            try sandbox.household.rollBack(
                .named("web"),
                to: nil,
                sessions: { name in
                    // They are counted when nobody else changes the box any more.
                    #expect(FileLock.isHeld(sandbox.household.store.lockPath(name)))
                    return 2
                },
                isUp: isUp
            )
        }
        #expect(throws: failure) {
            try sandbox.household.edit(
                .named("web"),
                by: { $0 },
                sessions: { _ in 2 },
                isUp: isUp
            )
        }
        #expect(try record() == before)
        try checkWhole()
    }

    /// A declared box may become something newer than what it was taken back from.
    @Test func whatWasBuiltIsRefusedInADeclaredBox() throws {
        try sandbox.household.note(
            BoxRecord.Declared(manifest: "/m/alcove.toml", spec: first.spec),
            for: .named("web")
        )
        let image = BoxRecord.ImageMark(reference: "debian:stable", id: "sha256:2")
        var foundations = Foundations()
        foundations.base = BoxRecord.Base(
            reference: "localhost/alcove/essentials:1",
            id: "e",
            isOwn: false
        )
        let ground = Successor.Ground(image, foundations)
        _ = try sandbox.household.advance(
            .named("web"),
            to: { Successor($0.spec, Generation.Remark(.upgrade), ground: ground) },
            calls()
        )
        #expect(try record().live.isMade(of: ground))
        #expect(try rollBack().refused == "localhost/alcove/essentials:1")
        #expect(try !record().live.isMade(of: ground))
        // What an edit makes is of the same, as far as that is known.
        _ = try rollBack()
        try edit("/bin/zsh")
        #expect(try record().live.isMade(of: ground))
    }

    @Test func exportsAreMarkedBeforeTheBoxIsAnother() throws {
        try edit("/bin/zsh")
        let ledger = Ledger(state: sandbox.places.state)
        _ = try rollBack()
        #expect(ledger.staleBoxes.isEmpty, "it has none")
        let source = ExportSource(box: first.id, kind: .bin, name: "tool")
        _ = try Exporter(ledger).apply(
            ExportPlan(source: source, options: ExportOptions()),
            of: .named("web")
        )
        var household = sandbox.household
        var followed: [String] = []
        household.beginFollowing = { name, _ in followed.append(name.description) }
        household.finishFollowing = { followed.append("finish") }
        _ = try household.rollBack(.named("web"), to: nil, isUp: isUp)
        #expect(ledger.marks(of: first.id) == ["\(first.id).2"])
        try household.start(.named("web")) { sandbox.linked("web", isUp) }
        #expect(followed == ["finish", "finish", "web"])
        try household.remove(.named("web"), force: true)
        #expect(ledger.staleBoxes.isEmpty)
    }

    @Test func aBoxThatDidNotRunDoesNot() throws {
        try edit("/bin/zsh")
        engine.calls = []
        _ = try rollBack()
        #expect(!engine.calls.contains { $0.hasPrefix("start") || $0.hasPrefix("stop") })
        #expect(engine.calls.filter { $0.hasPrefix("rename") }.count == 2)
    }

    @Test func aBoxThatRanRunsAgain() throws {
        try edit("/bin/zsh")
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        _ = try rollBack()
        #expect(engine.containers.map(\.state) == [.running, .stopped])
    }

    @Test func whatIsNotThereIsTold() throws {
        #expect(throws: UpkeepError.noGeneration(.named("web"), nil)) { try rollBack() }
        #expect(throws: UpkeepError.noGeneration(.named("web"), 7)) { try rollBack(7) }
        try edit("/bin/zsh")
        engine.containers.removeAll { $0.id == first.container }
        #expect(throws: UpkeepError.generationGone(.named("web"), 1)) {
            try rollBack()
        }
        #expect(try record().generation == 2)
    }

    @Test func aNumberIsNeverGivenAgain() throws {
        for shell in ["/bin/a", "/bin/b", "/bin/c"] { try edit(shell) }
        _ = try rollBack(3)
        _ = try sandbox.household.forget(try record().others.suffix(1), of: .named("web"))
        #expect(try edit("/bin/d").generation == 5)
    }

    @Test func aSnapshotStaysAndTheLiveOneGoesOn() throws {
        engine.containers[0].state = .running
        let made = try sandbox.household.snapshot(.named("web"), message: "before")
        let record = try record()
        #expect(record.live == first.live)
        #expect(record.others == [made])
        #expect(made.remark == Generation.Remark(.snapshot, message: "before", isPinned: true))
        #expect(engine.containers.map(\.state) == [.running, .created])
        try checkWhole()
    }

    @Test func allGoesWithTheBox() throws {
        for shell in ["/bin/a", "/bin/b"] { try edit(shell) }
        _ = try sandbox.household.snapshot(.named("web"), message: nil)
        try sandbox.household.remove(.named("web"))
        #expect(engine.containers.isEmpty)
        #expect(engine.images.isEmpty)
        #expect(File.names(in: sandbox.places.runtime + "/boxes").isEmpty)
    }

    @Test func anotherNameIsThatOfAll() throws {
        try edit("/bin/a")
        try sandbox.household.rename(.named("web"), to: .named("site"))
        #expect(engine.containers.map(\.name) == ["site.g1", "site"])
    }

    @Test func aNameThatIsTakenIsNotTaken() throws {
        try sandbox.make("web.g1")
        try edit("/bin/a")
        let spare = "web.g1-\(first.id.description.prefix(8))"
        #expect(Set(engine.containers.map(\.name)) == ["web", "web.g1", spare])
    }
}
