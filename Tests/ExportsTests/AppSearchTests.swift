import Linux
import TestSupport
import Testing

@testable import Exports

@Suite struct AppSearchTests {
    let files = FakeBoxFiles()

    private func add(_ path: String, _ name: String, _ keys: String = "") {
        files.add(path, "[Desktop Entry]\nType=Application\nName=\(name)\nExec=\(name) %U\n\(keys)")
    }

    private func app(_ words: String) throws -> FoundApp { try AppSearch(files).app(words) }

    @Test func allAreFoundWhereTheBoxLooks() throws {
        files.variables = [
            "HOME": "/home/kim", "XDG_DATA_DIRS": "/opt/share::relative:/usr/share/",
        ]
        add("/home/kim/.local/share/applications/own.desktop", "own")
        add("/opt/share/applications/a.desktop", "first")
        add("/usr/share/applications/a.desktop", "second")
        add("/usr/share/applications/kde/b.desktop", "inner")
        add("/usr/share/applications/kde/c.txt", "none")
        add("/var/lib/flatpak/exports/share/applications/org.f.desktop", "flat")
        add("/relative/applications/d.desktop", "none")
        files.link("/usr/share/applications/lost.desktop", to: "/nowhere")
        let apps = try AppSearch(files).all()
        #expect(apps.map(\.id) == ["a", "kde-b", "org.f", "own"])
        #expect(apps[0].path == "/opt/share/applications/a.desktop")
        #expect(apps.map(\.name) == ["first", "inner", "flat", "own"])
    }

    @Test func whatBeginsWithASessionIsLookedForWhereThatIsWanted() throws {
        files.variables = ["HOME": "/home/kim", "XDG_CONFIG_DIRS": "/etc/opt/xdg:/etc/xdg"]
        add("/etc/xdg/autostart/applet.desktop", "system's")
        add("/etc/opt/xdg/autostart/applet.desktop", "first")
        add("/home/kim/.config/autostart/own.desktop", "own")
        add("/usr/share/applications/own.desktop", "of the menu")
        let search = try AppSearch(files, atLogin: true)
        #expect(try search.app("applet").path == "/etc/opt/xdg/autostart/applet.desktop")
        #expect(try search.app("own").name == "of the menu")
        #expect(throws: AppError.missing("applet", nearest: [])) { try app("applet") }
        #expect(try AppSearch(files).all().map(\.id) == ["own"])
    }

    @Test func whatIsSaidOfAnApplication() throws {
        add(
            "/usr/share/applications/a.desktop",
            "app",
            "Name[de]=Äpp\nComment=Does\\sit\nComment[de]=Tut es\nIcon=a\nGenericName=Doer\n"
        )
        let app = try #require(try AppSearch(files).all().first)
        #expect(
            [app.name, app.comment, app.icon, app.genericName] == ["app", "Does it", "a", "Doer"]
        )
        #expect(app.program == "app" && app.isShown)
        let german = try #require(try AppSearch(files, languages: ["de_AT", "de"]).all().first)
        #expect([german.name, german.comment] == ["Äpp", "Tut es"])
    }

    @Test(arguments: [
        (["LANG": "de_AT.UTF-8@euro"], ["de_AT@euro", "de_AT", "de@euro", "de"]),
        (["LANG": "de", "LC_MESSAGES": "pt_BR.UTF-8", "LC_ALL": ""], ["pt_BR", "pt"]),
        (["LANG": "C.UTF-8"], []), (["LC_ALL": "POSIX", "LANG": "de"], []), ([:], []),
    ])
    func languagesOfAUser(_ environment: [String: String], _ languages: [String]) {
        #expect(EntryLanguages.of(EnvironmentVariables(environment)) == languages)
    }

    @Test(arguments: ["a\nExec=evil", "a\n[Desktop Entry]", "a\u{1b}[2J", "a\u{2028}b"])
    func pathsAreOneLine(_ name: String) {
        let path = "/usr/share/applications/\(name).desktop"
        add(path, "app")
        #expect(throws: AppError.unreadable(path)) { try app(path) }
    }

    @Test func nothingReachesATerminalButText() throws {
        add("/usr/share/applications/a.desktop", "a\u{1b}[2J\\nb", "Comment=\u{9b}c\u{2028}d")
        let app = try #require(try AppSearch(files).all().first)
        #expect(app.name == "a [2J b")
        #expect(app.comment == " c d")
    }

    @Test(arguments: ["Hidden=true", "Type=Link", "Type=Directory", "Name="])
    func othersAreNoApplications(_ line: String) throws {
        add("/usr/share/applications/a.desktop", "a", line)
        #expect(try AppSearch(files).all() == [])
    }

    @Test(arguments: [
        "org.gnome.TextEditor", "org.gnome.TextEditor.desktop", "Text Editor", "text editor",
        "Texteditor", "gnome-text-editor", "TextEditor", "org.gnome.texteditor",
        "/usr/share/applications/org.gnome.TextEditor.desktop",
        "/usr/share/../share/applications/org.gnome.TextEditor.desktop",
    ])
    func isFoundByWhatItIsCalled(_ words: String) throws {
        files.add(
            "/usr/share/applications/org.gnome.TextEditor.desktop",
            """
            [Desktop Entry]
            Type=Application
            Name=Text Editor
            Name[de]=Texteditor
            Exec=/usr/bin/gnome-text-editor %U
            """
        )
        add("/usr/share/applications/other.desktop", "Other")
        #expect(try app(words).id == "org.gnome.TextEditor")
    }

    @Test func idWinsOverNames() throws {
        add("/usr/share/applications/gimp.desktop", "GNU Image Manipulation Program")
        add("/usr/share/applications/other.desktop", "gimp")
        #expect(try app("gimp").id == "gimp")
    }

    @Test func pathsElsewhereAreTakenToo() throws {
        add("/opt/app/app.desktop", "app")
        #expect(try app("/opt/app/app.desktop").id == "app")
        add("/usr/share/applications/kde/b.desktop", "inner")
        #expect(try app("/usr/share/applications/kde/b.desktop").id == "kde-b")
        #expect(throws: AppError.unreadable("/etc/shadow")) { try app("/etc/shadow") }
        #expect(throws: AppError.unreadable("/no.desktop")) { try app("/no.desktop") }
    }

    @Test func severalOfANameAreTold() throws {
        add("/usr/share/applications/a.desktop", "Same")
        add("/usr/share/applications/b.desktop", "same")
        let both = try AppSearch(files).all()
        #expect(throws: AppError.several("Same", both)) { try app("Same") }
        // One that no menu shows is no rival.
        add("/usr/share/applications/b.desktop", "same", "NoDisplay=true")
        #expect(try app("Same").id == "a")
    }

    @Test func nearOnesAreHinted() throws {
        add("/usr/share/applications/org.gnome.gedit.desktop", "gedit")
        add("/usr/share/applications/org.kde.kate.desktop", "Kate")
        #expect(throws: AppError.missing("gedot", nearest: ["gedit"])) { try app("gedot") }
        #expect(throws: AppError.missing("gnome.g", nearest: ["org.gnome.gedit"])) {
            try app("gnome.g")
        }
        #expect(throws: AppError.missing("nothing", nearest: [])) { try app("nothing") }
    }

    @Test func whatTheBoxSaysIsNotThereIsTold() throws {
        add("/usr/share/applications/a.desktop", "a", "Hidden=true")
        #expect(throws: AppError.hidden("/usr/share/applications/a.desktop")) { try app("a") }
    }

    @Test func tenThousandAreEnough() throws {
        let many = CountlessFiles(count: 12_000)
        #expect(try AppSearch(many).all().count == 10_000)
        #expect(throws: AppError.missing("none", nearest: [])) { try AppSearch(many).app("none") }
        #expect(try AppSearch(many).app("App 77").id == "app77")
    }

    @Test func foldersWithoutEndAreLeft() throws {
        #expect(try AppSearch(EndlessFolders()).all() == [])
    }
}

/// A box of very many applications.
private struct CountlessFiles: BoxFiles {
    let count: Int

    func entries(of folder: String) throws(BoxFilesError) -> [BoxFileEntry] {
        guard folder == "/usr/share/applications" else { return [] }
        return (0..<count).map {
            let name = Array("app\($0).desktop".utf8)
            return BoxFileEntry(name: name, kind: .file, isExecutable: false, size: 60)
        }
    }

    func read(_ path: String, limit: Int) throws(BoxFilesError) -> [UInt8]? {
        let number = path.filter(\.isNumber)
        return Array("[Desktop Entry]\nType=Application\nName=App \(number)\nExec=a".utf8)
    }

    func realPath(_ path: String) throws(BoxFilesError) -> String? { path }
    func variable(_ name: String) throws(BoxFilesError) -> String? { nil }
}

/// A box in which each directory has more of them.
private struct EndlessFolders: BoxFiles {
    func entries(of folder: String) throws(BoxFilesError) -> [BoxFileEntry] {
        (0..<100).map {
            let name = Array("folder\($0)".utf8)
            return BoxFileEntry(name: name, kind: .folder, isExecutable: false, size: 0)
        }
    }

    func read(_ path: String, limit: Int) throws(BoxFilesError) -> [UInt8]? { nil }
    func realPath(_ path: String) throws(BoxFilesError) -> String? { path }
    func variable(_ name: String) throws(BoxFilesError) -> String? { nil }
}
