/// Options of all commands may stand before the command, too.
enum GlobalWords {
    /// The program's words with such options moved behind the command, where they are read.
    static func behindVerb(_ words: [[UInt8]]) -> [[UInt8]] {
        var moved: [[UInt8]] = []
        var rest = words.dropFirst()
        while let word = rest.first {
            switch String(decoding: word, as: UTF8.self) {
            case "--verbose", "-v", "--quiet", "-q": moved.append(word == short ? long : word)
            case "--engine":
                moved.append(word)
                rest = rest.dropFirst()
                guard let value = rest.first else { return words }
                moved.append(value)
            case let text where text.hasPrefix("--engine="): moved.append(word)
            // Whatever it is, it is what the parser is to tell of.
            case let text where text.hasPrefix("-"): return words.prefix(1) + rest + moved
            default:
                let count = groups.contains(String(decoding: word, as: UTF8.self)) ? 2 : 1
                return words.prefix(1) + rest.prefix(count) + moved + rest.dropFirst(count)
            }
            rest = rest.dropFirst()
        }
        return words
    }

    static let names = ["--verbose", "-v", "--quiet", "-q", "--engine"]

    /// Commands of which the next word is a part.
    private static let groups = ["export"]

    /// Behind `create`, `-v` is a volume.
    private static let short = Array("-v".utf8)
    private static let long = Array("--verbose".utf8)
}
