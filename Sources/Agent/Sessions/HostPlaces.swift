import Linux
import Serving

/// Where programs look for what a box may lack: their usual places, and the host's.
enum HostPlaces {
    /// Links to the host's themes, icons, cursors and sounds, and to nothing else of its `share`:
    /// what else is there belongs to programs of the host.
    static let share = "/.alcove/share"
    static let themes = ["icons", "themes", "sounds"]

    static let dataFolders = "/usr/local/share:/usr/share"
    static let cursors = "~/.local/share/icons:~/.icons:/usr/share/icons:/usr/share/pixmaps"
    static let terminals = "/etc/terminfo:/lib/terminfo:/usr/lib/terminfo:/usr/share/terminfo"
    static let hostTerminals = [
        "/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo",
    ].map { "/run/host" + $0 }.joined(separator: ":")
    static let zones = "/usr/share/zoneinfo"
}

extension Variables {
    /// Adds a place behind those that a variable has, or would have if it were set.
    mutating func append(_ place: String, to name: String, of usual: String) {
        let present = self[name] ?? []
        self[name] =
            (present.isEmpty ? Array(usual.utf8) : present) + [UInt8(ascii: ":")]
            + Array(place.utf8)
    }
}

extension File {
    static func isFolder(_ path: String) -> Bool { kindFollowed(path) == .directory }
}
