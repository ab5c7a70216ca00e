import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

/// All that an application comes to on the host.
@Suite struct AppExportTests {
    let sandbox: AppSandbox
    static let editor = "org.gnome.TextEditor"

    init() throws {
        sandbox = try AppSandbox()
        sandbox.add(try Entries.bytes("\(Self.editor).desktop").text, Self.editor)
        let icons = "/usr/share/icons/hicolor"
        sandbox.files.add("\(icons)/48x48/apps/\(Self.editor).png", bytes: Pictures.png(48))
        sandbox.files.add("\(icons)/symbolic/apps/\(Self.editor)-symbolic.svg", Pictures.svg)
        sandbox.files.add(
            "/usr/share/dbus-1/services/\(Self.editor).service",
            "[D-BUS Service]\nName=\(Self.editor)\nExec=/usr/bin/gnome-text-editor --gapplication-service"
        )
    }

    func paths(_ plan: ExportPlan) -> [String] {
        plan.files.map { String($0.path.dropFirst(sandbox.folder.path.count)) }
    }

    func entry(_ plan: ExportPlan) throws -> DesktopFile.Group {
        let text = try AppSandbox.entry(of: plan)
        return try #require(DesktopFile(Array(text.utf8))?[DesktopFile.mainGroup])
    }

    @Test func isAllThatBelongsToIt() throws {
        let plan = try sandbox.plan(Self.editor)
        let icon = "alcove.\(sandbox.box).\(Self.editor).\(Self.editor)"
        #expect(
            paths(plan) == [
                "/data/applications/\(Self.editor).desktop",
                "/data/icons/hicolor/48x48/apps/\(icon).png",
                "/data/icons/hicolor/symbolic/apps/\(icon)-symbolic.svg",
                "/data/dbus-1/services/\(Self.editor).service",
            ]
        )
        #expect(try entry(plan)["Icon"]?.text.text == icon)
        // The bus would give it names of files that the box has not.
        #expect(try entry(plan)["DBusActivatable"] == nil)
        #expect(
            try AppSandbox.text(of: plan.files[3]) == """
                # Exported by Alcove from box \(sandbox.box)
                [D-BUS Service]
                Name=\(Self.editor)
                Exec=/usr/bin/alcove run web -- /usr/bin/gnome-text-editor --gapplication-service

                """
        )
        #expect(plan.source == ExportSource(box: sandbox.box, kind: .app, name: Self.editor))
    }

    @Test(arguments: ["Exec=app", ""])
    func whatOpensNoFilesIsStartedByTheBus(_ exec: String) throws {
        sandbox.files.add(
            "/usr/share/dbus-1/services/org.example.App.service",
            "[D-BUS Service]\nName=org.example.App\nExec=app --service"
        )
        sandbox.add(
            """
            [Desktop Entry]
            Type=Application
            Name=App
            \(exec)
            DBusActivatable=true
            Implements=org.example.Thing
            Actions=new;
            [Desktop Action new]
            Name=New
            """,
            "org.example.App"
        )
        let plan = try sandbox.plan("App")
        #expect(try entry(plan).isTrue("DBusActivatable"))
        #expect(try entry(plan)["Actions"]?.text.text == "new;")
        #expect(try entry(plan)["Implements"]?.text.text == "org.example.Thing")
        #expect(paths(plan).last == "/data/dbus-1/services/org.example.App.service")
    }

    @Test func isMadeAgainWithoutTheBox() throws {
        let plan = try sandbox.plan(Self.editor)
        let material = try #require(AppMaterial(id: plan.source.name, plan.material))
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName("web"))
        let again = AppExport(material, of: sandbox.box, command, plan.options, on: sandbox.host)
        #expect(try again.plan() == plan)
        // Under another name, its icons stay where they are.
        let renamed = HostCommand(program: "/usr/bin/alcove", box: try BoxName("site"))
        let other = AppExport(material, of: sandbox.box, renamed, plan.options, on: sandbox.host)
        #expect(try paths(other.plan()) == paths(plan))
        #expect(try entry(other.plan())["Name"]?.text.text == "Text Editor (on site)")
    }

    @Test func ledgerKnowsHowToMakeItAgain() throws {
        let plan = try sandbox.plan(Self.editor)
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName("web"))
        let export = Export(
            source: plan.source,
            options: plan.options,
            boxName: command.box,
            files: [],
            material: plan.material
        )
        #expect(try export.plan(sandbox.host, command) == plan)
        #expect(try export.plan(in: sandbox.files, sandbox.host, command) == plan)
        #expect(try export.hasSource(in: sandbox.files))
        #expect(try !export.hasSource(in: FakeBoxFiles()))
        #expect(throws: ExportError.app(.unreadable(plan.source.name))) {
            var other = export
            other.material = [:]
            _ = try other.plan(sandbox.host, command)
        }
    }

    @Test func materialOfAnythingElseIsNone() {
        #expect(AppMaterial(id: "a", [:]) == nil)
        #expect(AppMaterial(id: "a", ["/usr/bin/a": []]) == nil)
        let odd = AppMaterial(
            id: "a",
            ["entry:/a": [], "icon:../x/png/a": [1], "icon:48x48/gif/a": []]
        )
        #expect(odd?.icons == [])
    }

    @Test func twoAppsWithOneIconHaveFilesOfTheirOwn() throws {
        for id in ["one", "two"] {
            sandbox.add(
                "[Desktop Entry]\nType=Application\nName=\(id)\nExec=app\nIcon=\(Self.editor)",
                id
            )
        }
        let one = Set(try paths(sandbox.plan("one")))
        #expect(one.count == 3)
        #expect(one.isDisjoint(with: try paths(sandbox.plan("two"))))
    }

    @Test func iconsByTheirPathAreCopied() throws {
        sandbox.files.add("/opt/app/logo.png", bytes: Pictures.png(128))
        sandbox.add("[Desktop Entry]\nType=Application\nName=App\nExec=app\nIcon=/opt/app/logo.png")
        let plan = try sandbox.plan()
        let icon = try #require(try entry(plan)["Icon"]?.text.text)
        #expect(icon.hasPrefix("alcove.\(sandbox.box).app."))
        #expect(paths(plan).last == "/data/icons/hicolor/128x128/apps/\(icon).png")
    }

    @Test func iconsOfALanguageComeAlong() throws {
        for name in ["plain", "german"] {
            sandbox.files.add(
                "/usr/share/icons/hicolor/48x48/apps/\(name).png",
                bytes: Pictures.png(48)
            )
        }
        let entry = "[Desktop Entry]\nType=Application\nName=App\nExec=app\nIcon=plain\n"
        sandbox.add("\(entry)Icon[de]=german\nIcon[fr]=/nowhere.png\nIcon[it]=of-a-theme\n")
        let main = try self.entry(sandbox.plan())
        #expect(main["Icon"]?.text.text == "alcove.\(sandbox.box).app.plain")
        #expect(main["Icon", "de"]?.text.text == "alcove.\(sandbox.box).app.german")
        #expect(main["Icon", "fr"] == nil)
        #expect(main["Icon", "it"]?.text.text == "of-a-theme")
        #expect(try paths(sandbox.plan()).count == 3)
    }

    @Test(arguments: [
        "[D-BUS Service]\nName=other\nExec=/bin/a", "[D-BUS Service]\nName=org.gnome.TextEditor",
        "[D-BUS Service]\nName=org.gnome.TextEditor\nExec=/bin/a \\\\",
        "[D-BUS Service]\nName=org.gnome.TextEditor\nExec=/bin/a \"b'c\"",
        "[D-BUS Service]\nName=org.gnome.TextEditor\nExec=/bin/a 'b\\nc'", "nonsense",
    ])
    func serviceThatCannotBeGivenIsNone(_ text: String) throws {
        sandbox.files.add("/usr/share/dbus-1/services/\(Self.editor).service", text)
        let plan = try sandbox.plan(Self.editor)
        #expect(!paths(plan).contains { $0.contains("dbus-1") })
        #expect(try entry(plan)["DBusActivatable"] == nil)
    }

    @Test(arguments: [
        ("org.freedesktop.Notifications", false), ("org.freedesktop", false),
        ("org.gtk.vfs", false),
        ("org.gnome.Shell", false), ("org.gnome.TextEditor", true), ("single", false),
        ("a..b", false), ("a.1b", false), ("a.b/c", false), ("../a.b", false),
        ("org.kde.kate", true),
    ])
    func namesOfTheBusThatABoxMayHave(_ name: String, _ isOffered: Bool) {
        #expect(BusService.isOffered(name) == isOffered)
    }

    @Test func servicesOfTheHostStay() throws {
        try sandbox.folder.write(
            "system/dbus-1/services/editor.service",
            "[D-BUS Service]\nName=\(Self.editor)\nExec=/usr/bin/editor"
        )
        let plan = try sandbox.plan(Self.editor)
        #expect(!paths(plan).contains { $0.contains("dbus-1") })
        #expect(try entry(plan)["DBusActivatable"] == nil)
    }

    @Test func wordsOfAServiceAreQuoted() throws {
        sandbox.files.add(
            "/usr/share/dbus-1/services/\(Self.editor).service",
            "[D-BUS Service]\nName=\(Self.editor)\nExec=/bin/sh -c \"a; rm $HOME & %f\" ''"
        )
        let file = try #require(
            try sandbox.plan(Self.editor).files.first { $0.path.contains("dbus") }
        )
        let exec = try AppSandbox.text(of: file).split(separator: "\n").last
        #expect(exec == "Exec=/usr/bin/alcove run web -- /bin/sh -c 'a; rm $HOME & %f' ''")
    }

    @Test func beginsWithTheSession() throws {
        sandbox.options.atLogin = true
        let plan = try sandbox.plan(Self.editor)
        #expect(paths(plan)[1] == "/config/autostart/\(Self.editor).desktop")
        let text = try AppSandbox.text(of: plan.files[1])
        let main = try #require(DesktopFile(Array(text.utf8))?[DesktopFile.mainGroup])
        #expect(main["DBusActivatable"] == nil && main["MimeType"] == nil)
        #expect(main["Exec"]?.text == (try entry(plan)["Exec"]?.text))
    }

    @Test(arguments: ["config", "xdg"])
    func whatBeginsWithTheSessionAlreadyIsNotReplaced(_ folder: String) throws {
        sandbox.options.atLogin = true
        try sandbox.folder.write("\(folder)/autostart/\(Self.editor).desktop", "[Desktop Entry]")
        let plan = try sandbox.plan(Self.editor)
        #expect(paths(plan)[1] == "/config/autostart/web-\(Self.editor).desktop")
    }
}
