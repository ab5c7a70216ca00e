import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// Builds are written down, so that nothing is left of one whose command was killed.
@Suite struct NotedBuildTests {
    let request = BuildRequest(reference: "localhost/alcove/recipe/a:1")

    @Test func aBuildThatEndsLeavesNoNote() throws {
        let sandbox = try Sandbox()
        let journal = sandbox.household.journal
        let outcome = try journal.noting(request, on: sandbox.engine) { request in
            #expect(request.mark != nil)
            let id = journal.unfinished.first ?? ""
            let change = (try? journal.entry(id))?.change
            #expect(change == request.mark.map { .build(mark: $0.word) })
            return "image"
        }
        #expect(outcome == .success("image"))
        #expect(journal.unfinished.isEmpty)
        #expect(sandbox.engine.calls.isEmpty)
    }

    @Test func whatAFailureLeavesIsEndedAtOnce() throws {
        let sandbox = try Sandbox()
        let outcome = try sandbox.household.journal.noting(request, on: sandbox.engine) {
            (request) throws(EngineError) in
            sandbox.engine.buildsLeft = [request.mark?.word ?? ""]
            throw EngineError.cancelled
        }
        #expect(outcome == .failure(.cancelled))
        #expect(sandbox.household.journal.unfinished.isEmpty)
        #expect(sandbox.engine.buildsLeft.isEmpty)
    }

    /// An engine that is gone may have left something, and is asked by the next command.
    @Test func whatCannotBeEndedNowIsLater() throws {
        let sandbox = try Sandbox()
        let journal = sandbox.household.journal
        sandbox.engine.refusing["end build"] = .cancelled
        let outcome = try journal.noting(request, on: sandbox.engine) {
            (request) throws(EngineError) in
            sandbox.engine.buildsLeft = [request.mark?.word ?? ""]
            throw EngineError.cancelled
        }
        #expect(outcome == .failure(.cancelled))
        #expect(journal.unfinished.count == 1)
        sandbox.engine.refusing = [:]
        #expect(sandbox.household.recoverSurely().map(\.outcome) == [.settled])
        #expect(sandbox.engine.buildsLeft.isEmpty)
        #expect(journal.unfinished.isEmpty)
    }

    /// The engine may only be about to begin what a killed command asked of it.
    @Test func aBuildOfWhichNothingIsFoundIsDoubtful() throws {
        let sandbox = try Sandbox()
        let household = sandbox.household
        let entry = Journal.Entry(
            box: BoxID(),
            engine: BoxRecord.Engine(sandbox.engine.address),
            since: household.now(),
            change: .build(mark: "m")
        )
        _ = try household.journal.begin(entry)
        #expect(household.recoverSurely().map(\.outcome) == [.waiting])
        #expect(sandbox.later.recoverSurely().map(\.outcome) == [.settled])
    }
}
