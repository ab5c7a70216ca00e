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
        try sandbox.write("profiles/x.toml", Sandbox.debian)
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

    /// It is all that there is of that box.
    @Test func aContainerOfABoxWhoseRecordIsBrokenIsKept() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        try sandbox.make("db")
        try sandbox.make("web")
        try sandbox.write(".local/state/alcove/boxes/web.json", "{")
        func told() throws -> [Finding] {
            bad(try checkup(sandbox)).filter { $0.check == .containers }
        }
        let keep = Finding.Mend.advice(.keep(of: [.named("web")]))
        #expect(try told() == [Finding(.containers, .warning, "web", mend: keep)])
        // A box that was renamed has its former name in the label.
        sandbox.engine.containers[1].labels[Label.name] = "former"
        #expect(try told() == [Finding(.containers, .warning, "web", mend: keep)])
    }

    @Test func aJournalThatCannotBeReadIsMovedAside() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        try File.makeDirectories(sandbox.household.journal.folder, mode: 0o700)
        try sandbox.write(".local/state/alcove/journal/web.json", "{")
        let path = sandbox.household.journal.path("web")
        let mend = Finding.Mend.command(["mv", "'\(path)'", "'\(path).bad'"], asRoot: false)
        #expect(bad(try checkup(sandbox)) == [Finding(.journals, .warning, path, mend: mend)])
        try File.remove(path)
        // What is left of its lock is the next command's.
        sandbox.household.recoverSurely()
        #expect(bad(try checkup(sandbox)).isEmpty)
    }

    @Test func aBoxThatIsBeingMadeIsNoFinding() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        let entry = Journal.Entry(
            box: BoxID(),
            engine: BoxRecord.Engine(sandbox.engine.address),
            since: 0,
            change: .create(.named("half"), home: nil)
        )
        let open = try sandbox.household.journal.begin(entry)
        let folder = sandbox.places.runtime + "/boxes/\(entry.box)"
        try File.makeDirectories(folder, mode: 0o700)
        #expect(bad(try checkup(sandbox)).isEmpty)
        // Nor does it become one between the look and the mend.
        try sandbox.household.repair(.removeFolder(folder))
        #expect(File.kind(folder) == .directory)
        try open.close()
        try sandbox.household.repair(.removeFolder(folder))
        #expect(File.kind(folder) == nil)
    }

    /// Between the look and the mend somebody made a box of it.
    @Test func whatIsABoxsByNowStays() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        let made = try sandbox.household.snapshot(.named("web"), message: nil)
        let state = try #require(made.state)
        let link = sandbox.household.store.socketLink(.named("web"))
        let folder = sandbox.household.notes.folder + "/\(record.id)"
        try File.makeDirectories(folder, mode: 0o700)
        let target = try #require(File.target(link))
        let repairs: [Finding.Repair] = [
            .removeFile(link), .removeFolder(folder), .removeState(state),
            .link(link, to: sandbox.places.socket(of: record.id, generation: 7)),
        ]
        for repair in repairs { try sandbox.household.repair(repair) }
        #expect(File.target(link) == target)
        #expect(File.kind(folder) == .directory)
        #expect(sandbox.engine.images[state] != nil)
    }

    @Test func aRemovalThatWasCutShortIsOneFinding() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
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

    /// Who has two homes for state, one in an editor's own surroundings perhaps, has one directory of sockets.
    @Test func agentsOfBoxesElsewhereAreLeftAlone() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        let socket = sandbox.places.socket(of: BoxID())
        let folder = String(socket.dropLast("/agent.sock".count))
        try File.makeDirectories(folder, mode: 0o700)
        let repair = Finding.Repair.removeFolder(folder)
        let finding = Finding(.sockets, .warning, folder, mend: .repair(repair))
        #expect(bad(try checkup(sandbox)) == [finding])
        do {
            let agent = try UnixSocket.listen(at: socket, mode: 0o600)
            #expect(bad(try checkup(sandbox)).isEmpty)
            // It came between the look and the mend.
            try repair.clear(sandbox.places)
            #expect(File.kind(socket) == .socket)
            extendLifetime(agent)
        }
        #expect(bad(try checkup(sandbox)) == [finding])
        try repair.clear(sandbox.places)
        #expect(File.kind(folder) == nil)
    }
}
