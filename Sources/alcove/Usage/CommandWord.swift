import ArgumentParser
import Boxes

/// The first word that is no option: which command is meant.
enum CommandWord {
    /// What is wrong with it; nil when it is a command.
    static func failure(_ words: [String], isBox: (BoxName) -> Bool) -> Failure? {
        let isHelp = words.first == "help"
        let word = isHelp ? words.dropFirst().first : words.first
        // Options that belong to commands, and none behind them.
        if let word, GlobalWords.names.contains(word),
            words.allSatisfy({ $0.hasPrefix("-") })
                || word == "--engine"
        {
            return Failure("no command was given", hint: "See 'alcove help'.", status: 64)
        }
        guard let word, !word.hasPrefix("-"), !known.contains(word) else { return nil }
        return Failure("there is no command '\(word)'", hint: hint(for: word, isBox), status: 64)
    }

    /// Words of other tools for the same thing.
    private static let others = [
        "exec": "run", "shell": "enter", "attach": "enter", "login": "enter", "ps": "list",
        "delete": "rm", "destroy": "rm", "new": "create", "ephemeral": "try",
        "info": "show", "inspect": "show", "kill": "stop", "mv": "rename", "settings": "config",
        "copy": "clone", "cp": "clone", "set": "edit", "modify": "edit", "add": "install",
        "find": "search", "clean": "prune", "df": "du",
    ]

    private static var known: [String] {
        let commands = Alcove.configuration.subcommands.map { command in
            [command._commandName] + command.configuration.aliases
        }
        return commands.flatMap(\.self) + ["help"]
    }

    private static func hint(for word: String, _ isBox: (BoxName) -> Bool) -> String {
        if let name = try? BoxName(word), isBox(name) {  // most words are no box's name
            return "Go into the box with 'alcove enter \(word)'."
        }
        if word == "version" { return "Did you mean 'alcove --version'?" }
        if let other = others[word] { return "Did you mean '\(other)'?" }
        return nearest(to: word, among: known).map { "Did you mean '\($0)'?" }
            ?? "See 'alcove help'."
    }
}
