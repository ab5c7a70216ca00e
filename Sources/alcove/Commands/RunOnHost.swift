import ArgumentParser
import Glibc
import Linux
import Serving
import Wire

/// `alcove host` where there is no box around it: the command runs right here.
///
/// In a box the agent's program is `alcove`, and `Agent/Host` reads these words.
struct RunOnHost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host",
        abstract: "Run one command on the host, from inside a box",
        usage: "alcove host [options] [--] <command> ...",
        discussion: """
            In a box, 'alcove host -- COMMAND' runs the command on the host with the streams, the \
            terminal and the signals of its caller, and ends as it does; every other 'alcove …' in \
            a box is the host's own, for that box where none is named. What a box may run is said \
            by --host-commands when it is made or edited. On the host itself the command just runs.
            """
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Begin in this directory of the host.", valueName: "dir"),
        completion: .directory
    )
    var workdir: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Set a variable, or pass the box's; may be repeated.",
            valueName: "key[=value]"
        )
    )
    var env: [String] = []

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The command and its arguments.", valueName: "words"),
        completion: .file()
    )
    var words: [String] = []

    func run() throws {
        var command = argumentBytes.suffix(words.count)
        if command.first == Array("--".utf8) { command = command.dropFirst() }
        throw try become(Array(command))
    }

    /// Becomes the command.
    ///
    /// - Returns: why it could not.
    private func become(_ command: [[UInt8]]) throws(Failure) -> Failure {
        var request = SessionRequest()
        request.arguments = command
        let path = Array((Environment.value("PATH") ?? "/usr/bin:/bin").utf8)
        guard let found = SessionCommand.make(for: request, shell: nil, path: path) else {
            throw Failure(
                "there is no command for the host",
                hint: "Write 'alcove host -- COMMAND'.",
                status: 64
            )
        }
        var variables = Variables(Environment.all)
        variables.add(env.filter { $0.contains("=") }.map { Array($0.utf8) })
        if let workdir, unsafe chdir(workdir) < 0 {
            throw Failure(SystemError(call: "chdir", subject: workdir, code: errno))
                .with(status: 125)
        }
        var code = ENOENT
        for program in found.programs {
            let failure = replaceProcess(program, command, variables.entries)
            // What is there and cannot be run is worth more to be told than what is not there.
            if failure != ENOENT, failure != ENOTDIR { code = failure }
        }
        let name = command.first?.text ?? ""
        return code == ENOENT
            ? Failure("'\(name)' was not found on the host", status: 127)
            : Failure("'\(name)' cannot be executed on the host", status: 126)
    }
}
