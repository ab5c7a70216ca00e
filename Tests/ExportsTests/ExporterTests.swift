import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

/// A host's files, and exports of two boxes on it.
final class ExportSandbox {
    let folder: TemporaryFolder
    let home: String
    let exporter: Exporter
    let web = BoxID()
    let shop = BoxID()

    init() throws {
        folder = try TemporaryFolder()
        home = folder.path + "/home"
        try File.makeDirectories(home, mode: 0o755)
        var exporter = Exporter(Ledger(state: folder.path + "/state"))
        exporter.patience = 200
        self.exporter = exporter
    }

    func source(_ name: String, of box: BoxID? = nil) -> ExportSource {
        ExportSource(box: box ?? web, kind: .bin, name: name)
    }

    /// A plan of text files below the home.
    func plan(_ name: String, _ files: [String: String], of box: BoxID? = nil) -> ExportPlan {
        ExportPlan(
            source: source(name, of: box),
            options: ExportOptions(),
            files: files.sorted { $0.key < $1.key }.map { path, text in
                HostFile("\(home)/\(path)", .file(Array(text.utf8), mode: 0o755))
            }
        )
    }

    @discardableResult
    func apply(_ plan: ExportPlan, force: Bool = false) throws -> Exporter.Outcome {
        let box = try BoxName(plan.source.box == web ? "web" : "shop")
        return try exporter.apply(plan, of: box, force: force)
    }

    func state(_ name: String) throws -> ExportState? {
        try exporter.ledger.export(source(name))?.state
    }

    /// Everything in the home.
    var files: [String] { get throws { try folder.listing("home") } }
    /// Everything of the ledger.
    var entries: [String] { File.names(in: exporter.ledger.folder).sorted() }
}

/// What is written for an export is taken back exactly.
@Suite struct ExporterTests {
    let sandbox: ExportSandbox

    init() throws { sandbox = try ExportSandbox() }

    @Test func unexportingIsTheInverse() throws {
        try sandbox.folder.write("home/.profile", "mine")
        let before = try sandbox.files
        let one = sandbox.plan("gcc", [".local/bin/gcc": "1", ".local/share/man/man1/gcc.1": "2"])
        try sandbox.apply(one)
        try sandbox.apply(sandbox.plan("cc", [".local/bin/cc": "3"], of: sandbox.shop))
        #expect(try sandbox.state("gcc") == .fresh)
        #expect(try sandbox.folder.read("home/.local/bin/gcc") == "1")
        // The directory was made for the first, and goes with the last.
        #expect(try sandbox.exporter.withdraw(sandbox.source("gcc")) == [])
        #expect(try sandbox.folder.read("home/.local/bin/cc") == "3")
        #expect(try sandbox.exporter.withdrawAll(of: sandbox.shop) == [])
        #expect(try sandbox.files == before)
        #expect(sandbox.entries.isEmpty)
    }

    @Test func directoriesThatWereThereStay() throws {
        try File.makeDirectories(sandbox.home + "/.local/bin", mode: 0o750)
        let before = try sandbox.files
        try sandbox.apply(sandbox.plan("gcc", [".local/bin/gcc": "1"]))
        _ = try sandbox.exporter.withdraw(sandbox.source("gcc"))
        #expect(try sandbox.files == before)
    }

    @Test func strangersFilesAreNotOverwritten() throws {
        try sandbox.folder.write("home/bin/gcc", "mine")
        let plan = sandbox.plan("gcc", ["bin/cpp": "0", "bin/gcc": "1"])
        let path = sandbox.home + "/bin/gcc"
        #expect(throws: ExportError.occupied(path)) { try sandbox.apply(plan) }
        #expect(File.kind(sandbox.home + "/bin/cpp") == nil)
        let before = try sandbox.files
        try sandbox.apply(plan, force: true)
        #expect(try sandbox.folder.read("home/bin/gcc") == "1")
        #expect(try sandbox.folder.read("home/bin/gcc.alcove-kept") == "mine")
        _ = try sandbox.exporter.withdraw(sandbox.source("gcc"))
        #expect(try sandbox.files == before)
    }

    @Test func linksAreReplacedNotFollowed() throws {
        try sandbox.folder.write("home/target", "mine")
        try File.makeDirectories(sandbox.home + "/bin", mode: 0o755)
        try File.link(sandbox.home + "/bin/gcc", to: sandbox.home + "/target")
        let before = try sandbox.files
        let plan = sandbox.plan("gcc", ["bin/gcc": "1"])
        #expect(throws: ExportError.occupied(sandbox.home + "/bin/gcc")) {
            try sandbox.apply(plan)
        }
        try sandbox.apply(plan, force: true)
        #expect(try sandbox.folder.read("home/target") == "mine")
        _ = try sandbox.exporter.withdraw(sandbox.source("gcc"))
        #expect(try sandbox.files == before)
    }

    @Test func whatWasChangedByHandStays() throws {
        try sandbox.apply(sandbox.plan("gcc", ["bin/cpp": "0", "bin/gcc": "1"]))
        try sandbox.folder.write("home/bin/gcc", "mine")
        let path = sandbox.home + "/bin/gcc"
        #expect(try sandbox.state("gcc") == .changed([path]))
        let kept = try sandbox.exporter.withdraw(sandbox.source("gcc"))
        #expect(kept == [KeptFile(path: path, reason: .changed)])
        #expect(try sandbox.files == ["bin/ 700", "bin/gcc 644 mine"].map { "home/" + $0 })
    }

    @Test func aFileThatWasKeptAsideStaysWhereItIsWhenItsPlaceIsTaken() throws {
        try sandbox.folder.write("home/gcc", "old")
        try sandbox.apply(sandbox.plan("gcc", ["gcc": "1"]), force: true)
        try sandbox.folder.write("home/gcc", "new")
        let path = sandbox.home + "/gcc"
        #expect(
            try sandbox.exporter.withdraw(sandbox.source("gcc")) == [
                KeptFile(path: path, reason: .changed),
                KeptFile(path: path + ".alcove-kept", reason: .aside(of: path)),
            ]
        )
        #expect(try sandbox.folder.read("home/gcc.alcove-kept") == "old")
    }

    @Test func twoBoxesCannotHaveOnePath() throws {
        try sandbox.apply(sandbox.plan("gcc", ["bin/gcc": "1"]))
        let other = sandbox.plan("gcc", ["bin/gcc": "2"], of: sandbox.shop)
        let error = ExportError.taken(
            sandbox.home + "/bin/gcc",
            by: sandbox.source("gcc"),
            of: try BoxName("web")
        )
        #expect(throws: error) { try sandbox.apply(other) }
        #expect(throws: error) { try sandbox.apply(other, force: true) }
        #expect(try sandbox.folder.read("home/bin/gcc") == "1")
    }

    @Test func anExportIsMadeAnew() throws {
        try sandbox.apply(sandbox.plan("gcc", ["bin/gcc": "1", "man/gcc.1": "2"]))
        try sandbox.apply(sandbox.plan("gcc", ["bin/gcc": "3"]))
        #expect(
            try sandbox.files == ["home/bin/ 700", "home/bin/gcc 755 3"]
        )
        #expect(try sandbox.state("gcc") == .fresh)
    }

    @Test func refreshingRespectsWhatWasChangedByHand() throws {
        try sandbox.apply(sandbox.plan("gcc", ["a": "1", "b": "2"]))
        try sandbox.folder.write("home/a", "mine")
        let next = sandbox.plan("gcc", ["a": "3", "b": "4"])
        let old = try #require(try sandbox.exporter.ledger.export(sandbox.source("gcc")))
        let web = try BoxName("web")
        let path = sandbox.home + "/a"
        #expect(throws: ExportError.changed(path)) {
            try sandbox.exporter.replace(old, by: next, of: web, .refuse)
        }
        #expect(try sandbox.folder.read("home/b") == "2")
        let kept = try sandbox.exporter.replace(old, by: next, of: web, .keep).kept
        #expect(kept == [KeptFile(path: path, reason: .changed)])
        #expect(try sandbox.files == ["home/a 644 mine", "home/b 755 4"])
        #expect(try sandbox.state("gcc") == .changed([path]))
        let spare = try sandbox.exporter.replace(old, by: next, of: web, .setAside).kept
        #expect(spare == [KeptFile(path: path + ".alcove-kept", reason: .changed)])
        #expect(try sandbox.state("gcc") == .fresh)
        _ = try sandbox.exporter.withdraw(sandbox.source("gcc"))
        #expect(try sandbox.files == ["home/a.alcove-kept 644 mine"])
    }

    @Test func statesTellWhatIsGone() throws {
        try sandbox.apply(sandbox.plan("gcc", ["a": "1", "b": "2"]))
        try File.remove(sandbox.home + "/a")
        #expect(try sandbox.state("gcc") == .incomplete([sandbox.home + "/a"]))
        try File.remove(sandbox.home + "/b")
        #expect(try sandbox.state("gcc") == .missing)
    }

    @Test func whatCannotBeWrittenIsUndone() throws {
        try sandbox.folder.write("home/file", "mine")
        try sandbox.folder.write("home/x", "mine")
        let before = try sandbox.files
        let plan = sandbox.plan("gcc", ["bin/gcc": "1", "file/gcc": "2", "x": "3"])
        #expect(throws: ExportError.self) { try sandbox.apply(plan, force: true) }
        #expect(try sandbox.files == before)
        #expect(sandbox.entries.isEmpty)
    }

    @Test(arguments: ["relative", "/", "/a/../b", "/a//b", "/a/", "/a\0b", ""])
    func pathsAreChecked(_ path: String) throws {
        let plan = ExportPlan(
            source: sandbox.source("gcc"),
            options: ExportOptions(),
            files: [HostFile(path, .file([], mode: 0o644))]
        )
        #expect(throws: ExportError.badPath(path)) { try sandbox.apply(plan) }
    }

    @Test(
        arguments: [
            "gcc", "../../etc/passwd", "a/b", "a\nb", "é", "-rf", "..", "", "%2f",
            String(repeating: "n", count: 5000), String(repeating: "/", count: 300) + "1",
        ]
    )
    func anyNameHasItsEntry(_ name: String) throws {
        try sandbox.apply(sandbox.plan(name, ["file": "1"]))
        let ledger = sandbox.exporter.ledger
        #expect(try ledger.export(sandbox.source(name))?.source.name == name)
        #expect(try ledger.exports(.bin, named: name).count == 1)
        #expect(ledger.all().exports.map(\.source.name) == [name])
        #expect(sandbox.entries == [sandbox.web.description])
        _ = try sandbox.exporter.withdraw(sandbox.source(name))
        #expect(sandbox.entries.isEmpty)
    }

    @Test func anEntryThatCannotBeReadKeepsNoOther() throws {
        try sandbox.apply(sandbox.plan("gcc", ["a": "1"]))
        try sandbox.folder.write("state/exports/\(sandbox.web)/bin-bad.json", "{")
        let contents = sandbox.exporter.ledger.all()
        #expect(contents.exports.count == 1)
        #expect(contents.faults.count == 1)
        #expect(throws: ExportError.self) { try sandbox.exporter.withdrawAll(of: sandbox.web) }
        #expect(try sandbox.files.isEmpty)
    }

    @Test func oneProcessChangesExportsAtATime() throws {
        try File.makeDirectories(sandbox.folder.path + "/state", mode: 0o700)
        let lock = try FileLock.attempt(sandbox.exporter.ledger.folder + ".lock")
        #expect(throws: ExportError.self) {
            try sandbox.apply(sandbox.plan("gcc", ["a": "1"]))
        }
        extendLifetime(lock)
    }
}
