import Foundation
import Testing

/// An application of a box in the host's menu.
@Suite(.lab, .sharedBox()) struct AppExportTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    private func install(_ entry: String, _ id: String) throws {
        let script = """
            mkdir -p /usr/share/applications /usr/share/icons/hicolor/scalable/apps
            printf %s "$1" >/usr/share/applications/$2.desktop
            printf '<svg/>' >/usr/share/icons/hicolor/scalable/apps/$2.svg
            """
        try box.host.alcove("run", "--root", box.name, "--", "sh", "-c", script, "sh", entry, id)
            .expect("")
    }

    @Test func entryRunsItsCommandInTheBox() throws {
        let entry = """
            [Desktop Entry]
            Type=Application
            Name=System Test
            Exec=sh -c "echo \\\\"\\\\$0\\\\"; cat /etc/alcove-none 2>&1; echo \\\\"\\\\$@\\\\"" %U
            Icon=org.example.Test
            X-Other=kept

            """
        try install(entry, "org.example.Test")
        let path = "\(box.host.home)/.local/share/applications/org.example.Test.desktop"
        try box.host.alcove("export", "app", "--box", box.name, "system test").expect("\(path)\n")
        let exported = try String(contentsOfFile: path, encoding: .utf8)
        #expect(exported.contains("\nName=System Test (on \(box.name))\n"))
        #expect(exported.contains("\nX-Other=kept\n"))
        let line = try #require(exported.split(separator: "\n").first { $0.hasPrefix("Exec=") })
        // As a launcher does: the escapes of the value, then the words, then the codes.
        let command = line.dropFirst("Exec=".count).replacing("\\\\", with: "\\")
            .replacing("%U", with: "file:///etc/a%20b https://example.org")
        try box.host.shell(String(command)).expect(
            """
            file:///run/host/etc/a%20b
            cat: can't open '/etc/alcove-none': No such file or directory
            https://example.org

            """
        )
    }

    @Test func hostileEntryRunsNothingOnTheHost() throws {
        let mark = "/tmp/alcove-evil-\(UUID().uuidString)"
        try install(
            """
            [Desktop Entry]
            Type=Application
            Name=Evil
            Name[$e]=$(touch \(mark))
            Exec=sh -c "true; $(touch \(mark))"
            Exec[de]=touch \(mark)

            """,
            "evil"
        )
        try box.host.alcove("export", "app", "--box", box.name, "evil")
            .expectError(exit: 1, mentioning: "on the host")
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test func filesOfTheHostAreNamedAsTheBoxSeesThem() throws {
        let home = box.host.home
        try box.host.alcove(
            "run",
            "--map-files",
            "1:1",
            box.name,
            "--",
            "echo",
            "/etc/x",
            "\(home)/a",
            "file:///etc/y",
            "/etc/z"
        ).expect("/run/host/etc/x \(home)/a file:///run/host/etc/y /etc/z\n")
    }
}
