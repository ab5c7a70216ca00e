import Boxes

/// What stands behind `extends`.
enum ManifestPath: Equatable {
    /// Another box of the same file.
    case box(String)
    /// A box of another file; nil is the one of the same name, else its only one.
    case file(String, box: String?)

    /// Reads `web`, `./base.toml`, `./base.toml#web`.
    init(_ words: String, from bearings: Bearings) {
        let path = words.prefix { $0 != "#" }
        guard path.contains("/") || path.hasSuffix(".toml") else {
            self = .box(words)
            return
        }
        let name = words.dropFirst(path.count + 1)
        self = .file(bearings.absolute(String(path)), box: name.isEmpty ? nil : String(name))
    }

    /// The folder of an absolute path.
    static func folder(of path: String) -> String {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return folder.isEmpty ? "/" : String(folder)
    }
}
