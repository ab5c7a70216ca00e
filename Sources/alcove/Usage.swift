import ArgumentParser
import Glibc

/// What the argument parser ends the program with: help that was asked for, or a word that it did
/// not understand.
enum Usage {
    static func exit(_ error: any Error) -> Never {
        let code = Alcove.exitCode(for: error)
        if error is ExitCode {
            // A command's own status: all has been said.
        } else if code.isSuccess {
            Console.output(Alcove.fullMessage(for: error))
        } else {
            Console.error(words(for: error))
        }
        Glibc.exit(code.rawValue)
    }

    /// Its words in the voice of all other failures.
    static func words(for error: any Error) -> String {
        let text = Alcove.fullMessage(for: error)
        let mark = "Error: "
        return text.hasPrefix(mark) ? "error: " + text.dropFirst(mark.count) : text
    }
}
