/// In which line of a TOML file each key stands.
///
/// Reads a file that is known to be TOML, so it may be plain: a header, a key before `=`, and what
/// is inside of long strings passed over.
struct TOMLLines: Equatable, Sendable {
    private var lines: [String: Int] = [:]

    init(_ text: String) {
        var table = ""
        var open: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let words = line.drop { $0 == " " || $0 == "\t" }
            if let mark = open {
                if words.contains(mark) { open = nil }
                continue
            }
            if words.hasPrefix("[") {
                table = Self.path(words.drop { $0 == "[" }.prefix { $0 != "]" })
                note(table, at: index + 1)
                continue
            }
            guard !words.hasPrefix("#"), let equals = words.firstIndex(of: "=") else { continue }
            let key = Self.path(words[..<equals])
            note(table.isEmpty ? key : "\(table).\(key)", at: index + 1)
            let value = words[words.index(after: equals)...].drop { $0 == " " || $0 == "\t" }
            open = ["\"\"\"", "'''"].first {
                value.hasPrefix($0) && !value.dropFirst(3).contains($0)
            }
        }
    }

    /// The key's line, or that of the table it is written in; 1 when neither is found.
    subscript(key: String) -> Int {
        var path = key[...]
        while true {
            if let line = lines[String(path)] { return line }
            guard let dot = path.lastIndex(of: ".") else { return 1 }
            path = path[..<dot]
        }
    }

    private mutating func note(_ key: String, at line: Int) {
        if lines[key] == nil { lines[key] = line }
    }

    /// The path that a key's words mean: `environment . "keep"` is `environment.keep`.
    private static func path(_ words: Substring) -> String {
        words.split(separator: ".").map { part in
            let isEdge = { (character: Character) in " \t\"'\r".contains(character) }
            let end = part.lastIndex { !isEdge($0) }
            return end.map { String(part[...$0].drop(while: isEdge)) } ?? ""
        }.joined(separator: ".")
    }
}

extension Substring {
    /// Whether the text is somewhere in it.
    fileprivate func contains(_ text: String) -> Bool {
        indices.contains { self[$0...].hasPrefix(text) }
    }
}
