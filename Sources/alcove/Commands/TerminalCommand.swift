import ArgumentParser
import Boxes
import Linux

/// `alcove terminal`: what a box's entry in the menu calls.
struct TerminalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terminal",
        abstract: "Open a terminal window in a box",
        discussion: """
            The terminal is the one that xdg-terminal-exec finds where that is installed, else the \
            one that TERMINAL names, else the desktop's own, else any that is there.
            """
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let record = try host.record(name)
        try host.check(record)
        let choice = TerminalChoice(environment: host.environment) { Program.path(of: $0) }
        guard let words = choice.words() else {
            throw Failure(
                "no terminal was found",
                hint: "Name yours in the variable TERMINAL, or install xdg-terminal-exec."
            )
        }
        let all = words + [host.program, "enter", name.description]
        let program = Array(words[0].utf8)
        let code = replaceProcess(program, all.map { Array($0.utf8) }, Environment.all)
        throw Failure(SystemError(call: "execve", subject: words[0], code: code))
    }
}
