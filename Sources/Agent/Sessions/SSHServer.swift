import Glibc
import Linux
import Serving
import Wire

/// Becomes the image's ssh server for one connection, which is on the session's streams.
///
/// A session of the user's as any other: `/.alcove/init ssh FOLDER`; the folder, on the host, has the
/// keys. The server runs as the user, opens no port, and reads and writes no file of the box. It lets
/// in who has a key that only the user can read; they could come in by `alcove run` as well.
package enum SSHServer {
    /// - Returns: the exit status when there was no server to become.
    package static func run(_ words: [[UInt8]]) -> Int32 {
        do {
            try becomeUser(getuid(), group: getgid())
            becomeInspectable()
        } catch {
            return fail("cannot become the box's user: \(error)")
        }
        guard words.count == 1, let folder = words.first?.text, folder.hasPrefix("/") else {
            return fail("this is for ssh", hint: "See 'alcove show --ssh'.")
        }
        let place = "/run/host" + folder
        guard File.kind("\(place)/\(SSHAccess.hostKey)") == .file else {
            return fail(
                "the keys in '\(folder)' cannot be read",
                hint: "On the host, 'alcove show --ssh \(box)' makes them."
            )
        }
        guard let program = SSHAccess.programs.first(where: File.isExecutable) else {
            return fail(
                "there is no ssh server in box '\(box)'",
                hint: "On the host: 'alcove install \(box) openssh-server', or 'openssh' on Arch."
            )
        }
        let code = become(program, settings(keys: place, variables: Environment.all))
        return fail("'\(program)': \(SystemError(call: "", subject: "", code: code))")
    }

    /// The settings come by a pipe, so that no file of them stays, and no word of them is seen in a
    /// list of processes; by the error stream, since a server closes what it does not know.
    private static func become(_ program: String, _ settings: [UInt8]) -> Int32 {
        do {
            let pipe = try Pipe()
            try pipe.writer.write(settings, to: "settings")
            let reader = pipe.keepReader()
            guard dup2(reader.number, 2) == 2 else { return errno }
        } catch {
            return error.code
        }
        let words = [program, "-i", "-f", "/proc/self/fd/2"]
        return replaceProcess(
            Array(program.utf8),
            words.map { Array($0.utf8) },
            Environment.all
        )
    }

    /// What a pipe takes before anybody reads it.
    private static let limit = 60_000

    /// The server's settings: the keys, and what sessions of this box have in their environment.
    static func settings(keys: String, variables: [[UInt8]]) -> [UInt8] {
        let lines = [
            "HostKey \"\(keys)/\(SSHAccess.hostKey)\"",
            "AuthorizedKeysFile \"\(literal(keys))/\(SSHAccess.publicKey)\"",
            // The directories above are the host's, whose owners are strangers here.
            "StrictModes no",
            "AuthenticationMethods publickey",
            "PrintMotd no",
            "PrintLastLog no",
            "Subsystem sftp internal-sftp",
        ]
        var bytes = Array((lines.joined(separator: "\n") + "\nSetEnv").utf8)
        for variable in variables where isPlain(variable) {
            let word = Array(" \"".utf8) + variable + [UInt8(ascii: "\"")]
            if bytes.count + word.count < limit { bytes += word }
        }
        return bytes + Array("\n".utf8)
    }

    /// A path in which the server sees none of its own words (`%h`).
    ///
    /// The standard library's way to replace text brings the regular expressions: a megabyte of the agent.
    private static func literal(_ path: String) -> String {
        Array(path.utf8.flatMap { $0 == UInt8(ascii: "%") ? [$0, $0] : [$0] }).text
    }

    /// Set by the server itself, as they are for the connection.
    private static let servers = [
        "HOME", "USER", "LOGNAME", "SHELL", "MAIL", "TERM", "PWD", "OLDPWD", "SHLVL", "_",
        "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "SSH_ORIGINAL_COMMAND",
    ]

    /// Whether it is one that a session should have, and a line of settings can hold.
    private static func isPlain(_ variable: [UInt8]) -> Bool {
        guard let sign = variable.firstIndex(of: UInt8(ascii: "=")), sign > 0,
            !servers.contains(Array(variable[..<sign]).text)
        else { return false }
        return variable.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        }
    }

    private static var box: String { Environment.value("ALCOVE_BOX") ?? "" }

    private static func fail(_ text: String, hint: String? = nil) -> Int32 {
        let lines = "error: \(text)\n" + (hint.map { "hint: \($0)\n" } ?? "")
        // Whoever closed the stream does not want to know.
        try? writeAll(Array(lines.utf8)[...], to: 2, subject: "output")
        return 125
    }
}
