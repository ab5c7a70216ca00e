import ArgumentParser
import Linux

struct Enter: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enter",
        abstract: "Open a login shell in a box",
        discussion: """
            The box is started first if it does not run. With one box, or a default one in the \
            configuration, no name is needed.
            """
    )

    @OptionGroup var options: SessionArguments

    @Flag(help: "Enter by the engine's own exec: for a box whose agent or set-up is broken.")
    var rescue = false

    @Flag(name: .shortAndLong, help: "Make a box without asking when there is none.")
    var yes = false

    @Argument(help: "The box to enter.", completion: .boxes)
    var name: String?

    /// What was asked, as the fast path would have read it.
    func sessionOptions() -> SessionOptions {
        var session = options.sessionOptions(.enter)
        session.rescue = rescue
        session.yes = yes
        session.name = name
        return session
    }

    func run() throws {
        throw ExitCode(try sessionOptions().run())
    }
}
