import Foundation
import Testing

/// A box that means ill, and a person who exports what it has.
@Suite(.lab, .desktop) struct HostileAppTests {
    let host: Host
    let box: String

    init() throws {
        host = try Host()
        box = try host.box()
        try plant("mkdir -p /usr/share/applications /usr/share/icons /usr/share/pixmaps /home/me")
    }

    /// Does something in the box as its root.
    private func plant(_ script: String) throws {
        let planted = try host.alcove("run", "--root", box, "--", "sh", "-e", stdin: script)
        guard planted.status == 0 else { throw Problem("\(planted)") }
    }

    /// Puts an entry into the box.
    private func plant(_ entry: [UInt8], as file: String) throws {
        let planted = try host.run(
            ["\(host.programs)/alcove", "run", "--root", box, "--"]
                + ["sh", "-c", #"cat >"$1""#, "sh", "/usr/share/applications/\(file)"],
            stdin: entry,
            environment: host.environment.map { Array("\($0)=\($1)".utf8) }
        )
        guard planted.status == 0 else { throw Problem("\(planted)") }
    }

    /// Exports what is called so; nil when that is refused, as it may be, but only in good order.
    private func export(_ name: String) throws -> MenuEntry? {
        let before = try HostTree(host.home)
        let exported = try host.alcove(["export", "app", "--box", box, name], seconds: 60)
        if exported.status == 0 {
            return try MenuEntry(host, text(exported.stdout).trimmingCharacters(in: .newlines))
        }
        exported.expectError()
        #expect(try HostTree(host.home).changes(since: before) == [], "\(exported)")
        return nil
    }

    /// What is new in the home is where exports belong.
    private func expectNothingElsewhere(since before: HostTree) throws {
        let places = ["applications", "icons", "mime", "dbus-1"].map { ".local/share/\($0)" }
        let strange = try HostTree(host.home).changes(since: before).filter { change in
            !places.contains { change.hasPrefix("+ \($0)") } && change != "+ .local/share"
        }
        #expect(strange == [])
    }

    // MARK: - What an entry says

    /// Tells in the home which system it ran in: `ID=busybox` is the box.
    private static let mark = "grep ^ID= /etc/os-release >>ran"
    private static let evil = #"sh -c "\#(mark)""#

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
            + (0..<50_000).map { "X-\($0)=\($0)" }.joined(separator: "\n"),
        "a picture elsewhere": "Name=A\nExec=\(evil)\nIcon=../../../../etc/hostname",
        "no text": "Name=\u{0}\u{1}\u{1B}]0;title\u{7}\nExec=\(evil)",
    ]

    @Test(arguments: entries.sorted { $0.key < $1.key })
    func noEntryRunsAnythingOnTheHost(_ name: String, _ contents: String) throws {
        let head = contents.contains("Type=") ? "" : "Type=Application\n"
        try plant(Array("[Desktop Entry]\n\(head)\(contents)\n".utf8), as: "evil.desktop")
        if name == "a bus" {
            try plant(
                """
                mkdir -p /usr/share/dbus-1/services
                cd /usr/share/dbus-1/services
                printf '[D-BUS Service]\\nName=evil\\nExec=touch pwned\\n' >evil.service
                """
            )
        }
        let before = try HostTree(host.home)
        guard let entry = try export("evil") else {
            return #expect(!["plain", "an action", "localised", "many keys"].contains(name))
        }
        try expectNothingElsewhere(since: before)
        for command in entry.commands {
            #expect(command.hasPrefix("Exec=") && command.contains("alcove"), "\(command)")
        }
        for service in try HostTree(host.home).files(containing: "D-BUS Service") {
            let lines = try String(contentsOfFile: "\(host.home)/\(service)", encoding: .utf8)
            #expect(lines.split(separator: "\n").allSatisfy { !$0.hasPrefix("Exec=touch") })
        }
        try expectLaunchStaysInTheBox(entry)
    }

    /// Starts it, whatever comes of it.
    private func expectLaunchStaysInTheBox(_ entry: MenuEntry) throws {
        let desk = try Desk(of: host)
        try? entry.launch(on: desk)
        for group in try String(contentsOfFile: entry.path, encoding: .utf8).split(separator: "\n")
        where group.hasPrefix("[Desktop Action ") {
            try? entry.launch(action: String(group.dropFirst(16).dropLast()), on: desk)
        }
        // A menu does not wait, and nor can this.
        Thread.sleep(forTimeInterval: 0.5)
        let ran = FileManager.default.contents(atPath: host.home + "/ran") ?? Data()
        let systems = Set(text(Array(ran)).split(separator: "\n"))
        #expect(systems.isSubset(of: ["ID=busybox"]), "\(systems)")
    }

    // MARK: - What an entry is called

    @Test(arguments: [
        "-rf", "--force", "$(touch pwned)", "`touch pwned`", "a b", "a\nb", "a\n[Desktop Entry]",
        "..",
        ".", "", "quote\"'", "back\\slash", "ü", "*", "\u{1B}[31m", "%f", "a;b",
        "org.freedesktop.systemd1", String(repeating: "x", count: 240),
    ])
    func aStrangeNameIsAFilesNameAtMost(_ name: String) throws {
        let entry = "[Desktop Entry]\nType=Application\nName=A\nExec=true\nDBusActivatable=true\n"
        try plant(Array(entry.utf8), as: "\(name).desktop")
        let before = try HostTree(host.home)
        if let entry = try export("/usr/share/applications/\(name).desktop") {
            #expect(parent(entry.path) == host.home + "/.local/share/applications")
            #expect(try entry.validate().status == 0)
        }
        try expectNothingElsewhere(since: before)
        let pwned = try HostTree(host.home).paths.filter { $0.hasSuffix("pwned") }
        #expect(pwned == [])
        // Nobody takes the name of what the host has on its bus.
        let service = ".local/share/dbus-1/services/org.freedesktop.systemd1.service"
        #expect(try !HostTree(host.home).paths.contains(service))
    }

    @Test(arguments: [
        "../../../../../etc/passwd", "/etc/passwd", "/run/host/etc/passwd", "/proc/self/environ",
        "/dev/zero", "/dev/stdin", "pipe", "folder", "elsewhere", "endless",
    ])
    func whatIsNoEntryIsNone(_ name: String) throws {
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
        #expect(try export(name) == nil)
    }

    // MARK: - What belongs to an entry

    @Test(arguments: [
        "/home/me/link.png", "/home/me/private.png", "/home/me/zero.png", "/home/me/pipe.png",
        "/home/me/large.png", "/home/me/environment.png", "/home/me/host.png", "named",
        "/home/me/folder.png", "/proc/1/environ", "/home/me/own.png",
    ])
    func anIconShowsNothingOfAnybodyElse(_ icon: String) throws {
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
        let entry = "[Desktop Entry]\nType=Application\nName=A\nExec=true\nIcon=\(icon)\n"
        try plant(Array(entry.utf8), as: "pictured.desktop")
        let before = try HostTree(host.home)
        // Without its icon it is of use, too.
        let exported = try #require(try export("pictured"))
        #expect(try exported.validate().status == 0)
        try expectNothingElsewhere(since: before)
        let icons = try HostTree(host.home).changes(since: before).filter { change in
            change.hasPrefix("+ .local/share/icons/") && change.contains(".svg")
                || change.contains(".png")
        }
        // The box's own is there, and so would be another that anybody could read.
        #expect(icons.count == (icon == "/home/me/own.png" ? 1 : 0), "\(icons)")
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
        let before = try HostTree(host.home)
        _ = try export("typed")
        try expectNothingElsewhere(since: before)
        let after = try HostTree(host.home)
        #expect(after.files(containing: "root:x:0") == [])
        #expect(!after.paths.contains { $0.contains("inode") || $0.hasSuffix("y.xml") })
        try host.alcove("unexport", "--all", "--box", box).expect()
        #expect(try HostTree(host.home).changes(since: before) == [])
    }

    // MARK: - How many there are

    @Test func tenThousandAreNoObstacle() throws {
        try plant(
            #"""
            cd /usr/share/applications
            i=0
            while [ $i -lt 10000 ]; do
                printf '[Desktop Entry]\nType=Application\nName=Number %s\nExec=true\n' \
                    $i >n$i.desktop
                i=$((i + 1))
            done
            mkdir -p /usr/share/icons/hicolor/48x48/apps
            cd /usr/share/icons/hicolor/48x48/apps
            while [ $i -gt 0 ]; do
                : >n$i.png
                i=$((i - 1))
            done
            """#
        )
        let exported = try #require(try export("n9999"))
        #expect(exported["Name"]?.hasPrefix("Number 9999") == true)
        #expect(try export("Number 5000") != nil)
    }
}
