import Foundation
import Linux
import TestSupport
import Testing

/// Desktop entries of real applications, and what becomes of them; see the README beside them.
enum Entries {
    static let all = [
        "debian-xterm", "emacsclient", "firefox-esr", "gimp", "libreoffice-writer", "mpv",
        "org.gnome.Evince", "org.gnome.Nautilus", "org.gnome.TextEditor", "org.gnome.gedit",
        "org.kde.dolphin", "org.kde.kate", "org.xfce.mousepad", "virt-manager", "xfce4-terminal",
    ]

    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Entries")
        return try [UInt8](Data(contentsOf: folder.appending(path: name)))
    }
}

/// The specification's own checker, where it is installed.
enum EntryCheck {
    static let isInstalled = Program.isInstalled("desktop-file-validate")

    /// What it complains of; nothing where it is not installed.
    static func complaints(_ entry: [UInt8]) throws -> [String] {
        guard isInstalled else { return [] }
        let folder = try TemporaryFolder()
        let path = folder.path + "/entry.desktop"
        try File.replace(path, with: entry, mode: 0o644)
        var lines: [String] = []
        let program = Program("desktop-file-validate", [path], environment: Environment.all)
        _ = try program.run { line in
            if let line { lines.append(line) }
            return true
        }
        return lines.filter { $0.contains("error:") }
    }
}
