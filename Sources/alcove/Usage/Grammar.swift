import ArgumentParser
import FoundationEssentials

/// The commands and their options, as the argument parser tells other programs of them.
struct Grammar: Decodable {
    let command: Command

    struct Command: Decodable {
        let commandName: String
        let aliases: [String]?
        let abstract: String?
        let discussion: String?
        let shouldDisplay: Bool
        let arguments: [Argument]?
        let subcommands: [Command]?

        /// The options and arguments that the help shows, in its order.
        var shown: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
    }

    struct Argument: Decodable {
        let kind: Kind
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let parsingStrategy: String
        var sectionTitle: String?
        let names: [Name]?
        let preferredName: Name?
        let valueName: String?
        let defaultValue: String?
        let abstract: String?
        let discussion: String?
        let completionKind: Completing?

        enum Kind: String, Decodable {
            case positional, option, flag
        }

        /// What stands for the value: large letters, but for words to be typed as they are.
        var valueWords: String? {
            guard let valueName, kind != .flag else { return nil }
            if valueName.contains("|") { return valueName }
            return valueName.uppercased().split(separator: ":RO", omittingEmptySubsequences: false)
                .joined(separator: ":ro")
        }
    }

    /// What a value may be; one of these is there.
    struct Completing: Decodable {
        let list: Values?
        let file: Extensions?
        let directory: Nothing?
        let shellCommand: Source?

        struct Values: Decodable {
            let values: [String]
        }
        struct Extensions: Decodable {
            let extensions: [String]
        }
        struct Nothing: Decodable {}
        /// Which of ``Completion``'s words.
        struct Source: Decodable {
            let command: String
        }
    }

    struct Name: Decodable {
        let kind: String
        let name: String

        /// As it is typed.
        var words: String { (kind == "long" ? "--" : "-") + name }
    }

    /// The grammar of this program.
    static func own() -> Grammar { of(Alcove.self) }

    /// The grammar of one command, which is had a good deal sooner.
    static func of(_ command: any ParsableCommand.Type) -> Grammar {
        do {
            return try JSONDecoder().decode(Grammar.self, from: Data(command._dumpHelp().utf8))
        } catch {
            preconditionFailure("the parser's own description cannot be read: \(error)")
        }
    }

    /// The command that these words call, which is the program itself without any.
    func command(_ words: some Sequence<String>) -> Command? {
        words.reduce(command) { command, word in
            command?.subcommands?.first { $0.commandName == word }
        }
    }

    /// All commands that do something, with the words that call them: `run`, `export bin`.
    var commands: [(words: String, command: Command)] { Self.commands(of: command, behind: "") }

    private static func commands(
        of command: Command,
        behind words: String
    ) -> [(words: String, command: Command)] {
        let inner = (command.subcommands ?? []).filter {
            $0.commandName != "help" && $0.shouldDisplay
        }
        return inner.flatMap { inner in
            let words = words + inner.commandName
            let further = commands(of: inner, behind: words + " ")
            return further.isEmpty ? [(words, inner)] : further
        }
    }
}
