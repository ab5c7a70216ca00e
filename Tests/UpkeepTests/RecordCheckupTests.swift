import Accounts
import Boxes
import Engines
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

/// What doctor says of records, and of changes that were cut short.
extension CheckupTests {
    @Test func aRecordThatCannotBeReadIsMovedAside() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", SupplyTests.debian)
        try sandbox.make("db")
        try sandbox.write(".local/state/alcove/boxes/web.json", "{")
        let path = sandbox.household.store.recordPath(.named("web"))
        #expect(
            bad(try checkup(sandbox)) == [
                Finding(
                    .records,
                    .failed,
                    path,
                    mend: .command(["mv", "'\(path)'", "'\(path).bad'"], asRoot: false)
                )
            ]
        )
    }

    @Test func aRemovalThatWasCutShortIsOneFinding() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", SupplyTests.debian)
        let record = try sandbox.make("web")
        let entry = Journal.Entry(
            box: record.id,
            engine: record.engine,
            since: 0,
            change: .remove(.named("web"), container: "c1", home: nil)
        )
        _ = try sandbox.household.journal.begin(entry)
        sandbox.engine.containers = []
        #expect(bad(try checkup(sandbox)).map(\.check) == [.journals])
    }

    @Test func noLinkIsJudgedWhileARecordIsUnreadable() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        let path = sandbox.household.store.recordPath(.named("web"))
        try File.replace(path, with: [], mode: 0o600)
        let checks = bad(try checkup(sandbox)).map(\.check)
        #expect(checks.contains(.records))
        #expect(!checks.contains(.sockets))
    }
}
