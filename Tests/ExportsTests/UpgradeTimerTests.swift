import Linux
import TestSupport
import Testing

@testable import Exports

/// What has boxes upgraded every day.
@Suite struct UpgradeTimerTests {
    let folder: TemporaryFolder
    private var units: String { folder.path + "/.config/systemd/user" }

    init() throws { folder = try TemporaryFolder() }

    private var timer: UpgradeTimer {
        UpgradeTimer(
            HostFolders(environment: [:], home: folder.path),
            program: "/opt/my tools/100%/alcove",
            environment: [
                "XDG_STATE_HOME": "/srv/state of $me", "XDG_DATA_HOME": "here", "EDITOR": "vi",
            ]
        )
    }

    @Test func unitsAreQuoted() throws {
        let texts = timer.texts
        #expect(
            texts.map(\.path) == [
                units + "/alcove-upgrade.service", units + "/alcove-upgrade.timer",
            ]
        )
        #expect(
            texts[0].text == """
                # Written by 'alcove upgrade --timer on'; 'alcove upgrade --timer off' takes it back.
                [Unit]
                Description=Upgrade of all boxes
                Documentation=man:alcove-upgrade(1)

                [Service]
                Type=oneshot
                Environment="XDG_STATE_HOME=/srv/state of $me"
                ExecStart="/opt/my tools/100%%/alcove" "upgrade" "--all"
                Nice=10
                IOSchedulingClass=idle
                KillMode=process

                """
        )
        #expect(texts[1].text.contains("[Timer]\nOnCalendar=daily\nRandomizedDelaySec=1h\n"))
        #expect(!timer.isOn)
    }

    /// A package has them for everybody, without anybody's variables.
    @Test func thosePackagedAreTheSame() throws {
        let file = "Tests/ExportsTests/UpgradeTimerTests.swift"
        for (path, text) in timer.texts {
            let name = path.split(separator: "/").last ?? ""
            let packaged = try File.read(#filePath.replacing(file, with: "systemd/\(name)")).text
            func plain(_ text: String) -> [Substring] {
                text.split(separator: "\n").filter { line in
                    !["#", "Environment=", "ExecStart="].contains(where: line.hasPrefix)
                }
            }
            #expect(plain(text) == plain(packaged))
            #expect(
                packaged.contains("ExecStart=@program@ upgrade --all\n") == text.contains("Exec")
            )
        }
    }

    @Test func whatSomebodyElseWroteIsTheirs() throws {
        try File.makeDirectories(units, mode: 0o700)
        let path = units + "/alcove-upgrade.service"
        try File.replace(path, with: Array("[Service]\n".utf8), mode: 0o644)
        #expect(throws: UpgradeTimerError.foreign(path)) { try timer.turnOff() }
        // A link is nobody's but theirs, whatever it leads to.
        try File.replace(units + "/mine", with: Array(timer.texts[0].text.utf8), mode: 0o644)
        try File.remove(path)
        try File.link(path, to: "mine")
        #expect(throws: UpgradeTimerError.foreign(path)) { try timer.turnOff() }
        #expect(File.names(in: units).sorted() == ["alcove-upgrade.service", "mine"])
    }
}
