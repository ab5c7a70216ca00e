import Wire

/// Lines of ssh's settings by which `ssh NAME.alcove` is in a box.
///
/// ssh speaks through `alcove run` to a server that is begun for it in the box; no port is opened, and
/// none of the user's own keys and settings is changed.
package struct SSHSettings: Equatable, Sendable {
    let box: BoxName
    let user: String
    /// The path of `alcove`.
    let program: String
    /// The folder of the keys.
    let keys: String

    /// Nil when one of the paths is none that these settings can hold.
    package init?(box: BoxName, user: String, program: String, keys: String) {
        guard Self.canStand(program), Self.canStand(keys), Self.canStand(user) else { return nil }
        self.box = box
        self.user = user
        self.program = program
        self.keys = keys
    }

    /// The name for ssh.
    package var host: String { "\(box).alcove" }

    package var text: String {
        let words = [
            program, "run", "--no-tty", "\(box)", "--", "/.alcove/init", SSHAccess.word, keys,
        ]
        let command = words.map(\.quotedForShell).joined(separator: " ")
        let lines = [
            "User \(quoted(user))",
            "ProxyCommand \(escaped(command))",
            "IdentityFile \(quoted("\(keys)/\(SSHAccess.userKey)"))",
            "IdentitiesOnly yes",
            "HostKeyAlias \(SSHAccess.alias)",
            "UserKnownHostsFile \(quoted("\(keys)/\(SSHAccess.knownHosts)"))",
            "StrictHostKeyChecking yes",
        ]
        return "Host \(host)\n" + lines.map { "    \($0)\n" }.joined()
    }

    /// A percent sign begins what ssh fills in.
    private func escaped(_ text: String) -> String { text.replacing("%", with: "%%") }

    private func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// Whether ssh would read it as what it is: no line's end, no quote, no variable.
    private static func canStand(_ text: String) -> Bool {
        !text.isEmpty && !text.contains("${")
            && text.utf8.allSatisfy { byte in
                byte >= 0x20 && byte != 0x7f && byte != UInt8(ascii: "\"")
                    && byte != UInt8(ascii: "\\")
            }
    }
}
