extension BoxSpec.Variable {
    /// Reads `KEY=VALUE`, or `KEY` for the caller's own value of it; empty when it has none.
    package init(_ words: String, lookup: (String) -> String?) throws(BoxError) {
        let name = words.prefix { $0 != "=" }
        guard Self.isName(name), !words.utf8.contains(0) else { throw .badEnvironment(words) }
        self.init(name: String(name), value: String(words.dropFirst(name.count + 1)))
        if name.count == words.count { value = lookup(self.name) ?? "" }
    }

    /// Letters, digits, `_`, and the `.` and `-` of programs that read such names; no digit first.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first.isLetterOrDigit || first == UInt8(ascii: "_"),
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return false }
        return text.utf8.allSatisfy { $0.isLetterOrDigit || "_.-".utf8.contains($0) }
    }
}

extension BoxSpec.Home {
    /// Reads `shared`, `private` or a directory's path.
    package init(_ words: String, from bearings: Bearings) throws(BoxError) {
        switch words {
        case "shared": self = .shared
        case "private": self = .private
        default:
            // A word alone is more likely a slip than a directory.
            guard words.contains("/") || words == "~" || words.hasPrefix(".") else {
                throw .badHome(words)
            }
            let path = bearings.absolute(words)
            guard path != "/" else { throw .badHome(words) }
            self = .path(path)
        }
    }
}

extension BoxSpec {
    /// Reads `1073741824`, `512M`, `2G`: bytes, and powers of 1024.
    package static func bytes(_ words: String) throws(BoxError) -> Int64 {
        let units = ["b": 0, "k": 10, "m": 20, "g": 30, "t": 40] as [Character: Int64]
        var digits = words.lowercased()[...]
        if digits.hasSuffix("ib") { digits = digits.dropLast(2) }
        var shift: Int64 = 0
        if let last = digits.last, let unit = units[last] {
            shift = unit
            digits = digits.dropLast()
        }
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let count = Int64(digits),
            count > 0, count <= Int64.max >> shift
        else { throw .badSize(words) }
        return count << shift
    }

    /// Reads `2` or `1.5`.
    package static func processors(_ words: String) throws(BoxError) -> Double {
        let isNumber = words.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        guard isNumber, let count = Double(words), count > 0, count <= 4096 else {
            throw .badProcessors(words)
        }
        return count
    }

    /// Reads `KEY[=VALUE]`; keys of ours cannot be given.
    package static func label(_ words: String) throws(BoxError) -> (name: String, value: String) {
        let name = words.prefix { $0 != "=" }
        let allowed = name.utf8.allSatisfy { $0 > 32 && $0 < 127 }
        guard !name.isEmpty, allowed, !name.hasPrefix(Label.prefix) else { throw .badLabel(words) }
        return (String(name), String(words.dropFirst(name.count + 1)))
    }

    /// The shells that may be meant by their names alone; another one has a path.
    package static let shells = [
        "ash", "bash", "csh", "dash", "elvish", "fish", "ion", "ksh", "mksh", "nu", "oksh", "osh",
        "rc", "sh", "tcsh", "xonsh", "yash", "zsh",
    ]

    /// Reads a shell: an absolute path, or a name of ``shells``.
    package static func shell(_ words: String) throws(BoxError) -> String {
        let isPath = words.hasPrefix("/") && !words.hasSuffix("/")
        let isPlain = words.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: ":") }
        guard isPath && isPlain || shells.contains(words) else { throw .badShell(words) }
        return words
    }

    /// Reads a directory of the box: an absolute path.
    package static func workdir(_ words: String) throws(BoxError) -> String {
        guard words.hasPrefix("/") else { throw .badWorkdir(words) }
        return words
    }

    /// Reads a device: a path below `/dev`, or a CDI name like `nvidia.com/gpu=all`.
    package static func device(_ words: String) throws(BoxError) -> String {
        if words.hasPrefix("/") {
            let path = Bearings.normal(words)
            guard path.hasPrefix("/dev/") else { throw .badDevice(words) }
            return path
        }
        let parts = words.split(separator: "=", omittingEmptySubsequences: false)
        let kind = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, kind.count == 2, !kind.contains("") else {
            throw .badDevice(words)
        }
        return words
    }

    /// Reads a host name: dot-separated words of letters, digits and dashes, 64 bytes at most.
    package static func hostname(_ words: String) throws(BoxError) -> String {
        let parts = words.split(separator: ".", omittingEmptySubsequences: false)
        let good = parts.allSatisfy { part in
            let allowed = part.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            return allowed && !part.isEmpty && !part.hasPrefix("-") && !part.hasSuffix("-")
        }
        guard good, words.utf8.count <= 64 else { throw .badHostname(words) }
        return words
    }

    /// Reads a package's name: no option, and without blanks.
    package static func package(_ words: String) throws(BoxError) -> String {
        let good = words.utf8.allSatisfy { $0 > 32 && $0 != 127 }
        guard good, !words.isEmpty, !words.hasPrefix("-") else { throw .badPackage(words) }
        return words
    }

    /// Reads `os/arch[/variant]`, or `arch` alone for Linux.
    package static func platform(_ words: String) throws(BoxError) -> String {
        let parts = words.split(separator: "/", omittingEmptySubsequences: false)
        let good = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        }
        guard good, (1...3).contains(parts.count) else { throw .badPlatform(words) }
        return parts.count == 1 ? "linux/" + words : words
    }
}
