import Upkeep

/// Which words of a command are files of the host: all but so many at its beginning and its end.
struct FileWords: Equatable {
    let first: Int
    let last: Int

    /// Reads `FIRST[:LAST]`.
    init?(_ words: String) {
        let parts = words.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard (1...2).contains(parts.count), numbers.count == parts.count else { return nil }
        first = numbers[0]
        last = numbers.count > 1 ? numbers[1] : 0
    }

    /// Reads the value of the option, or tells what is wrong with it.
    static func argument(_ words: String) throws -> FileWords {
        guard let files = FileWords(words) else {
            throw Failure(
                "'\(words)' is no number of words",
                hint: "Write FIRST[:LAST]: how many words of the command stand before its files, "
                    + "and how many behind them.",
                status: 64
            )
        }
        return files
    }

    /// The command with its files as the box sees them.
    func mapped(_ command: [[UInt8]], by mapping: FileMapping) -> [[UInt8]] {
        command.enumerated().map { index, word in
            index >= first && command.count - index > last ? mapping.word(word) : word
        }
    }
}
