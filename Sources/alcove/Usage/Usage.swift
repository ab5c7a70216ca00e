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
            let failure = failure(error)
            failure.report()
            Glibc.exit(failure.status)
        }
        Glibc.exit(code.rawValue)
    }

    /// The error in the voice of all other failures.
    static func failure(_ error: any Error) -> Failure {
        if let failure = error as? Failure { return failure }
        if let usage = UsageError(error) { return Failure(usage) }
        // Something that the parser came to say since: in its words, but not in its form.
        let message = Alcove.message(for: error)
        let plain = message.prefix(1).lowercased() + message.dropFirst()
        return Failure(
            plain.hasSuffix(".") ? String(plain.dropLast()) : plain,
            hint: "See 'alcove help'.",
            status: Alcove.exitCode(for: error).rawValue
        )
    }
}
