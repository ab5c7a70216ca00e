/// What `sudo` is asked, by the options of sudo(8) that make sense in a box.
package struct SudoWords: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        case run
        /// `-v`, `-k` and the like: nothing is to be done where no password is asked.
        case nothing
        case version
        case help
        /// `-l`: tell what may be run.
        case list
    }

    package var action = Action.run
    /// A user's name, or `#` and an id.
    package var user = "root"
    /// `-i`: a login shell, or the command through one.
    package var login = false
    /// `-s`: a shell, or the command through one.
    package var shell = false
    /// `-E`: the caller's variables stay.
    package var keepsEnvironment = false
    /// `-D`: where to begin.
    package var directory: [UInt8]?
    /// `KEY=VALUE` words before the command.
    package var variables: [[UInt8]] = []
    package var command: [[UInt8]] = []
    /// `-k`.
    private var isReset = false

    /// - Throws: ``Misuse`` for an option that is not known or lacks its value.
    package init(_ words: [[UInt8]]) throws(Misuse) {
        var rest = words[...]
        while let word = rest.first, word.first == UInt8(ascii: "-"), word.count > 1 {
            rest = rest.dropFirst()
            if word == Array("--".utf8) { break }
            try read(option: word, &rest)
        }
        // `-k COMMAND` runs it, without what was remembered of a password.
        if isReset, action == .nothing, !rest.isEmpty { action = .run }
        while action == .run, let word = rest.first, word.contains(UInt8(ascii: "=")),
            word.first != UInt8(ascii: "="), word.first != UInt8(ascii: "/")
        {
            variables.append(word)
            rest = rest.dropFirst()
        }
        command = Array(rest)
        isReset = false
        if action == .run, command.isEmpty, !login, !shell { throw Misuse(option: nil) }
    }

    package struct Misuse: Error, Equatable {
        /// The option that was not understood; nil when there is no command.
        package let option: String?
    }

    private mutating func read(
        option word: [UInt8],
        _ rest: inout ArraySlice<[UInt8]>
    ) throws(Misuse) {
        if word.starts(with: Array("--".utf8)) { return try readLong(word, &rest) }
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            switch letter {
            case UInt8(ascii: "i"): login = true
            case UInt8(ascii: "s"): shell = true
            case UInt8(ascii: "E"), UInt8(ascii: "P"): keepsEnvironment = true
            case UInt8(ascii: "H"), UInt8(ascii: "n"), UInt8(ascii: "S"), UInt8(ascii: "A"),
                UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "N"):
                continue
            case UInt8(ascii: "k"):
                action = .nothing
                isReset = true
            case UInt8(ascii: "v"), UInt8(ascii: "K"): action = .nothing
            case UInt8(ascii: "V"): action = .version
            case UInt8(ascii: "h"): action = .help
            case UInt8(ascii: "l"): action = .list
            case UInt8(ascii: "u"), UInt8(ascii: "D"), UInt8(ascii: "g"), UInt8(ascii: "p"),
                UInt8(ascii: "C"), UInt8(ascii: "T"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                let value = letters.isEmpty ? rest.popFirst() : Array(letters)
                letters = []
                guard let value else { throw Misuse(option: String(decoding: word, as: UTF8.self)) }
                take(value, for: letter)
            default: throw Misuse(option: String(decoding: word, as: UTF8.self))
            }
        }
    }

    private mutating func readLong(
        _ word: [UInt8],
        _ rest: inout ArraySlice<[UInt8]>
    ) throws(Misuse) {
        let parts = word.split(
            separator: UInt8(ascii: "="),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let option = String(decoding: parts[0], as: UTF8.self)
        switch option {
        case "--login": login = true
        case "--shell": shell = true
        case "--preserve-env": keepsEnvironment = true
        case "--set-home", "--non-interactive", "--stdin", "--askpass", "--background", "--bell",
            "--no-update":
            break
        case "--reset-timestamp":
            action = .nothing
            isReset = true
        case "--validate", "--remove-timestamp": action = .nothing
        case "--version": action = .version
        case "--help": action = .help
        case "--list": action = .list
        case "--user", "--chdir", "--group", "--prompt", "--close-from", "--command-timeout",
            "--role", "--type":
            let value = parts.count > 1 ? Array(parts[1]) : rest.popFirst()
            guard let value else { throw Misuse(option: option) }
            take(value, for: Self.letters[option] ?? 0)
        default: throw Misuse(option: String(decoding: word, as: UTF8.self))
        }
    }

    /// The short forms of options whose value means something here.
    private static let letters = ["--user": UInt8(ascii: "u"), "--chdir": UInt8(ascii: "D")]

    private mutating func take(_ value: [UInt8], for letter: UInt8) {
        switch letter {
        case UInt8(ascii: "u"): user = String(decoding: value, as: UTF8.self)
        case UInt8(ascii: "D"): directory = value
        default: break  // groups, prompts and roles mean nothing here
        }
    }
}
