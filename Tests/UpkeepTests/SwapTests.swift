import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// One generation takes another's place, and what goes wrong then leaves one of them.
extension GenerationTests {
    /// An end of a session may take what was just staged, before the upgrade has ended.
    @Test func whatIsTakenAtOnceKeepsItsName() throws {
        let sandbox = sandbox
        engine.onCall = { [unowned engine] _ in
            guard let record = try? sandbox.household.record(.named("web")), record.staged == 2
            else { return }
            engine.onCall = { _ in }
            try? sandbox.household.takeStaged(
                .named("web"),
                isBusy: { _ in false },
                isUp: { File.kind($0) == .socket }
            )
        }
        _ = try advance(calls(isBusy: true))
        engine.onCall = { _ in }
        try checkWhole()
    }

    @Test func aNumberIsOnlyOnesWhoBeginInTheSameMoment() throws {
        let other = sandbox.household
        var isFirst = true
        engine.onCall = { [unowned engine, calls] name in
            // The number is chosen by now, and nothing written down yet.
            guard isFirst, name == "container c1", engine.calls.contains("container web.g2")
            else { return }
            isFirst = false
            let before = engine.calls
            _ = try? other.advance(
                .named("web"),
                to: { Successor($0.spec, Generation.Remark(.upgrade)) },
                calls(true) { _ in }
            )
            engine.calls = before
        }
        #expect(throws: UpkeepError.changedMeanwhile(.named("web"))) { try advance(calls()) }
        #expect(try record().staged == 2)
        #expect(engine.commits.count == 1)
        try checkWhole()
    }

    @Test func aNumberThatMayStillComeIsNotGivenAgain() throws {
        engine.failing = (6, .unreachable(engine.address, CreationTests.gone))
        engine.staysDead = true
        #expect(throws: UpkeepError.self) { try advance(calls()) }
        engine.failing = nil
        #expect(sandbox.household.recover().map(\.outcome) == [.waiting])
        #expect(try advance(calls()).record.generation == 3)
    }

    @Test func aClockThatWasSetBackLeavesNothingInDoubt() throws {
        let entry = Journal.Entry(
            box: BoxID(),
            engine: first.engine,
            since: 2_000_000,
            change: .create(.named("half"), home: nil)
        )
        _ = try sandbox.household.journal.begin(entry)
        #expect(sandbox.household.recoverSurely().map(\.outcome) == [.settled])
    }

    @Test func notesOfWhatWasUndoneGo() throws {
        let notes = sandbox.household.notes
        let failure = UpkeepError.trialFailed(.named("web"), command: "check", status: 1)
        #expect(throws: failure) {
            try advance(
                calls { next throws(UpkeepError) in
                    try notes.keep(
                        GenerationNotes.Note([]),
                        next.id,
                        generation: next.generation
                    )
                    throw failure
                }
            )
        }
        #expect(notes.note(first.id, generation: 2) == nil)
    }

    /// A generation that runs into the wall leaves the box as it was, running.
    @Test func aGenerationThatDoesNotStartIsNotTaken() throws {
        try edit("/bin/zsh")
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        let before = try record()
        let start = engine.onStart
        engine.onStart = { [unowned engine] id in
            if id == "c1" { engine.containers[0].state = .stopped } else { start(id) }
        }
        let cause = UpkeepError.died(.named("web"), exitCode: nil, log: [])
        #expect(throws: UpkeepError.notTaken(.named("web"), generation: 1, cause)) {
            try rollBack()
        }
        #expect(try record() == before)
        #expect(engine.containers.map(\.state) == [.stopped, .running])
        try checkWhole()
    }

    @Test func whatItNeedsOfTheHostIsLookedForFirst() throws {
        let folder = sandbox.home + "/data"
        try File.makeDirectories(folder, mode: 0o700)
        let volume = Volume(source: folder, target: "/data")
        _ = try sandbox.household.edit(
            .named("web"),
            by: { spec in
                var spec = spec
                spec.volumes = [volume]
                return spec
            },
            isUp: isUp
        )
        _ = try rollBack()
        try File.removeTree(folder)
        engine.calls = []
        #expect(throws: UpkeepError.noSource(volume)) { try rollBack() }
        #expect(!engine.calls.contains { $0.hasPrefix("stop") || $0.hasPrefix("rename") })
        #expect(try record().generation == 1)
    }

    /// The record is saved, and then the engine takes no other names: the box is the new generation.
    @Test func whatFailsBehindTheRecordRunsAsTheRecordSays() throws {
        try edit("/bin/zsh")
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        engine.calls = []
        let household = sandbox.household
        engine.onCall = { [unowned engine] name in
            guard name.hasPrefix("rename") else { return }
            engine.onCall = { _ in }
            engine.failing = (
                engine.calls.count, .refused(call: "x", status: 500, reason: "no")
            )
        }
        #expect(throws: UpkeepError.self) { try rollBack() }
        engine.failing = nil
        #expect(try record().generation == 1)
        #expect(engine.containers.map(\.state) == [.running, .stopped])
        household.recoverSurely()
        try checkWhole()
    }

    @Test func aStagedOneThatIsGoneKeepsNoBoxFromStarting() throws {
        _ = try advance(calls(isBusy: true))
        engine.containers.removeAll { $0.name == "web.g2" }
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        #expect(try record().generation == 1)
        #expect(try record().staged == nil)
        #expect(engine.containers.map(\.state) == [.running])
        try checkWhole()
    }

    @Test func aStagedOneThatDoesNotStartIsTriedOnce() throws {
        _ = try advance(calls(isBusy: true))
        let start = engine.onStart
        engine.onStart = { [unowned engine] id in
            if id == "c2" { engine.containers[1].state = .stopped } else { start(id) }
        }
        let cause = UpkeepError.died(.named("web"), exitCode: nil, log: [])
        #expect(throws: UpkeepError.notTaken(.named("web"), generation: 2, cause)) {
            try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        }
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        #expect(try record().generation == 1)
        try checkWhole()
    }
}
