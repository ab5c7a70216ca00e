import Glibc
import Linux
import Projects

/// What a shell's completion asks: what may stand in the place of the word at the cursor.
enum CompletionCall {
    /// What it is called by; no command of the user's.
    static let word = Array("complete-line".utf8)
    /// Seconds that somebody waits for at the touch of a key: a box may never answer.
    private static let patience: UInt32 = 2

    /// - Parameter words: the shell, and the line's words behind the program up to the cursor.
    /// - Returns: the exit status.
    static func perform(_ words: [[UInt8]]) -> Int32 {
        guard words.count > 1, let shell = HookShell(rawValue: words[0].text) else { return 64 }
        _ = alarm(patience)
        let host = Host()
        host.console.level = .quiet
        let answer = CompletedLine(words.dropFirst().map(\.text)).answer(on: host)
        Console.write(answer.text(for: shell))
        return 0
    }
}

/// What may stand in the place of a word.
struct CompletionAnswer: Equatable {
    /// What the shell lists itself, if anything.
    enum Kind: String {
        case words, files, folders
    }

    var kind = Kind.words
    var candidates: [Candidate] = []
    /// What has been typed of the word.
    var typed = ""

    struct Candidate: Equatable {
        let word: String
        var description: String?
    }

    /// For a shell's script: the kind, and a word a line, with what it is where the shell shows that.
    func text(for shell: HookShell) -> String {
        // Whatever a shell makes of its candidates, there is nothing in them to make something of.
        var plain = candidates.filter { Completion.isPlain($0.word) }
        // The others have their own ways to match.
        if shell == .bash { plain = plain.filter { $0.word.hasPrefix(typed) } }
        let lines = plain.map { line($0, for: shell) }
        return ([kind.rawValue] + lines).map { $0 + "\n" }.joined()
    }

    private func line(_ candidate: Candidate, for shell: HookShell) -> String {
        let description = candidate.description?.printable
        switch shell {
        case .bash: return candidate.word
        case .zsh:
            let word = candidate.word.replacing(":", with: "\\:")
            return description.map { "\(word):\($0)" } ?? word
        case .fish: return description.map { "\(candidate.word)\t\($0)" } ?? candidate.word
        }
    }
}
