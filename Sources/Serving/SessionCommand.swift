package import Wire

/// What is executed for a request: the words, and the paths to try.
package struct SessionCommand: Equatable {
    package var programs: [[UInt8]]
    package var arguments: [[UInt8]]

    /// The command for a session with that shell, which may be none, and that `PATH`; nil when a
    /// shell is needed and there is none.
    package static func make(
        for request: SessionRequest,
        shell: [UInt8]?,
        path: [UInt8]
    ) -> SessionCommand? {
        let slash = UInt8(ascii: "/")
        guard let first = request.arguments.first, !request.login else {
            guard let shell else { return nil }
            if !request.arguments.isEmpty { return throughLogin(shell, request.arguments) }
            let base = Array(shell.split(separator: slash).last ?? [])
            let name = request.login ? [UInt8(ascii: "-")] + base : base
            return SessionCommand(programs: [shell], arguments: [name])
        }
        if first.contains(slash) {
            return SessionCommand(programs: [first], arguments: request.arguments)
        }
        let folders = path.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let programs = folders.map { folder in
            (folder.isEmpty ? [UInt8(ascii: ".")] : Array(folder)) + [slash] + first
        }
        return SessionCommand(programs: programs, arguments: request.arguments)
    }

    /// Through a login shell, which reads its profile and then is the command.
    private static func throughLogin(_ shell: [UInt8], _ words: [[UInt8]]) -> SessionCommand {
        let isFish = shell.suffix(5) == Array("/fish".utf8)[...]
        let script = isFish ? "exec $argv" : "exec \"$@\""
        var arguments = [shell, Array("-l".utf8), Array("-c".utf8), Array(script.utf8)]
        if !isFish { arguments.append(shell) }
        return SessionCommand(programs: [shell], arguments: arguments + words)
    }
}
