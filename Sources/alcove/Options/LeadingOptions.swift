/// Global options that stand before the command's name, `alcove -q list`: they mean the same there.
enum LeadingOptions {
    /// The words with such options behind the command's name, where commands look for them.
    static func moved(_ words: [String]) -> [String] {
        var options: [String] = []
        var rest = words[...]
        while let word = rest.first {
            switch word {
            case "-q", "--quiet": options.append("--quiet")
            // In `create`, -v is a volume.
            case "-v", "--verbose": options.append("--verbose")
            case "--engine" where rest.count > 1:
                options += [word, rest[rest.startIndex + 1]]
                rest = rest.dropFirst()
            case _ where word.hasPrefix("--engine="): options.append(word)
            default: return word.hasPrefix("-") ? words : [word] + options + rest.dropFirst()
            }
            rest = rest.dropFirst()
        }
        return words
    }
}
