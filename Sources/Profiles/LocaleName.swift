package import Linux

/// A language and its characters, as variables name them: `de_DE.UTF-8`.
package struct LocaleName: Equatable, Sendable {
    /// `de_DE.UTF-8`, with the characters as the C library spells them.
    package let locale: String
    /// `de_DE`, or `sr_RS@latin`.
    package let name: String
    /// `de`.
    package let language: String
    /// `UTF-8`.
    package let charset: String

    /// Nil for what every system has, and for what is no locale's name.
    package init?(_ words: String) {
        let parts = words.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let modifier = parts.count > 1 ? "@\(parts[1])" : ""
        let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ Profile.isWord(String($0)) }),
            parts.dropFirst().allSatisfy({ Profile.isWord(String($0)) }),
            halves[0] != "C", halves[0] != "POSIX"
        else { return nil }
        let set = halves[1].lowercased()
        charset = set == "utf8" || set == "utf-8" ? "UTF-8" : String(halves[1])
        name = halves[0] + modifier
        locale = "\(halves[0]).\(charset)\(modifier)"
        language = String(halves[0].prefix { $0 != "_" })
    }

    /// The locale of sessions, as the caller's variables say it.
    package init?(environment: EnvironmentVariables) {
        let words = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
        guard let first = words.first(where: { !$0.isEmpty }) else { return nil }
        self.init(first)
    }

    var values: [String: String] {
        ["locale": locale, "name": name, "language": language, "charset": charset]
    }
}
