import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// What differs between generations, whichever way the box went from one to the other.
@Suite struct DifferenceTests {
    let sandbox: Sandbox
    let engine: FakeEngine
    let first: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
        first = try sandbox.make("web")
        sandbox.serveAgents(of: first.id)
    }

    let isUp: (String) -> Bool = { File.kind($0) == .socket }

    @discardableResult
    private func edit(_ shell: String) throws -> BoxRecord {
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

    /// Somebody writes files in the box as it is now.
    private func write(_ paths: String..., kind: ChangedFile.Kind = .added) throws {
        let container = try record().container
        engine.changed[container, default: []] += paths.map { ChangedFile(path: $0, kind: kind) }
    }

    private func record() throws -> BoxRecord { try sandbox.household.record(.named("web")) }

    /// `+ /etc/a - /etc/b`.
    private func difference(_ first: Int, _ last: Int) throws -> String {
        let record = try record()
        func one(_ number: Int) throws -> Generation {
            try #require(record.generations.first { $0.number == number })
        }
        let found = try sandbox.household.changedFiles(of: record, from: one(first), to: one(last))
        let signs: [ChangedFile.Kind: String] = [.added: "+", .changed: "~", .deleted: "-"]
        return found.files.map { "\(signs[$0.kind] ?? "?") \($0.path)" }.joined(separator: " ")
    }

    @Test func oneAfterTheOther() throws {
        try edit("/bin/a")
        try write("/etc/two")
        try edit("/bin/b")
        try write("/etc/three")
        #expect(try difference(1, 3) == "+ /etc/three + /etc/two")
        #expect(try difference(3, 1) == "- /etc/three - /etc/two")
        #expect(try difference(2, 3) == "+ /etc/three")
    }

    /// Neither the set-up's own script nor a lock is anybody's change, nor is the folder with it.
    @Test func whatSaysNothingIsLeftOutWithItsFolder() throws {
        try edit("/bin/a")
        try write("/etc/profile.d/zz-alcove.sh", "/var/lib/dpkg/triggers/Lock", "/etc/two")
        try write("/etc/profile.d", "/var/lib/dpkg/triggers", kind: .changed)
        try edit("/bin/b")
        #expect(try difference(1, 3) == "+ /etc/two")
    }

    private func isWhole(_ first: Generation, _ last: Generation) throws -> Bool {
        try sandbox.household.changedFiles(of: record(), from: first, to: last).isWhole
    }

    private func forget(_ numbers: Int...) throws {
        let gone = try record().others.filter { numbers.contains($0.number) }
        _ = try sandbox.household.forget(gone, of: .named("web"))
    }

    /// What was written in one that is gone is in those that were made of it.
    @Test func aGenerationThatIsGoneIsOnTheWay() throws {
        try write("/etc/one")
        try edit("/bin/a")
        try write("/etc/two", "/tmp/passing")
        try edit("/bin/b")
        try write("/etc/three")
        try write("/etc/one", kind: .deleted)
        let (first, last) = (try record().generations[0], try record().live)
        let all = "- /etc/one + /etc/three + /etc/two"
        #expect(try difference(1, 3) == all)
        try forget(2)
        #expect(try difference(1, 3) == all)
        #expect(try isWhole(first, last))
        #expect(try difference(3, 1) == "+ /etc/one - /etc/three - /etc/two")
        #expect(
            try sandbox.household.handChanges(in: record()).files.map(\.path)
                == ["/etc/three", "/etc/two"]
        )
    }

    /// Two that were made of one that is gone differ by what was written in them alone.
    @Test func whatTwoHaveOfOneThatIsGoneIsTheSame() throws {
        for shell in ["/bin/a", "/bin/b"] { try edit(shell) }
        try write("/etc/three")
        _ = try sandbox.household.rollBack(.named("web"), to: 2, isUp: isUp)
        try write("/etc/two")
        try edit("/bin/c")
        try write("/etc/four")
        #expect(try difference(3, 4) == "+ /etc/four - /etc/three")
        try forget(1, 2)
        #expect(try difference(3, 4) == "+ /etc/four - /etc/three")
        #expect(try difference(4, 3) == "- /etc/four + /etc/three")
    }

    /// Nothing is written down of what nobody asks for any more.
    @Test func whatNothingIsMadeOfIsForgotten() throws {
        for shell in ["/bin/a", "/bin/b", "/bin/c"] { try edit(shell) }
        let (household, id) = (sandbox.household, try record().id)
        #expect(household.notes.bygones(id) == [1])
        try forget(2)
        #expect(household.notes.bygones(id) == [2, 1])
        let ground = Successor.Ground(first.image, Foundations())
        _ = try household.advance(
            .named("web"),
            to: { Successor($0.spec, Generation.Remark(.rebase), ground: ground) },
            AdvanceCalls(trial: { _ in }, isBusy: { _ in false }, isUp: isUp, cancel: { false })
        )
        try forget(4)
        #expect(household.notes.bygones(id) == [2, 1])
        try forget(3)
        #expect(household.notes.bygones(id) == [])
    }

    /// Nobody could look at one whose container somebody else took away; that is said.
    @Test func whatNobodyKnowsIsTold() throws {
        for shell in ["/bin/a", "/bin/b"] { try edit(shell) }
        let (first, last) = (try record().generations[0], try record().live)
        let second = try #require(try record().others.first { $0.number == 2 })
        engine.containers.removeAll { $0.id == second.container }
        try forget(2)
        #expect(try !isWhole(first, last))
        #expect(try !isWhole(last, first))
        #expect(try !sandbox.household.handChanges(in: record()).isWhole)
    }

    /// 1 → 2, back to 1, 1 → 3: what was written in 2 is in neither 1 nor 3.
    @Test func whatWasGoneBackFromIsNotOnTheWay() throws {
        try edit("/bin/a")
        try write("/etc/two")
        _ = try sandbox.household.rollBack(.named("web"), to: 1, isUp: isUp)
        let third = try edit("/bin/b")
        #expect(third.generation == 3 && third.formerNumber == 1)
        #expect(third.former(of: third.live)?.number == 1)
        try write("/etc/three")
        #expect(try difference(1, 3) == "+ /etc/three")
        #expect(try difference(2, 3) == "+ /etc/three - /etc/two")
        #expect(try difference(3, 2) == "- /etc/three + /etc/two")
        #expect(
            try sandbox.household.handChanges(in: record()).files.map(\.path) == ["/etc/three"]
        )
    }

    /// A snapshot has what was there at its time; what was written in the live one since is the difference.
    @Test func whatWasWrittenSinceASnapshotIsSeen() throws {
        try write("/etc/before", "/etc/later", "/etc/changed")
        let live = try record().container
        let made = try sandbox.household.snapshot(.named("web"), message: nil)
        engine.ownFiles[live] = ["/etc/before": "a", "/etc/later": "b", "/etc/changed": "c"]
            .mapValues(bytes)
        engine.ownFiles[made.container] = ["/etc/before": "a", "/etc/changed": "d"].mapValues(bytes)
        #expect(try difference(2, 1) == "~ /etc/changed + /etc/later")
        #expect(try difference(1, 2) == "~ /etc/changed - /etc/later")
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Of two images, packages tell what differs; files are those that were written in the boxes.
    @Test func anotherImageKeepsNothingOfWhatWasWritten() throws {
        try write("/etc/mine", "/etc/passwd")
        let ground = Successor.Ground(
            BoxRecord.ImageMark(reference: "other", id: "sha256:other"),
            Foundations()
        )
        _ = try sandbox.household.advance(
            .named("web"),
            to: { Successor($0.spec, Generation.Remark(.rebase), ground: ground) },
            AdvanceCalls(trial: { _ in }, isBusy: { _ in false }, isUp: isUp, cancel: { false })
        )
        try write("/etc/new", "/etc/passwd")
        #expect(try difference(1, 2) == "- /etc/mine + /etc/new")
    }

    /// One that was removed leaves its successor without it, not without a past.
    @Test func theNearestThatIsKeptIsTheFormer() throws {
        for shell in ["/bin/a", "/bin/b"] { try edit(shell) }
        _ = try sandbox.household.forget(try record().others.suffix(1), of: .named("web"))
        let record = try record()
        #expect(record.generations.map(\.number) == [1, 3])
        #expect(record.former(of: record.live)?.number == 1)
        let line = Lineage(of: record.live, in: record, sandbox.household.notes)
        #expect(line.steps.map(\.number) == [3, 2, 1])
        #expect(line.isWhole)
    }
}
