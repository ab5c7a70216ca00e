import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

/// A change that was killed anywhere is finished by the next.
@Suite struct ExportRecoveryTests {
    let sandbox: ExportSandbox

    init() throws { sandbox = try ExportSandbox() }

    /// Does the first steps of a change by hand, as a process that was killed has.
    private func begin(_ plan: ExportPlan, files: Int, force: Bool = false) throws {
        let exporter = sandbox.exporter
        let edits: Exporter.Edits = force ? .setAside : .refuse
        let web = try BoxName("web")
        let change = try exporter.change(to: plan, of: web, force: force, edits)
        try exporter.ledger.begin(change)
        for file in change.files.prefix(files) {
            if let aside = file.aside { try File.move(file.path, to: aside) }
            try File.makeDirectories(Traces.parent(of: file.path), mode: 0o700)
            try file.file.write()
        }
    }

    @Test(arguments: 0...2)
    func anExportIsFinished(_ files: Int) throws {
        try sandbox.folder.write("home/b", "mine")
        let before = try sandbox.files
        try begin(sandbox.plan("gcc", ["a": "1", "b": "2"]), files: files, force: true)
        #expect(sandbox.exporter.ledger.all().exports.isEmpty)
        #expect(sandbox.exporter.recover() == [])
        #expect(try sandbox.state("gcc") == .fresh)
        #expect(try sandbox.folder.read("home/b.alcove-kept") == "mine")
        _ = try sandbox.exporter.withdraw(sandbox.source("gcc"))
        #expect(try sandbox.files == before)
        #expect(sandbox.entries.isEmpty)
    }

    @Test func whatAKilledCommandWasWritingIsWrittenAnew() throws {
        try begin(sandbox.plan("gcc", ["a": "1"]), files: 0)
        try sandbox.folder.write("home/a.alcove-new", "ha")
        #expect(sandbox.exporter.recover() == [])
        #expect(try sandbox.files == ["home/a 755 1"])
    }

    @Test func anyOtherChangeFinishesItFirst() throws {
        try begin(sandbox.plan("gcc", ["a": "1"]), files: 0)
        try sandbox.apply(sandbox.plan("cc", ["b": "2"], of: sandbox.shop))
        #expect(try sandbox.files == ["home/a 755 1", "home/b 755 2"])
    }

    @Test func whatSomebodyPutThereMeanwhileStays() throws {
        try begin(sandbox.plan("gcc", ["a": "1", "b": "2"]), files: 0)
        try sandbox.folder.write("home/a", "mine")
        try sandbox.folder.write("home/a.alcove-new", "ha")
        try sandbox.folder.write("state/exports/traces.json.new-1", "{")
        let mine = KeptFile(path: sandbox.home + "/a", reason: .changed)
        #expect(sandbox.exporter.recover() == [mine])
        #expect(try sandbox.files == ["home/a 644 mine", "home/b 755 2"])
        #expect(try sandbox.state("gcc") == .changed([sandbox.home + "/a"]))
        #expect(sandbox.entries == [sandbox.web.description])
    }

    @Test func aWithdrawalIsFinished() throws {
        try sandbox.apply(sandbox.plan("gcc", ["bin/a": "1", "bin/b": "2"]))
        let export = try #require(try sandbox.exporter.ledger.export(sandbox.source("gcc")))
        let change = ExportChange(
            source: export.source,
            before: export,
            after: nil,
            files: [],
            forces: false
        )
        try sandbox.exporter.ledger.begin(change)
        try File.remove(sandbox.home + "/bin/b")
        #expect(sandbox.exporter.recover() == [])
        #expect(try sandbox.files.isEmpty)
        #expect(sandbox.entries.isEmpty)
    }

    @Test func whatAKilledWithdrawalLeavesIsToldByTheCommandThatFinishesIt() throws {
        try sandbox.apply(sandbox.plan("gcc", ["a": "1", "b": "2"]))
        let export = try #require(try sandbox.exporter.ledger.export(sandbox.source("gcc")))
        try sandbox.exporter.ledger.begin(
            ExportChange(
                source: export.source,
                before: export,
                after: nil,
                files: [],
                forces: false
            )
        )
        try sandbox.folder.write("home/b", "mine")
        let outcome = try sandbox.apply(sandbox.plan("cc", ["c": "3"]))
        #expect(outcome.kept == [KeptFile(path: sandbox.home + "/b", reason: .changed)])
        #expect(try sandbox.files == ["home/b 644 mine", "home/c 755 3"])
        #expect(sandbox.exporter.recover() == [])
    }

    @Test func nothingIsDoneWhileAnotherProcessIsAtIt() throws {
        try begin(sandbox.plan("gcc", ["a": "1"]), files: 0)
        let lock = try FileLock.attempt(sandbox.exporter.ledger.folder + ".lock")
        #expect(sandbox.exporter.recover() == [])
        #expect(try sandbox.files.isEmpty)
        extendLifetime(lock)
    }
}
