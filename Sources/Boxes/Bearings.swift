/// What words for paths are relative to.
package struct Bearings: Equatable, Sendable {
    /// The caller's working directory.
    package var directory: String
    /// What `~` is.
    package var home: String

    package init(directory: String, home: String) {
        self.directory = directory
        self.home = home
    }

    /// The path that the words mean: absolute, without `.`, `..` and doubled slashes.
    package func absolute(_ words: String) -> String {
        if words == "~" || words.hasPrefix("~/") {
            return Self.normal(home + words.dropFirst())
        }
        return Self.normal(words.hasPrefix("/") ? words : directory + "/" + words)
    }

    /// The same absolute path in its shortest form; links are not looked at.
    package static func normal(_ path: String) -> String {
        if isNormal(path) { return path }
        var parts: [Substring] = []
        // Byte by byte: a mark behind a slash would make another character of both.
        for part in path.utf8.split(separator: slash).map(Substring.init) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Whether a path is in that form, as most are; taking one apart costs a session's start more.
    private static func isNormal(_ path: String) -> Bool {
        guard path.utf8.first == slash else { return false }
        // Of the part that is looked at; the path begins with the end of one that is not there.
        var length = 1
        var dots = 0
        for byte in path.utf8 {
            if byte == slash {
                if length == 0 || length == dots && length <= 2 { return false }
                length = 0
                dots = 0
            } else {
                length += 1
                if byte == UInt8(ascii: ".") { dots += 1 }
            }
        }
        return length > 2 || length > dots
    }

    private static let slash = UInt8(ascii: "/")

    /// Whether `path` is `folder` or in it; both are normal.
    package static func isPath(_ path: String, in folder: String) -> Bool {
        guard folder != "/" else { return true }
        let rest = path.utf8.dropFirst(folder.utf8.count)
        return path.utf8.starts(with: folder.utf8) && (rest.first ?? slash) == slash
    }
}
