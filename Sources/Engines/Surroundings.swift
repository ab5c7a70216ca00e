import Glibc
import Linux

/// Whose process this is, and what its environment says: all that is asked of them here.
package struct Surroundings: Equatable, Sendable {
    package var variables: [String: String]
    package var uid: UInt32

    package init(variables: [String: String], uid: UInt32) {
        self.variables = variables
        self.uid = uid
    }

    /// This process's own.
    package static var own: Surroundings {
        var variables: [String: String] = [:]
        for entry in Environment.all {
            let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2 else { continue }
            let name = String(decoding: parts[0], as: UTF8.self)
            variables[name] = String(decoding: parts[1], as: UTF8.self)
        }
        return Surroundings(variables: variables, uid: getuid())
    }

    /// A variable's value; one that is empty counts as not set.
    package subscript(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The user's runtime directory: as the environment says, else where logins make it.
    package var runtimeDirectory: String? {
        if let path = self["XDG_RUNTIME_DIR"] { return path }
        let usual = "/run/user/\(uid)"
        return File.kindFollowed(usual) == .directory ? usual : nil
    }

    package var configurationDirectory: String? {
        self["XDG_CONFIG_HOME"] ?? self["HOME"].map { $0 + "/.config" }
    }
}
