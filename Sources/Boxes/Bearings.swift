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
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Whether `path` is `folder` or in it; both are normal.
    package static func isPath(_ path: String, in folder: String) -> Bool {
        folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }
}
