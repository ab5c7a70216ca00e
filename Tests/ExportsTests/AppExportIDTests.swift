import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

/// What an exported application is called, beside what the host has.
extension AppExportTests {
    @Test(arguments: [
        "system/applications/org.gnome.TextEditor.desktop",
        "data/applications/org.gnome.TextEditor.desktop",
    ])
    func idOfTheHostsIsLeftAlone(_ path: String) throws {
        try sandbox.folder.write(path, "[Desktop Entry]\nX-Alcove-Box=\(BoxID())")
        let plan = try sandbox.plan(Self.editor)
        #expect(paths(plan).first == "/data/applications/web-\(Self.editor).desktop")
        #expect(try entry(plan)["StartupWMClass"]?.text.text == Self.editor)
        #expect(try entry(plan)["DBusActivatable"] == nil)
        #expect(!paths(plan).contains { $0.contains("dbus-1") })
    }

    @Test func whatTheHostGetsLaterIsHiddenAndComesToLight() throws {
        let plan = try sandbox.plan(Self.editor)
        var export = Export(
            source: plan.source,
            options: plan.options,
            boxName: try BoxName("web"),
            files: plan.files.map { WrittenFile(path: $0.path, fingerprint: $0.fingerprint) },
            material: plan.material
        )
        #expect(export.hidden(on: sandbox.host) == [])
        let entry = "system/applications/org.gnome.TextEditor.desktop"
        let service = "system/dbus-1/services/org.gnome.TextEditor.service"
        try sandbox.folder.write(entry, "[Desktop Entry]")
        try sandbox.folder.write(service, "[D-BUS Service]\nName=\(Self.editor)")
        let hidden = [entry, service].map { "\(sandbox.folder.path)/\($0)" }
        #expect(export.hidden(on: sandbox.host) == hidden)
        export.options.name = Self.editor
        #expect(export.hidden(on: sandbox.host) == [])
        // Made anew, it has a name of its own.
        #expect(
            try paths(sandbox.plan(Self.editor)).first
                == "/data/applications/web-\(Self.editor).desktop"
        )
    }

    @Test func ownExportKeepsItsId() throws {
        let plan = try sandbox.plan(Self.editor)
        let path = "data/applications/\(Self.editor).desktop"
        try sandbox.folder.write(path, try AppSandbox.entry(of: plan))
        try sandbox.folder.write(
            "data/dbus-1/services/\(Self.editor).service",
            try AppSandbox.text(of: plan.files[3])
        )
        #expect(try sandbox.plan(Self.editor) == plan)
    }

    @Test func idsOfDirectoriesAreTheHostsToo() throws {
        sandbox.files.add(
            "/usr/share/applications/kde/my-app.desktop",
            "[Desktop Entry]\nType=Application\nName=App\nExec=app"
        )
        #expect(try paths(sandbox.plan("kde-my-app")) == ["/data/applications/kde-my-app.desktop"])
        try sandbox.folder.write("system/applications/kde/my-app.desktop", "")
        #expect(
            try paths(sandbox.plan("kde-my-app")) == ["/data/applications/web-kde-my-app.desktop"]
        )
        #expect(try entry(sandbox.plan("kde-my-app"))["StartupWMClass"]?.text.text == "kde-my-app")
    }

    @Test func nameCanBeGiven() throws {
        sandbox.options.name = "my.Editor"
        let plan = try sandbox.plan(Self.editor)
        #expect(paths(plan).first == "/data/applications/my.Editor.desktop")
        #expect(try entry(plan)["StartupWMClass"]?.text.text == Self.editor)
        #expect(plan.source.name == Self.editor)
        for name in ["", "a/b", "../a", ".a", "a b", "-a", "a\nb"] {
            sandbox.options.name = name
            #expect(throws: AppError.badName(name)) { try sandbox.plan(Self.editor) }
        }
    }

    @Test(arguments: ["a b", "a\u{7f}", "-x", "ä", "a;b", String(repeating: "a", count: 200)])
    func idsThatAreNoFileNamesAreChanged(_ id: String) throws {
        sandbox.add("[Desktop Entry]\nType=Application\nName=App\nExec=app", id)
        guard let plan = try? sandbox.plan("App") else {
            #expect(!DesktopValue.isPlain(Array(id.utf8)))
            return
        }
        let name = try #require(paths(plan).first).dropFirst("/data/applications/".utf8.count)
        #expect(DesktopID.isSafe(String(name)))
        #expect(try entry(plan)["StartupWMClass"]?.text.text == id)
    }
}
