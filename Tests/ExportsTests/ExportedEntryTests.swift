import Boxes
import Foundation
import Linux
import TestSupport
import Testing

@testable import Exports

/// What leaves the box, and what does not.
@Suite struct ExportedEntryTests {
    let sandbox: AppSandbox

    init() throws { sandbox = try AppSandbox() }

    @Test func isOneOfOurs() throws {
        #expect(
            try sandbox.entry("[Desktop Entry]\nType=Application\nName=App\nName[de]=Äpp\nExec=app")
                == """
                [Desktop Entry]
                Type=Application
                Name=App (on web)
                Name[de]=Äpp (on web)
                Exec=/usr/bin/alcove run web -- app
                TryExec=/usr/bin/alcove
                X-Alcove-Box=0a1b2c3d-4e5f-4061-8273-849506a7b8c9
                X-Alcove-Source=/usr/share/applications/app.desktop

                """
        )
    }

    @Test(arguments: [
        (nil, "Name=App (on web)"), ("", "Name=App"), ("(work)", "Name=App (work)"),
        (" – \\n", #"Name=App – \\n"#),
    ])
    func labels(_ label: String?, _ name: String) throws {
        sandbox.options.label = label
        #expect(try sandbox.exported("").contains(name))
    }

    @Test(arguments: ["a\nExec=b", "\u{1b}", "a\\", "\u{2028}"])
    func labelsAreOneLine(_ label: String) {
        sandbox.options.label = label
        #expect(throws: AppError.badLabel(label)) { try sandbox.exported("") }
    }

    @Test(arguments: [
        "Comment=It is", "GenericName[de]=Anwendung", "Keywords=a;b;", "Terminal=true",
        "Categories=A;B;", "MimeType=text/plain;", "StartupNotify=true", "NoDisplay=true",
        "OnlyShowIn=GNOME;", "SingleMainWindow=true", "PrefersNonDefaultGPU=true", "X-Other=1",
        "X-Other[de]=1", "X-Desktop-File-Install-Version=0.27", "X-GNOME-UsesNotifications=true",
        "Version=1.5", "Icon=utilities-terminal", "StartupWMClass=App", "X-GIO-NoFuse=true",
        "[X-Group]", "# A remark",
    ])
    func isKept(_ line: String) throws {
        #expect(try sandbox.exported(line).contains(line))
    }

    @Test(arguments: [
        "Exec[de]=evil", "Exec[$e]=evil", "Name[$e]=$(evil)", "Comment=$(evil)", "TryExec=/evil",
        "TryExec[de]=/evil", "Path=/evil", "URL=file:///etc/shadow", "Icon=/etc/shadow",
        "Icon[de]=/etc/shadow", "Type[de]=Link", "TerminalOptions=-e evil", "SwallowExec=evil",
        "X-KDE-Library=/evil.so", "X-KDE-TerminalOptions=-e evil", "X-KDE-SubstituteUID=true",
        "X-KDE-Wayland-Interfaces=org_kde_kwin_fake_input", "X-KDE-Shortcuts=Meta+E",
        "X-KDE-autostart-condition=evil:a:b:c", "X-GNOME-Autostart-Phase=Initialization",
        "X-GNOME-AutoRestart=true", "AutostartCondition=if-exists evil", "InitialPreference=99",
        "X-Flatpak=org.evil", "X-SnapInstanceName=evil", "X-AppImage-Identifier=evil",
        "DBusActivatable=true", "Implements=org.evil", "SystemdService=evil.service",
        "X-Alcove-Box=evil", "X-XFCE-Commands=evil", "X-GNOME-Bugzilla-ExtraInfoScript=/evil",
        "X-Ubuntu-Gettext-Domain=evil", "no key", ";Exec=evil", "Ex ec=evil", "X-A\\x3d=evil",
        "Encoding=Legacy-Mixed", "X-DBUS-StartupType=Unique", "Comment=a\rExec=evil",
        "Comment=a\u{2028}Exec=evil", "Comment=a\u{85}Exec=evil", "X-A=evil\\",
    ])
    func isNotGivenToTheHost(_ line: String) throws {
        let exported = try sandbox.exported(line)
        #expect(exported == (try sandbox.exported("")))
    }

    @Test func ofTwoOfAKindTheLastHolds() throws {
        let exported = try sandbox.entry(
            """
            [Desktop Entry]
            Exec=evil
            Type=Application
            Name=Evil
            [Other]
            A=1
            [Desktop Entry]
            Name=App
            Exec=app
            [Other]
            A=2
            """
        )
        #expect(!exported.lowercased().contains("evil"))
        #expect(exported.hasSuffix("\n[Other]\nA=2\n"))
        #expect(exported.components(separatedBy: "[Desktop Entry]").count == 2)
    }

    @Test func whatIsBehindABadGroupIsNotAnothers() throws {
        let exported = try sandbox.exported("[Evil][$i]\nX-A=1\n[Evil\u{7f}]\nX-B=1\n[Good]\nX-C=1")
        #expect(exported.suffix(2) == ["[Good]", "X-C=1"])
        #expect(!exported.contains { $0.hasPrefix("X-A=") || $0.hasPrefix("X-B=") })
    }

    @Test func commandsOfAllGroupsAreRunInTheBox() throws {
        let exported = try sandbox.exported(
            """
            Actions=one;two;three;
            [Desktop Action one]
            Name=One
            Exec=app --one %u
            Icon=/etc/shadow
            [Desktop Action two]
            Name=Two
            Exec=app $(two)
            [Shortcut Group]
            Exec=rm -rf ~
            TryExec=rm
            """
        )
        #expect(exported.contains("Actions=one;"))
        #expect(exported.contains("Exec=/usr/bin/alcove run --map-files 2 web -- app --one %u"))
        #expect(exported.contains(#"Exec=/usr/bin/alcove run web -- rm -rf "~""#))
        #expect(!exported.contains { $0.contains("two") || $0.contains("shadow") })
        #expect(!exported.contains("TryExec=rm"))
        #expect(
            try sandbox.plan().warnings == [
                "the action 'two' is left out: its command cannot be used",
                "the action 'three' is left out",
            ]
        )
    }

    @Test(.enabled(if: EntryCheck.isInstalled, "desktop-file-validate is not installed"))
    func actionsAreThoseOfTheSpecification() throws {
        let exported = try sandbox.entry(
            """
            [Desktop Entry]
            Type=Application
            Name=App
            Exec=app
            Actions=new_window;ok;ok;a.b;a-b;two words;nameless;
            [Desktop Action new_window]
            Name=New
            Exec=app --new
            [Desktop Action ok]
            Name=OK
            Exec=app
            [Desktop Action a-b]
            Name=1
            Exec=app 1
            [Desktop Action a.b]
            Name=2
            Exec=app 2
            [Desktop Action two words]
            Name=Words
            Exec=app
            [Desktop Action nameless]
            Exec=app
            [Desktop Action unlisted]
            Name=Nobody's
            Exec=app
            """
        )
        let lines = exported.split(separator: "\n")
        #expect(lines.contains("Actions=new-window;ok;a-b;two-words;"))
        #expect(
            lines.filter { $0.hasPrefix("[Desktop A") } == [
                "[Desktop Action new-window]", "[Desktop Action ok]", "[Desktop Action a-b]",
                "[Desktop Action two-words]",
            ]
        )
        #expect(exported.contains("-- app 1\n") && !exported.contains("-- app 2\n"))
        #expect(try EntryCheck.complaints(Array(exported.utf8)) == [])
        #expect(
            try sandbox.plan().warnings == [
                "the action 'a.b' is left out", "the action 'nameless' is left out",
            ]
        )
    }

    @Test func pathIsWhereTheBoxBegins() throws {
        #expect(try sandbox.exported("Path=/opt/no")[3] == "Exec=/usr/bin/alcove run web -- app")
        sandbox.files.add("/opt/a b/app", "")
        let inside = #"Exec=/usr/bin/alcove run --workdir "/opt/a b" web -- app"#
        #expect(try sandbox.exported("Path=/opt/a b")[3] == inside)
        let home = "Exec=/usr/bin/alcove run --workdir /home/kim/x web -- app"
        #expect(try sandbox.exported("Path=/home/kim/x")[3] == home)
    }

    @Test(
        arguments: [
            ("", .unreadable("/usr/share/applications/app.desktop")),
            ("Name=App", .unreadable("/usr/share/applications/app.desktop")),
            (
                "[Desktop Entry]\nType=Link\nName=App\nURL=a",
                .notApplication(path: "/usr/share/applications/app.desktop", type: "Link")
            ),
            (
                "[Desktop Entry]\nType=Application\nExec=app",
                .noName("/usr/share/applications/app.desktop")
            ),
            (
                "[Desktop Entry]\nType=Application\nName=App\nHidden=true\nExec=app",
                .hidden("/usr/share/applications/app.desktop")
            ),
            (
                "[Desktop Entry]\nType=Application\nName=App",
                .noCommand("/usr/share/applications/app.desktop")
            ),
            (
                "[Desktop Entry]\nType=Application\nName=App\nExec=a %x",
                .badCommand(
                    path: "/usr/share/applications/app.desktop",
                    .unknownCode(Array("%x".utf8))
                )
            ),
        ] as [(String, AppError)]
    )
    func isNoApplication(_ text: String, _ error: AppError) {
        #expect(throws: error) { try sandbox.entry(text) }
    }

    /// Whatever an entry says, the host finds our program alone in every command of it.
    @Test func anyEntryIsHarmless() throws {
        var dice = Dice(seed: 3)
        let valid = try Entries.all.map { try Entries.bytes("\($0).desktop") }
        var understood = 0
        for _ in 0..<3000 {
            let bytes = dice.fault(valid[dice.below(valid.count)], "[]=\n#;\\%$\"`(Exec")
            sandbox.files.add("/usr/share/applications/app.desktop", bytes: bytes)
            guard let plan = try? sandbox.plan(),
                let file = DesktopFile(Array(try AppSandbox.entry(of: plan).utf8))
            else { continue }
            understood += 1
            let isPlain = file.groups.allSatisfy { group in
                group.name != nil && group.lines.allSatisfy { DesktopValue.isPlain($0.bytes) }
            }
            let commands = file.groups.flatMap(\.entries).filter {
                ["Exec", "TryExec"].contains($0.key)
            }
            let areOurs = commands.allSatisfy {
                $0.locale == nil
                    && ($0.value.text == "/usr/bin/alcove"
                        || $0.value.text.hasPrefix("/usr/bin/alcove run "))
            }
            if !isPlain || !areOurs { Issue.record("\(bytes.text)") }
        }
        #expect(understood > 1000)
    }
}
