import Boxes
import Engines
import TestSupport
import Testing

@testable import Upkeep

/// Which generations go, and which stay.
extension GenerationTests {
    @Test func pinnedOnesStay() throws {
        try sandbox.household.pin(.named("web"), 1, true)
        for shell in ["/bin/a", "/bin/b", "/bin/c", "/bin/d"] { try edit(shell) }
        #expect(try record().generations.map(\.number) == [1, 3, 4, 5])
        try sandbox.household.pin(.named("web"), 1, false)
        try edit("/bin/e")
        #expect(try record().generations.map(\.number) == [4, 5, 6])
        #expect(throws: UpkeepError.noGeneration(.named("web"), 9)) {
            try sandbox.household.pin(.named("web"), 9, true)
        }
        try checkWhole()
    }

    @Test func ageAndCountSayWhatGoes() throws {
        for shell in ["/bin/a", "/bin/b"] { try edit(shell) }
        var record = try record()
        record.others[0].left = record.created - 1000
        let household = sandbox.household
        #expect(household.outdated(record, keeping: 1).map(\.number) == [1])
        #expect(household.outdated(record, keeping: 0).map(\.number) == [2, 1])
        #expect(household.outdated(record, keeping: 9).isEmpty)
        let moment = record.created - 1
        #expect(household.outdated(record, keeping: 9, before: moment).map(\.number) == [1])
    }

    /// The first upgrade in months leaves the one to go back to, however old that is.
    @Test func ageIsCountedFromWhenItWasLive() throws {
        let household = sandbox.later
        for shell in ["/bin/a", "/bin/b"] {
            _ = try household.edit(
                .named("web"),
                by: { spec in
                    var spec = spec
                    spec.shell = shell
                    return spec
                },
                isUp: isUp
            )
        }
        let record = try record()
        #expect(record.others.map(\.left) == [1_003_600, 1_003_600])
        #expect(household.outdated(record, keeping: 9, before: 1_003_000).isEmpty)
        #expect(household.outdated(record, keeping: 9, before: 1_004_000).map(\.number) == [1])
    }

    @Test func whatIsPinnedByNowStays() throws {
        try edit("/bin/a")
        let household = sandbox.household
        let former = household.formerGenerations(keeping: 0, olderThan: nil)
        #expect(former.map(\.generation.number) == [1])
        try household.pin(.named("web"), 1, true)
        #expect(try !household.forget(former[0], keeping: 0, olderThan: nil))
        try household.pin(.named("web"), 1, false)
        #expect(try household.forget(former[0], keeping: 0, olderThan: nil))
        #expect(try record().others.isEmpty)
        try checkWhole()
    }
}
