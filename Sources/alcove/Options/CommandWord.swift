import ArgumentParser
import Boxes

/// The first word that is no option: which command is meant.
enum CommandWord {
    /// What is wrong with it; nil when it is a command.
    static func failure(_ words: [String], isBox: (BoxName) -> Bool) -> Failure? {
        let isHelp = words.first == "help"
        let word = isHelp ? words.dropFirst().first : words.first
        guard let word, !word.hasPrefix("-"), !known.contains(word) else { return nil }
        return Failure("there is no command '\(word)'", hint: hint(for: word, isBox), status: 64)
    }

    /// Words of other tools for the same thing.
    private static let others = [
        "exec": "run", "shell": "enter", "ps": "list", "delete": "rm", "remove": "rm",
        "new": "create", "ephemeral": "try", "info": "show", "inspect": "show",
    ]

    private static var known: [String] {
        let commands = Alcove.configuration.subcommands.map { command in
            [command._commandName] + command.configuration.aliases
        }
        return commands.flatMap(\.self) + ["help"]
    }

    private static func hint(for word: String, _ isBox: (BoxName) -> Bool) -> String {
        if let name = try? BoxName(word), isBox(name) {  // most words are no box's name
            return "To go into the box: alcove enter \(word)."
        }
        if let other = others[word] { return "Did you mean '\(other)'?" }
        let near = known.map { (name: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= max(1, word.count / 3) }
            .min { $0.distance < $1.distance }
        return near.map { "Did you mean '\($0.name)'?" } ?? "See 'alcove help'."
    }

    /// How many letters must be added, taken out or changed to make one word the other.
    private static func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var next = [index + 1]
            for (place, expected) in other.enumerated() {
                let change = row[place] + (letter == expected ? 0 : 1)
                next.append(min(change, row[place + 1] + 1, next[place] + 1))
            }
            row = next
        }
        return row[other.count]
    }
}
