import Foundation
import Testing

/// Real applications of a box in the host's menu.
@Suite(.lab, .desktop, .sharedBox(.desktop)) struct RealAppTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    /// Those of the image: ids of entries, and classes of their windows.
    static let applications = [
        "debian-xterm": "XTerm", "debian-uxterm": "UXTerm", "galculator": "Galculator",
        "org.xfce.mousepad": "Mousepad", "l3afpad": "L3afpad", "dillo": "Dillo",
        "xarchiver": "Xarchiver", "gpicview": "Gpicview", "viewnior": "Viewnior",
        "mtpaint": "Mtpaint", "pcmanfm": "Pcmanfm", "ca.desrt.dconf-editor": "Dconf-editor",
        "browser": "Browser", "quoted": "Quoted", "com.example.Notes": "Notes",
        "speedcrunch": "SpeedCrunch",
    ]

    /// Those that are in the image and cannot be started without more: for Wayland alone, or in a
    /// terminal of the host's.
    static let others = ["foot", "footclient", "foot-server", "htop", "org.xfce.mousepad-settings"]

    @Test(arguments: applications.sorted { $0.key < $1.key })
    func itIsStartedFromTheMenu(_ id: String, _ windowClass: String) throws {
        let entry = try box.host.export(app: id, of: box.name)
        let desk = try Desk(of: box.host)
        try entry.launch(on: desk)
        try desk.window(of: windowClass)
    }

    @Test(arguments: ["foot", "galculator", "l3afpad", "xarchiver"])
    func itIsStartedFromTheMenuOfWayland(_ id: String) throws {
        let entry = try box.host.export(app: id, of: box.name)
        let desk = try Desk(of: box.host, .wayland)
        try entry.launch(on: desk)
        // What the compositor calls it is the name of the entry.
        #expect(try desk.window(of: id).application + ".desktop" == entry.path.lastPart)
    }

    @Test(arguments: [false, true])
    func allOfThemComeAndGo(_ isLivedIn: Bool) throws {
        let host = try Host()
        let box = try host.box(from: .desktop)
        if isLivedIn { try Self.moveIn(host) }
        let before = try HostTree(host.home)
        for id in Self.applications.keys.sorted() + Self.others {
            let entry = try host.export(app: id, of: box)
            let verdict = try entry.validate()
            #expect(verdict.status == 0 && verdict.stdout.isEmpty, "\(verdict)")
            for command in entry.commands { #expect(command.contains("alcove"), "\(command)") }
        }
        #expect(try HostTree(host.home).paths.count > before.paths.count + 20)
        try host.alcove("unexport", "--all", "--box", box).expect().expectSilence()
        #expect(try HostTree(host.home).changes(since: before) == [])
    }

    /// A home with entries, icons, types and caches of the person's own.
    private static func moveIn(_ host: Host) throws {
        let share = ".local/share"
        let entry = "[Desktop Entry]\nType=Application\nName=Mine\nExec=true\nMimeType=a/b;\n"
        try host.write(entry, to: "\(share)/applications/mine.desktop")
        // Of the same names as what is exported.
        try host.write(entry, to: "\(share)/applications/galculator.desktop", mode: 0o600)
        try host.write("not an icon", to: "\(share)/icons/hicolor/48x48/apps/galculator.png")
        try host.write(
            """
            <mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
            <mime-type type="application/x-mine"><glob pattern="*.mine"/></mime-type></mime-info>
            """,
            to: "\(share)/mime/packages/mine.xml"
        )
        try host.write("#!/bin/sh\n", to: ".local/bin/mine", mode: 0o755)
        let made = try host.shell(
            """
            ln -s mine.desktop .local/share/applications/link.desktop &&
            update-desktop-database .local/share/applications &&
            update-mime-database .local/share/mime && mkdir .local/share/dbus-1 &&
            gtk-update-icon-cache -q -t .local/share/icons/hicolor
            """
        )
        guard made.status == 0 else { throw Problem("\(made)") }
    }
}

/// What an application of a box is called with.
///
/// Its program keeps its words in the home, so that there is one at a time.
@Suite(.lab, .desktop, .serialized, .sharedBox(.desktop)) struct RealAppCommandTests {
    let box: SharedBox
    let desk: Desk

    init() throws {
        box = try SharedBox.current
        desk = try Desk(of: box.host)
    }

    /// Waits for the program's window, and gives the words it was called with.
    private func words(of program: String) throws -> [String] {
        try desk.window(of: program)
        let path = box.host.home + "/words"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return lines.map { String($0.dropFirst().dropLast()) }
    }

    @Test func allQuotingComesThrough() throws {
        let entry = try box.host.export(app: "quoted", of: box.name)
        try box.host.write("", to: "a file.txt")
        let file = "\(box.host.home)/a file.txt"
        try entry.launch(file, on: desk)
        #expect(
            try words(of: "Quoted") == [
                "--title=a b", "plain", "it's", "$HOME", "back\\\\slash", "semi;colon", "100%", "",
                file,
            ]
        )
    }

    @Test func actionsHaveCommandsOfTheirOwn() throws {
        let entry = try box.host.export(app: "browser", of: box.name)
        #expect(entry["Actions"] == "new-window;new-private-window;")
        #expect(entry["Name[de]"] == "Netzbetrachter (on \(box.name))")
        #expect(entry["Name[de]", "Desktop Action new-window"] == "Neues Fenster öffnen")
        try entry.launch(action: "new-private-window", "https://example.org/?a=b&c", on: desk)
        #expect(
            try words(of: "Browser") == ["--private", "two words", "https://example.org/?a=b&c"]
        )
    }

    @Test func filesOfTheHostAreFoundInTheBox() throws {
        let entry = try box.host.export(app: "com.example.Notes", of: box.name, "--label", "none")
        try entry.launch("/etc/hostname", box.host.home, on: desk)
        #expect(
            try words(of: "Notes") == [
                "--icon", "--icon", "/opt/notes/notes.png", "--name", "Notes", "--entry",
                "/usr/share/applications/com.example.Notes.desktop", "--",
                "/run/host/etc/hostname", box.host.home,
            ]
        )
    }

    @Test func typesOfItsOwnAreKnownOnTheHost() throws {
        let entry = try box.host.export(app: "com.example.Notes", of: box.name)
        // Nobody asks for the name of a file that is empty.
        try box.host.write("A note.\n", to: "some.labnotes")
        let known = try box.host.shell(
            """
            gio info -a standard::content-type some.labnotes | tail -n 1
            gio mime application/x-notes-of-the-lab | tail -n 1
            """
        )
        known.expect(
            """
              standard::content-type: application/x-notes-of-the-lab
            \t\(entry.path.lastPart)

            """
        )
    }

    /// A bus that began before anything was exported.
    @Test func theBusStartsIt() throws {
        let bus = "org.freedesktop.DBus"
        let asks = ["/usr/bin/gdbus", "call", "--session", "--dest", bus, "--object-path", "/"]
        func call(_ method: String, _ arguments: String...) throws -> Outcome {
            try box.host.run(
                asks + ["--method", "\(bus).\(method)"] + arguments,
                stdin: [],
                environment: desk.environment.map { Array("\($0)=\($1)".utf8) },
                seconds: 60
            )
        }
        let words = ["export", "app", "--box", box.name, "ca.desrt.dconf-editor"]
        let exported = try box.host.alcove(words, environment: desk.environment)
        #expect(exported.status == 0, "\(exported)")
        try call("StartServiceByName", "ca.desrt.dconf-editor", "0").expect("(uint32 1,)\n")
        let unexport = ["unexport", "ca.desrt.dconf-editor"]
        try box.host.alcove(unexport, environment: desk.environment).expect().expectSilence()
        let names = try call("ListActivatableNames")
        #expect(!text(names.stdout).contains("dconf-editor"), "\(names)")
    }
}

extension String {
    /// What is behind the last slash.
    var lastPart: String { split(separator: "/").last.map(String.init) ?? "" }
}
