import Serving
import Wire

/// Variables that name places: sockets of the display, the sound and the agents, keys and caches.
///
/// A place that is another in the box, or on the host, is named anew on the way there.
enum PlaceVariables {
    private static let names = [
        "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "GNOME_KEYRING_CONTROL",
        "ICEAUTHORITY", "KRB5CCNAME", "PIPEWIRE_REMOTE", "PIPEWIRE_RUNTIME_DIR", "PULSE_COOKIE",
        "PULSE_SERVER", "SSH_AUTH_SOCK", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR",
    ].map { Array($0.utf8) }

    /// Changes what they name.
    ///
    /// - Parameters:
    ///   - variables: any, of which only these are looked at.
    ///   - place: the path in the other world of an absolute path in this one.
    static func map(_ variables: inout Variables, _ place: ([UInt8]) -> [UInt8]) {
        for name in names {
            guard let value = variables[name], value.contains(slash) else { continue }
            variables[name] = mapped(value, place)
        }
    }

    private static let slash = UInt8(ascii: "/")
    /// What stands behind it is a name, whatever it looks like.
    private static let abstract = Array("abstract=".utf8)

    /// A path may be all of a value, stand behind `unix:`, `path=`, `FILE:` or `{id}`, and end before
    /// the next of a list.
    static func mapped(_ value: [UInt8], _ place: ([UInt8]) -> [UInt8]) -> [UInt8] {
        if value.first == slash, !value.contains(where: { ";, ".utf8.contains($0) }) {
            return place(value)
        }
        var result: [UInt8] = []
        var rest = value[...]
        while let byte = rest.first {
            let begins = result.last.map { "=:}; ,".utf8.contains($0) } ?? true
            let isName = result.suffix(abstract.count).elementsEqual(abstract)
            guard byte == slash, begins, !isName else {
                result.append(byte)
                rest = rest.dropFirst()
                continue
            }
            let path = rest.prefix { !";, ".utf8.contains($0) }
            result += place(Array(path))
            rest = rest.dropFirst(path.count)
        }
        return result
    }
}

extension BoxSetup {
    /// Where a path of the host is in the box: at a mount, in the runtime directory, or below
    /// `/run/host`, where everything is.
    func place(ofHost path: [UInt8]) -> [UInt8] {
        let host = Array("/run/host".utf8)
        if Self.isPath(path, in: host) || Self.isPath(path, in: Array(runtimeDirectory.utf8)) {
            return path
        }
        return mounts.place(of: path) ?? host + path
    }

    /// Where a path of the box is on the host; one that is not there stays what it is.
    func place(onHost path: [UInt8]) -> [UInt8] {
        HostDirectories.place(of: path, in: mounts) ?? path
    }

    private static func isPath(_ path: [UInt8], in folder: [UInt8]) -> Bool {
        guard !folder.isEmpty, path.starts(with: folder) else { return false }
        return path.count == folder.count || path[folder.count] == UInt8(ascii: "/")
    }
}
