/// A repository with a person's settings, for a home of a box's own.
package struct Dotfiles: Codable, Equatable, Sendable {
    /// An address that git knows, or an absolute path of the host.
    package let repository: String
    /// All digits of a commit's hash: what a name stands for may change.
    package let commit: String
    /// The program of the repository that puts its files where they belong; nil for the one with one of
    /// the names that people use.
    package let install: String?

    package init(
        repository words: String,
        commit: String,
        install: String?,
        from bearings: Bearings
    ) throws(BoxError) {
        guard let repository = Self.repository(words, bearings) else { throw .badRepository(words) }
        guard [40, 64].contains(commit.utf8.count), commit.utf8.allSatisfy(\.isLowercaseHexadecimal)
        else { throw .badCommit(commit) }
        if let install, !Self.isPathWithin(install) { throw .badInstallScript(install) }
        self.repository = repository
        self.commit = commit
        self.install = install
    }

    /// Where they come from, and what of them is run.
    package var summary: String {
        "\(repository) at \(commit)" + (install.map { ", by \($0)" } ?? "")
    }

    /// Not what git would take for an option, or for a program to run; nothing without encryption.
    private static func repository(_ words: String, _ bearings: Bearings) -> String? {
        let isPlain = words.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
        guard isPlain, words.utf8.count <= 2000, !words.hasPrefix("-") else { return nil }
        if let scheme = words.firstRange(of: "://") {
            let name = words[..<scheme.lowerBound]
            let rest = words[scheme.upperBound...]
            if name == "file" { return rest.hasPrefix("/") ? Bearings.normal(String(rest)) : nil }
            let isAddress = !rest.isEmpty && !rest.hasPrefix("-") && !rest.hasPrefix("/")
            return ["https", "ssh"].contains(name) && isAddress ? words : nil
        }
        if ["/", "./", "../", "~/"].contains(where: words.hasPrefix) {
            return bearings.absolute(words)
        }
        // git@host:path
        let host = words.prefix { $0 != ":" }
        let name = host.split(separator: "@", omittingEmptySubsequences: false)
        let isHost =
            name.count <= 2
            && name.allSatisfy { part in
                !part.isEmpty && !part.hasPrefix("-")
                    && part.utf8.allSatisfy { $0.isLetterOrDigit || "_.-".utf8.contains($0) }
            }
        let path = words.dropFirst(host.count + 1)
        return isHost && !path.isEmpty && !path.hasPrefix(":") && !path.hasPrefix("-") ? words : nil
    }

    private static func isPathWithin(_ words: String) -> Bool {
        let parts = words.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !["", ".", ".."].contains($0) } && !words.hasPrefix("-")
            && words.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}

extension UInt8 {
    fileprivate var isLowercaseHexadecimal: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
