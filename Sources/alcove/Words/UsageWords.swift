import ArgumentParser
import Boxes
import Upkeep

extension Failure {
    /// What is wrong with the words of the command line.
    init(_ error: UsageError) {
        let help = (["alcove", "help"] + error.commands.dropFirst()).joined(separator: " ")
        switch error.fault {
        case .unknownOption(let option):
            self.init(
                "unknown option '\(option)'",
                hint: error.hint(forUnknown: option) ?? "See '\(help)'.",
                status: 64
            )
        case .missingValue(let option):
            let value = error.argument(option)?.valueWords.map { " " + $0 } ?? ""
            self.init(
                "the option '\(option)' needs a value",
                hint: "Write '\(option)\(value)'; see '\(help)'.",
                status: 64
            )
        case .needlessValue(let option, let value):
            self.init(
                "the option '\(option)' takes no value, and '\(value)' was given to it",
                hint: "Leave '=\(value)' out.",
                status: 64
            )
        case .unexpected(let words):
            let list = words.map { "'\($0)'" }.joined(separator: ", ")
            self.init(
                "unexpected argument\(words.count == 1 ? "" : "s") \(list)",
                hint: error.hint(forUnexpected: words) ?? "See '\(help)'.",
                status: 64
            )
        case .missingArgument(let name):
            self.init(
                "'\(error.commands.joined(separator: " "))' needs \(name.uppercased())",
                hint: "Write '\(error.synopsis)'; see '\(help)'.",
                status: 64
            )
        case .badValue(let failure, let option):
            self.init(
                (option.map { "\($0): " } ?? "") + failure.message,
                hint: failure.hint,
                details: failure.details,
                status: 64
            )
        case .noCompletions(let shell):
            self.init(
                "there are no completions for " + (shell.map { "'\($0)'" } ?? "this shell"),
                hint: "Name one of "
                    + CompletionShell.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
                    + ".",
                status: 64
            )
        }
    }
}

extension UsageError {
    fileprivate var command: String { commands.last ?? "" }

    private var grammar: Grammar.Command? {
        Grammar.own().command(commands.dropFirst())
    }

    /// The option of that name.
    fileprivate func argument(_ option: String) -> Grammar.Argument? {
        grammar?.shown.first { $0.names?.contains { $0.words == option } == true }
    }

    /// The command with what it must be given.
    fileprivate var synopsis: String {
        let arguments = grammar?.shown.filter { $0.kind == .positional && !$0.isOptional } ?? []
        let words = arguments.compactMap { $0.valueName?.uppercased() }
        return (commands + words).joined(separator: " ")
    }

    fileprivate func hint(forUnknown option: String) -> String? {
        let name = String(option.prefix { $0 != "=" })
        if let hint = ForeignOptions.hint(name, of: command) { return hint }
        let known = grammar?.shown.flatMap { $0.names ?? [] }.map { $0.words } ?? []
        let near = nearest(to: name, among: known.filter { $0.count > 2 })
        return near.map { "Did you mean '\($0)'?" }
    }

    fileprivate func hint(forUnexpected words: [String]) -> String? {
        let line = words.joined(separator: " ")
        return switch command {
        case "try": "A command stands behind '--': 'alcove try IMAGE -- \(line)'."
        case "enter": "'enter' opens a shell; 'alcove run NAME -- \(line)' runs a command."
        case "alcove": nil
        case "create": "A box has one name; its image is given with '--image'."
        case "config": "Settings are written in the file '\(Host().places.configurations[0])'."
        default: nil
        }
    }
}
