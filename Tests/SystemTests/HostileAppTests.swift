import Foundation
import Testing

/// A box that means ill, and a person who exports what it has.
@Suite(.lab, .desktop, .rootless, .serialized, .sharedBox()) struct HostileAppTests {
    let host: Host
    let box: String

    init() throws {
        let shared = try SharedBox.current
        host = shared.host
        box = shared.name
        try plant("mkdir -p /usr/share/applications /usr/share/icons /usr/share/pixmaps /home/me")
    }

    /// Does something in the box as its root.
    func plant(_ script: String) throws {
        let planted = try host.alcove("run", "--root", box, "--", "sh", "-e", stdin: script)
        guard planted.status == 0 else { throw Problem("\(planted)") }
    }

    /// Puts an entry into the box.
    func plant(_ entry: [UInt8], as file: String) throws {
        let planted = try host.run(
            ["\(host.programs)/alcove", "run", "--root", box, "--"]
                + ["sh", "-c", #"cat >"$1""#, "sh", "/usr/share/applications/\(file)"],
            stdin: entry,
            environment: host.environment.map { Array("\($0)=\($1)".utf8) }
        )
        guard planted.status == 0 else { throw Problem("\(planted)") }
    }

    /// Exports what is called so; nil when that is refused, as it may be, but only in good order.
    ///
    /// What is new in the home then is where exports belong.
    func export(_ name: String, seconds: Double = 30) throws -> MenuEntry? {
        let before = try HostTree(host.home)
        let exported = try host.alcove(["export", "app", "--box", box, name], seconds: seconds)
        let changes = try HostTree(host.home).changes(since: before)
        guard exported.status == 0 else {
            exported.expectError()
            #expect(changes == [], "\(exported)")
            return nil
        }
        let places = ["applications", "icons", "mime", "dbus-1"].map { ".local/share/\($0)" }
        let strange = changes.filter { change in
            !places.contains { change.dropFirst(2).hasPrefix($0) } && change != "+ .local/share"
        }
        #expect(strange == [], "\(name)")
        return try MenuEntry(host, text(exported.stdout).trimmingCharacters(in: .newlines))
    }

    /// Takes all back, so that the next test finds the home as this one did.
    func withdraw() throws {
        try host.alcove("unexport", "--all", "--box", box).expect().expectSilence()
        #expect(!FileManager.default.fileExists(atPath: host.home + "/.local/share/applications"))
    }

    // MARK: - What an entry says

    /// Tells in the home which system it ran in: `ID=busybox` is the box.
    static let mark = "grep ^ID= /etc/os-release >>ran"
    static let evil = #"sh -c "\#(mark)""#

    static let entries: [String: String] = [
        "plain": "Name=A\nExec=\(evil) ; \(evil)",
        "substitution": "Name=A\nExec=sh $(\(mark)) `\(mark)`",
        "newline in the name": #"Name=A\nExec=\#(evil)\n\nExec=\#(evil)"# + "\nExec=\(evil)",
        "newline in the command": #"Name=A"# + "\nExec=true\\n\(evil)\\nX=",
        "carriage return": "Name=A\rExec=\(evil)\nExec=\(evil)",
        "other separators": "Name=A\u{85}Exec=\(evil)\u{2028}Exec=\(evil)\nExec=\(evil)",
        "unfinished": "Name=A\nExec=sh -c \"\(mark)",
        "two commands": "Name=A\nExec=true\nExec=\(evil)\nExec=\(evil)",
        "localised": "Name=A\nExec=true\nExec[de]=\(evil)\nExec[C]=\(evil)",
        "codes in quotes": "Name=\"; \(mark); \"\nExec=sh -c \"true %c %f\" ' %c",
        "only codes": "Name=A\nExec=%f %u %i %%",
        "a code as the program": "Name=sh\nExec=%c -c \"\(mark)\"",
        "empty": "Name=A\nExec=",
        "nothing": "",
        "no program": "Name=A\nExec=/ \"\"",
        "try": "Name=A\nTryExec=/bin/sh -c '\(mark)'\nExec=\(evil)",
        "a relative program": "Name=A\nExec=../../../../bin/sh -c \"\(mark)\"\nPath=/etc",
        "an action": """
        Name=A
        Exec=\(evil)
        Actions=one;../two;;three\\nfour;

        [Desktop Action one]
        Name=One
        Exec=\(evil)

        [Desktop Action ../two]
        Name=Two
        Exec=\(evil)

        [Desktop Action not listed]
        Name=Three
        Exec=\(evil)
        """,
        "the group twice": "Name=A\nExec=true\n\n[Desktop Entry]\nName=B\nExec=\(evil)",
        "a group that is almost it": "Name=A\nExec=true\n[ Desktop Entry]\nExec=\(evil)",
        "a bus": "Name=A\nDBusActivatable=true\nExec=\(evil)",
        "a link": "Name=A\nType=Link\nURL=file:///etc/passwd",
        "a long one": "Name=A\nExec=true " + String(repeating: "x", count: 2_000_000),
        "many keys": "Name=A\nExec=\(evil)\n"
            + (0..<15_000).map { "X-\($0)=\($0)" }.joined(separator: "\n"),
        "too many keys": "Name=A\nExec=\(evil)\n"
            + (0..<50_000).map { "X-\($0)=\($0)" }.joined(separator: "\n"),
        "many actions": "Name=A\nExec=\(evil)\nActions=" + String(repeating: "a;", count: 50_000),
        "a picture elsewhere": "Name=A\nExec=\(evil)\nIcon=../../../../etc/hostname",
        "no text": "Name=\u{0}\u{1}\u{1B}]0;title\u{7}\nExec=\(evil)",
    ]

    @Test func noEntryRunsAnythingOnTheHost() throws {
        var exported: [MenuEntry] = []
        for (index, entry) in Self.entries.sorted(by: { $0.key < $1.key }).enumerated() {
            let id = "com.example.Evil\(index)"
            let head = entry.value.contains("Type=") ? "" : "Type=Application\n"
            let contents = entry.value.replacing("evil.id", with: id)
            try plant(Array("[Desktop Entry]\n\(head)\(contents)\n".utf8), as: "\(id).desktop")
            try plant(
                """
                mkdir -p /usr/share/dbus-1/services
                cat >/usr/share/dbus-1/services/\(id).service <<'END'
                [D-BUS Service]
                Name=\(id)
                Exec=\(Self.evil)
                END
                """
            )
            if let entry = try export(id) {
                exported.append(entry)
            } else {
                #expect(!["plain", "an action", "localised", "many keys"].contains(entry.key))
            }
        }
        for command in exported.flatMap(\.commands) {
            #expect(command.hasPrefix("Exec=\(host.programs)/alcove "), "\(command)")
        }
        let services = try HostTree(host.home).files(containing: "[D-BUS Service]")
        #expect(services.count == 1)
        for service in services {
            let lines = try String(contentsOfFile: "\(host.home)/\(service)", encoding: .utf8)
            #expect(lines.contains("\nExec=\(host.programs)/alcove run"), "\(lines)")
        }
        try expectLaunchesStayInTheBox(exported)
        try withdraw()
    }

    /// Starts all of them, whatever comes of it.
    private func expectLaunchesStayInTheBox(_ entries: [MenuEntry]) throws {
        let desk = try Desk(of: host)
        for entry in entries {
            try? entry.launch(on: desk)
            let contents = try String(contentsOfFile: entry.path, encoding: .utf8)
            for line in contents.split(separator: "\n") where line.hasPrefix("[Desktop Action ") {
                try? entry.launch(action: String(line.dropFirst(16).dropLast()), on: desk)
            }
        }
        let mark = host.home + "/ran"
        try eventually("some run") { FileManager.default.fileExists(atPath: mark) }
        // A menu does not wait, and nor can this.
        Thread.sleep(forTimeInterval: 1)
        let ran = FileManager.default.contents(atPath: mark) ?? Data()
        #expect(Set(text(Array(ran)).split(separator: "\n")) == ["ID=busybox"])
    }

    // MARK: - What an entry is called

    static let names = [
        "-rf", "--force", "$(touch pwned)", "`touch pwned`", "a b", "a\nb", "a\n[Desktop Entry]",
        "..", ".", "", "quote\"'", "back\\slash", "ü", "*", "\u{1B}[31m", "%f", "a;b",
        "org.freedesktop.systemd1", String(repeating: "x", count: 240),
    ]

    @Test func aStrangeNameIsAFilesNameAtMost() throws {
        for name in Self.names {
            let keys = "Type=Application\nName=A\nExec=true\nDBusActivatable=true\n"
            try plant(Array("[Desktop Entry]\n\(keys)".utf8), as: "\(name).desktop")
            if let entry = try export("/usr/share/applications/\(name).desktop") {
                #expect(parent(entry.path) == host.home + "/.local/share/applications")
                let verdict = try entry.validate()
                #expect(verdict.status == 0, "\(verdict)")
            }
        }
        let paths = try HostTree(host.home).paths
        #expect(paths.filter { $0.hasSuffix("pwned") } == [])
        // Nobody takes the name of what the host has on its bus.
        #expect(!paths.contains { $0.contains("org.freedesktop.systemd1.service") })
        try withdraw()
    }

    @Test func whatIsNoEntryIsNone() throws {
        try plant(
            """
            cd /usr/share/applications
            mkfifo pipe.desktop
            mkdir folder.desktop
            ln -s '\(host.home)/mine.desktop' elsewhere.desktop
            ln -s endless.desktop endless.desktop
            """
        )
        try host.write("[Desktop Entry]\nType=Application\nName=A\nExec=a\n", to: "mine.desktop")
        for name in [
            "../../../../../etc/passwd", "/etc/passwd", "/run/host/etc/passwd",
            "/proc/self/environ", "/dev/zero", "/dev/stdin", "pipe", "folder", "elsewhere",
            "endless",
        ] {
            #expect(try export(name) == nil, "\(name)")
        }
    }

    // MARK: - What belongs to an entry

    static let icons = [
        "/home/me/link.png", "/home/me/private.png", "/home/me/zero.png", "/home/me/pipe.png",
        "/home/me/large.png", "/home/me/environment.png", "/home/me/host.png", "named",
        "/home/me/folder.png", "/proc/1/environ", "/home/me/own.png",
    ]

    @Test func anIconShowsNothingOfAnybodyElse() throws {
        let picture = #"<svg xmlns="http://www.w3.org/2000/svg" id="SECRET"/>"#
        try host.write(picture, to: "secret.png")
        try plant(
            """
            cd /home/me
            ln -s '\(host.home)/secret.png' link.png
            echo '\(picture)' >private.png; chmod 600 private.png
            echo '\(picture)' >own.png
            ln -s /dev/zero zero.png
            mkfifo pipe.png
            dd if=/dev/zero of=large.png bs=1 count=1 seek=5000000000 2>/dev/null
            ln -s /proc/self/environ environment.png
            ln -s /run/host/etc/hostname host.png
            mkdir folder.png
            for folder in 48x48 scalable 256x256; do
                mkdir -p /usr/share/icons/hicolor/$folder/apps
                ln -s '\(host.home)/secret.png' /usr/share/icons/hicolor/$folder/apps/named.png
                ln -s '\(host.home)/secret.png' /usr/share/icons/hicolor/$folder/apps/named.svg
            done
            """
        )
        let before = try HostTree(host.home)
        for (index, icon) in Self.icons.enumerated() {
            let entry = "[Desktop Entry]\nType=Application\nName=A\nExec=true\nIcon=\(icon)\n"
            try plant(Array(entry.utf8), as: "pictured\(index).desktop")
            // Without its icon it is of use, too.
            let exported = try #require(try export("pictured\(index)"))
            #expect(try exported.validate().status == 0)
        }
        let icons = try HostTree(host.home).changes(since: before).filter { change in
            change.hasPrefix("+ .local/share/icons/") && change.contains(".svg")
        }
        // The box's own is there, and so would be another that anybody could read.
        #expect(icons.count == 1 && icons.first?.contains(".pictured10.") == true, "\(icons)")
        #expect(try HostTree(host.home).files(containing: "SECRET").count == 2)
        try withdraw()
    }

    @Test func typesLeadNowhereElse() throws {
        let entry =
            "[Desktop Entry]\nType=Application\nName=A\nExec=true %f\n"
            + "MimeType=application/x-evil;../../../x/y;x-evil/../../../../y;application/x-evil-2;\n"
        try plant(Array(entry.utf8), as: "typed.desktop")
        try plant(
            """
            mkdir -p /usr/share/mime/packages
            cat >/usr/share/mime/packages/evil.xml <<'END'
            <?xml version="1.0"?>
            <!DOCTYPE mime-info [
            <!ENTITY secret SYSTEM "file:///etc/passwd">
            <!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
            <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
            <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
            ]>
            <mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
            <mime-type type="application/x-evil"><comment>&secret;&e;</comment>
            <glob pattern="*.evil"/></mime-type>
            <mime-type type="x-evil/../../../../y"><glob pattern="*.evil"/></mime-type>
            <mime-type type="application/x-evil-2"><glob pattern="*"/><magic priority="100">
            <match type="string" offset="0" value="a"/></magic></mime-type>
            <mime-type type="text/plain"><alias type="inode/directory"/></mime-type>
            </mime-info>
            END
            """
        )
        #expect(try export("typed") != nil)
        let after = try HostTree(host.home)
        #expect(after.files(containing: "root:x:0") == [])
        #expect(!after.paths.contains { $0.contains("inode") || $0.hasSuffix("y.xml") })
        try withdraw()
    }
}
