import Boxes

/// The keys of a profile's file, before they are understood.
struct ProfileSource {
    /// The file's base name, without its ending.
    let name: String
    let file: String
    /// The profile whose keys hold where this one has none.
    private(set) var parent: String?
    /// The line that says so.
    private(set) var parentLine = 1
    /// In the order of the keys.
    private(set) var keys: [Key] = []

    /// One key, and where it stands.
    struct Key {
        let entry: TOMLDocument.Entry
        let file: String
    }

    init(_ text: String, file: String) throws(ProfileError) {
        self.file = file
        let base = file.split(separator: "/").last ?? ""
        name = String(base.hasSuffix(".toml") ? base.dropLast(".toml".count) : base)
        let document: TOMLDocument
        do {
            document = try TOMLDocument(text)
        } catch {
            throw .malformed(file: file, line: error.line, reason: error.reason)
        }
        // A table without keys says nothing.
        for entry in document.entries where entry.value != .empty {
            guard entry.key == "extends" else {
                keys.append(Key(entry: entry, file: file))
                continue
            }
            guard case .text(let name) = entry.value else {
                throw .badValue(file: file, line: entry.line, key: "extends", allowed: "a name")
            }
            parent = name
            parentLine = entry.line
        }
    }

    /// This profile's keys, with those of its parent that it does not say itself.
    func over(_ other: ProfileSource) -> ProfileSource {
        let own = Set(keys.map(\.entry.key))
        var merged = self
        // Which images there are, and which it is for, is each profile's own affair.
        let apart = ["match.", "image.", "bootstrap."]
        merged.keys += other.keys.filter { key in
            !own.contains(key.entry.key) && !apart.contains { key.entry.key.hasPrefix($0) }
        }
        return merged
    }
}
