import Glibc
import Linux
import Serving

/// Becomes a command that the engine's own exec starts in a box: an engine tells in words of its
/// own, and not by a status alone, why a program cannot be executed.
package enum Entry {
    /// - Returns: the exit status when no command was executed.
    package static func run(_ words: [[UInt8]]) -> Int32 {
        let variables = Variables(Environment.all)
        let usual = Array("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".utf8)
        let command = SudoCommand(words: words)
        guard let name = words.first,
            let (programs, arguments) = command.resolve(
                shell: nil,
                path: variables["PATH"] ?? usual
            )
        else { return 64 }
        do {
            // An exec has of the engine what its container has.
            try clearInheritedCapabilities()
        } catch {
            say("error: '\(name.text)' would have more power than the box's root: \(error)")
            return 126
        }
        var code = ENOENT
        for program in programs {
            let failure = replaceProcess(program, arguments, Environment.all)
            // What is there and cannot be run is worth more to be told than what is not there.
            if failure != ENOENT, failure != ENOTDIR { code = failure }
        }
        let reason = code == ENOENT ? "was not found" : "cannot be executed"
        say("error: '\(name.text)' \(reason) in the box")
        return code == ENOENT ? 127 : 126
    }

    private static func say(_ line: String) {
        // Whoever closed the stream does not want to know.
        try? writeAll(Array("\(line)\n".utf8)[...], to: 2, subject: "output")
    }
}
