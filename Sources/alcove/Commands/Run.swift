import ArgumentParser
import Boxes
import Linux
import Upkeep

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run one command in a box",
        usage: "alcove run [options] [name] -- <command> ...",
        discussion: """
            Options end at the box's name; what stands behind it is the command's. The exit status \
            is the command's own; 128+n when signal n ended it; 125, 126 or 127 when it could not \
            be run, with a line on standard error that says so.
            """
    )

    @OptionGroup var options: SessionArguments

    @Flag(name: .shortAndLong, help: "Let it go on alone; what it prints is in 'alcove logs'.")
    var detach = false

    @Flag(help: "Run the command through a login shell.")
    var login = false

    @Flag(help: "Tell the service manager that started this what the command tells of itself.")
    var notify = false

    @Option(
        help: ArgumentHelp(
            "Words that are files of the host, as the box sees them: all but so many at both ends.",
            valueName: "first[:last]"
        ),
        transform: FileWords.argument
    )
    var mapFiles: FileWords?

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The box, and the command with its arguments.", valueName: "words"),
        completion: .session
    )
    var words: [String] = []

    /// What was asked, as the fast path would have read it; nil without a command.
    ///
    /// `raw` are the words of the program, byte for byte: text would change what is no UTF-8.
    func sessionOptions(raw: [[UInt8]]) -> SessionOptions? {
        var session = options.sessionOptions(.run)
        session.detach = detach
        session.login = login
        session.notify = notify
        session.files = mapFiles
        var rest = raw.suffix(words.count)
        if words.first != "--" { session.name = rest.popFirst()?.text }
        if rest.first == Array("--".utf8) {
            rest = rest.dropFirst()
            session.isSetOff = true
        }
        session.command = Array(rest)
        return session.command.isEmpty ? nil : session
    }

    func run() throws {
        if let failure = misuse { throw failure }
        guard let session = sessionOptions(raw: argumentBytes) else {
            throw Failure(
                "there is no command to run",
                hint: words.first.flatMap(SessionWords.hintAtBox)
                    ?? "Write it behind the box's name: 'alcove run NAME -- COMMAND'.",
                status: 64
            )
        }
        throw ExitCode(try session.run())
    }

    /// What is wrong with options among the words.
    private var misuse: Failure? {
        guard let first = words.first else { return nil }
        if first.hasPrefix("-"), first != "--" {
            return Failure(UsageError(.unknownOption(first), of: "run"))
        }
        guard words.count > 1, first != "--", words[1].hasPrefix("-"), words[1] != "--" else {
            return nil
        }
        let line = words.joined(separator: " ")
        return Failure(
            "'\(words[1])' stands behind the box's name, where the command is",
            hint: SessionWords.hintAtBox(line)
                ?? "Options go before the name: 'alcove run \(words[1]) … \(first) -- COMMAND'.",
            status: 64
        )
    }
}

extension SessionWords {
    /// For who left out the box's name: the line's first word is a command, most likely.
    static func hintAtBox(_ line: String) -> String? {
        let host = Host()
        let first = line.split(separator: " ", maxSplits: 1).first.map(String.init) ?? ""
        guard !first.isEmpty else { return nil }
        if let name = try? BoxName(first), host.store.has(name) { return nil }
        return "No box is named '\(first)'. \(whole(line, on: host))"
    }

    /// The line with a box to run it in.
    static func whole(_ line: String, on host: Host) -> String {
        let names = host.store.names()
        let box = names.count == 1 ? names[0].description : "NAME"
        return "Did you mean 'alcove run \(box) -- \(line)'?"
    }
}
