import Boxes
import Foundation
import Linux
import TestSupport
import Testing

@testable import Exports

/// A box with applications, and a host to export them to.
final class AppSandbox {
    let files = FakeBoxFiles()
    let folder: TemporaryFolder
    let host: HostFolders
    let box: BoxID
    var options = ExportOptions()

    init() throws {
        folder = try TemporaryFolder()
        box = try #require(BoxID("0a1b2c3d-4e5f-4061-8273-849506a7b8c9"))
        host = HostFolders(
            home: "/home/kim",
            data: folder.path + "/data",
            configuration: folder.path + "/config",
            systemData: [folder.path + "/system"],
            systemConfiguration: [folder.path + "/xdg"],
            programs: []
        )
    }

    func add(_ text: String, _ id: String = "app") {
        files.add("/usr/share/applications/\(id).desktop", text)
    }

    func plan(_ words: String = "app", of box: String = "web") throws -> ExportPlan {
        let app = try AppSearch(files).app(words)
        let material = try AppMaterial(app, of: files, for: host)
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName(box))
        return try AppExport(material, of: self.box, command, options, on: host).plan()
    }

    /// The entry that an entry comes to.
    func entry(_ text: String) throws -> String {
        add(text)
        return try Self.entry(of: plan())
    }

    static func entry(of plan: ExportPlan) throws -> String {
        let file = try #require(plan.files.first)
        return try text(of: file)
    }

    static func text(of file: HostFile) throws -> String {
        guard case .file(let bytes, _) = file.content else { throw CancellationError() }
        return bytes.text
    }

    /// The keys of the entry in the box, as main keys with what every entry must have.
    func exported(_ keys: String) throws -> [String] {
        let head = "[Desktop Entry]\nType=Application\nName=App\nExec=app\n"
        return try entry(head + keys).split(separator: "\n").map(String.init)
    }
}
