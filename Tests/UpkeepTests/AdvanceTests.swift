import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// A generation is tried before it takes the place of the live one.
extension GenerationTests {
    @Test func itTakesThePlaceWhenItIsGood() throws {
        var seen: [String] = []
        let done = try advance(
            calls { next throws(UpkeepError) in
                // It runs beside the live one meanwhile.
                seen = engine.containers.map { "\($0.name) \($0.state.rawValue)" }
                #expect(isUp(sandbox.places.socket(of: next)))
            }
        )
        #expect(seen == ["web created", "web.g2 running"])
        #expect(!done.isStaged)
        #expect(done.record.generation == 2)
        #expect(try record() == done.record)
        #expect(engine.containers.map(\.state) == [.created, .stopped])
        try checkWhole()
    }

    @Test func whatFailsLeavesTheBoxAsItWas() throws {
        let failure = UpkeepError.trialFailed(.named("web"), command: "check", status: 1)
        #expect(throws: failure) { try advance(calls { _ throws(UpkeepError) in throw failure }) }
        #expect(try record() == first)
        try checkWhole()
    }

    @Test func aBusyBoxGetsItWhenItIsIdle() throws {
        let done = try advance(calls(isBusy: true))
        #expect(done.isStaged)
        #expect(try record().generation == 1)
        #expect(try record().staged == 2)
        try checkWhole()
        let household = sandbox.household
        try household.takeStaged(.named("web"), isBusy: { _ in true }, isUp: isUp)
        #expect(try record().generation == 1)
        try household.takeStaged(.named("web"), isBusy: { _ in false }, isUp: isUp)
        #expect(try record().generation == 2)
        #expect(try record().staged == nil)
        try checkWhole()
    }

    @Test func theNextStartTakesIt() throws {
        _ = try advance(calls(isBusy: true))
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        #expect(try record().generation == 2)
        #expect(engine.containers.map(\.state) == [.created, .running])
        try checkWhole()
    }

    @Test func anotherTakesThePlaceOfTheStagedOne() throws {
        _ = try advance(calls(isBusy: true))
        _ = try advance(calls(isBusy: true))
        #expect(try record().generations.map(\.number) == [1, 3])
        #expect(try record().staged == 3)
        try checkWhole()
    }

    @Test func anotherChangeMakesTheStagedOneVain() throws {
        _ = try advance(calls(isBusy: true))
        try edit("/bin/zsh")
        #expect(try record().generations.map(\.number) == [1, 3])
        try checkWhole()
    }

    @Test func whatChangesTheBoxMeanwhileHasPrecedence() throws {
        #expect(throws: UpkeepError.changedMeanwhile(.named("web"))) {
            try advance(
                calls { _ throws(UpkeepError) in
                    _ = try sandbox.household.edit(
                        .named("web"),
                        by: { spec in
                            var spec = spec
                            spec.shell = "/bin/zsh"
                            return spec
                        },
                        isUp: isUp
                    )
                }
            )
        }
        #expect(try record().spec.shell == "/bin/zsh")
        try checkWhole()
    }

    @Test func aBoxThatIsRenamedMeanwhileIsLeftAlone() throws {
        #expect(throws: UpkeepError.self) {
            try advance(
                calls { _ throws(UpkeepError) in
                    try sandbox.household.rename(.named("web"), to: .named("site"))
                }
            )
        }
        #expect(engine.containers.map(\.name) == ["site"])
    }

    /// Every call of the engine, failing in turn, or the process killed there.
    @Test(arguments: 1...40, [false, true])
    func atAnyMomentItIsTheOldOrTheNew(call: Int, dies: Bool) throws {
        engine.staysDead = dies
        engine.failing = (call, .refused(call: "x", status: 500, reason: "no"))
        _ = try? advance(calls())
        engine.failing = nil
        sandbox.later.recoverSurely()
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
        try checkWhole()
    }

    @Test(arguments: 1...20, [false, true])
    func atAnyMomentOfARollbackItIsOne(call: Int, afterwards: Bool) throws {
        try edit("/bin/zsh")
        engine.calls = []
        engine.failsAfterwards = afterwards
        engine.staysDead = true
        engine.failing = (call, .unreachable(engine.address, CreationTests.gone))
        _ = try? rollBack()
        engine.failing = nil
        sandbox.later.recoverSurely()
        #expect(try record().generations.count == 2)
        try checkWhole()
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
    }
}
