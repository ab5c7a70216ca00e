/// How words stand in the command of a desktop entry.
///
/// Some desktops read a command as a shell would: what stands in quotes here means the same there.
enum ExecQuoting {
    /// The word as text of the command; its escapes as a value come after that.
    static func quoted(_ word: [UInt8]) throws(ExecLine.Fault) -> [UInt8] {
        if isSafe(word), !word.isEmpty { return doubled(word) }
        var quoted = [UInt8(ascii: "\"")]
        for (index, byte) in word.enumerated() {
            if byte == UInt8(ascii: "("), index > 0, word[index - 1] == UInt8(ascii: "$") {
                throw .substitution
            }
            if "\"\\$`".utf8.contains(byte) { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        return doubled(quoted + [UInt8(ascii: "\"")])
    }

    /// Whether the word means itself to every reader, quotes or not.
    static func isSafe(_ word: [UInt8]) -> Bool {
        word.allSatisfy { $0.isWordByte || "_./:,@+=-%".utf8.contains($0) }
    }

    /// With `%` as no code begins with it.
    static func doubled(_ word: [UInt8]) -> [UInt8] {
        word.flatMap { $0 == UInt8(ascii: "%") ? [$0, $0] : [$0] }
    }
}
