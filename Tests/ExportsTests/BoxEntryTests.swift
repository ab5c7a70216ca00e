import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

/// A box in the menu.
@Suite struct BoxEntryTests {
    private let files = FakeBoxFiles()
    private let folder: TemporaryFolder
    private let box = BoxID()

    init() throws { folder = try TemporaryFolder() }

    private var folders: HostFolders {
        HostFolders(
            home: folder.path,
            data: folder.path + "/data",
            configuration: folder.path + "/config",
            systemData: [folder.path + "/system"],
            programs: []
        )
    }

    private func plan(program: String = "/usr/bin/alcove") throws -> ExportPlan {
        let command = HostCommand(program: program, box: try BoxName("web"))
        return try BoxEntry.plan(of: box, ExportOptions(), in: files, folders, command)
    }

    private func entry(_ plan: ExportPlan) throws -> String {
        guard case .file(let bytes, _)? = plan.files.last?.content else {
            throw BoxFilesError("no entry")
        }
        return bytes.text
    }

    @Test func entryOpensATerminal() throws {
        let plan = try plan()
        let text = try entry(plan)
        #expect(plan.files.map(\.path) == ["\(folders.applications)/alcove-box-\(box).desktop"])
        #expect(text.contains("\nName=web\n"))
        #expect(text.contains("\nExec=/usr/bin/alcove terminal web\n"))
        #expect(text.contains("\nExec=/usr/bin/alcove stop web\n"))
        #expect(text.contains("\nExec=/usr/bin/alcove upgrade web\n"))
        #expect(text.contains("\nIcon=utilities-terminal\n"))
    }

    @Test func pathsOfTheToolAreQuoted() throws {
        let text = try entry(try plan(program: "/opt/my \"tools\"/100%/alcove"))
        #expect(text.contains(#"Exec="/opt/my \\"tools\\"/100%%/alcove" terminal web"#))
        #expect(throws: ExportError.badPath("/opt/$(id)/alcove")) {
            try self.plan(program: "/opt/$(id)/alcove")
        }
    }

    @Test func iconIsTheDistributions() throws {
        files.add("/etc/os-release", "ID=fedora\nLOGO=fedora-logo-icon\n")
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
        files.add("/usr/share/icons/hicolor/scalable/apps/fedora-logo-icon.svg", svg)
        let plan = try plan()
        #expect(
            plan.files.first?.path
                == "\(folders.icons)/hicolor/scalable/apps/alcove.\(box).box.svg"
        )
        #expect(plan.files.count == 2)
        #expect(try entry(plan).contains("\nIcon=alcove.\(box).box\n"))
    }

    @Test func iconOfTheHostIsSecond() throws {
        files.add("/etc/os-release", "ID=debian\nLOGO=../../evil\n")
        let place = folder.path + "/system/icons/hicolor/48x48/apps"
        try File.makeDirectories(place, mode: 0o700)
        try File.replace(place + "/distributor-logo-debian.png", with: [1], mode: 0o644)
        let plan = try plan()
        #expect(plan.files.count == 1)
        #expect(try entry(plan).contains("\nIcon=distributor-logo-debian\n"))
    }

    @Test func renamedBoxKeepsItsPlaceInTheMenu() throws {
        let first = try plan()
        let export = Export(
            source: first.source,
            options: first.options,
            boxName: try BoxName("web"),
            files: [],
            material: first.material
        )
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName("site"))
        let again = try export.plan(folders, command)
        #expect(again.files.map(\.path) == first.files.map(\.path))
        #expect(try entry(again) == entry(first).replacing("web", with: "site"))
    }

    @Test(.enabled(if: Program.isInstalled("desktop-file-validate"), "needs desktop-file-utils"))
    func desktopsUnderstandIt() throws {
        let path = "\(folder.path)/box.desktop"
        try File.replace(
            path,
            with: Array(try entry(try plan(program: "/bin/true")).utf8),
            mode: 0o644
        )
        var lines: [String] = []
        let program = Program("desktop-file-validate", [path], environment: [])
        _ = try program.run { line in
            if let line { lines.append(line) }
            return true
        }
        #expect(lines == [])
    }
}
