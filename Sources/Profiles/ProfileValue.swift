import Boxes

/// What a key of a profile says, read as what it must be.
struct ProfileValue {
    private let key: ProfileSource.Key

    init(_ key: ProfileSource.Key) { self.key = key }

    func bad(_ allowed: String) -> ProfileError {
        .badValue(file: key.file, line: key.entry.line, key: key.entry.key, allowed: allowed)
    }

    /// The key is none of ours.
    func unknown() -> ProfileError {
        let near = nearest(to: key.entry.key, among: Self.known(like: key.entry.key))
        return .unknownKey(
            file: key.file,
            line: key.entry.line,
            key: key.entry.key,
            nearest: near
        )
    }

    func text() throws(ProfileError) -> String {
        guard case .text(let text) = key.entry.value else { throw bad("a text") }
        return text
    }

    func word() throws(ProfileError) -> String {
        let text = try text()
        guard Profile.isWord(text) else { throw bad("a word of letters, digits, '.', '_' and '-'") }
        return text
    }

    func texts() throws(ProfileError) -> [String] {
        guard case .texts(let texts) = key.entry.value else { throw bad("a list of texts") }
        return texts
    }

    func words() throws(ProfileError) -> [String] {
        let texts = try texts()
        guard texts.allSatisfy(Profile.isWord) else {
            throw bad("a list of words of letters, digits, '.', '_' and '-'")
        }
        return texts
    }

    func packages() throws(ProfileError) -> [String] {
        let texts = try texts()
        guard texts.allSatisfy(Profile.isPackage) else { throw bad("a list of packages") }
        return texts
    }

    func options() throws(ProfileError) -> [String] {
        let texts = try texts()
        guard !texts.contains("") else { throw bad("a list of a command's words") }
        return texts
    }

    /// The fields of a line.
    func fields() throws(ProfileError) -> [PackageListing.Field] {
        let words = try texts()
        let fields = words.compactMap { PackageListing.Field($0) }
        guard fields.count == words.count else {
            throw bad("a list of \(PackageListing.Field.words.joined(separator: ", "))")
        }
        return fields
    }

    func variables() throws(ProfileError) -> [String] {
        let texts = try texts()
        let good = texts.allSatisfy { text in
            text.firstIndex(of: "=").map { Profile.isWord(String(text[..<$0])) } ?? false
        }
        guard good else { throw bad("a list of KEY=VALUE") }
        return texts
    }

    /// The words of a command; one of them is, or has in it, what stands for something else.
    func command(
        with slot: String? = nil,
        isWhole: Bool = true
    ) throws(ProfileError) -> [String] {
        let words = try texts()
        // A command that needs no words is one that this manager does without.
        if words.isEmpty, slot == nil { return [] }
        guard let program = words.first, !program.isEmpty, program.first != "{" else {
            throw bad("a list of words, with a program first")
        }
        if let slot {
            let has = words.contains { isWhole ? $0 == slot : $0.has(slot) }
            guard has else { throw bad("a list of words with '\(slot)' among them") }
        }
        let unknown = words.dropFirst().lazy.compactMap { Self.slot(in: $0) }.first {
            !Self.slots.contains($0)
        }
        if let unknown { throw bad("a list of words; '{\(unknown)}' stands for nothing") }
        return words
    }

    func commands() throws(ProfileError) -> [[String]] {
        switch key.entry.value {
        case .lists(let lists) where !lists.contains { $0.isEmpty || $0[0].isEmpty }: return lists
        case .texts([]): return []
        default: throw bad("a list of lists of words, each with a program first")
        }
    }

    /// What may stand in braces in a command.
    private static let slots = [
        "packages", "words", "yes", "ask", "release", "output", "architecture",
    ]

    /// The name in `{name}`, where a word is nothing else; `{}` is a word of find's.
    private static func slot(in word: String) -> String? {
        guard word.hasPrefix("{"), word.hasSuffix("}"), word != "{}" else { return nil }
        return String(word.dropFirst().dropLast())
    }

    /// The keys that could have been meant by one: with its own name of a manager or an image.
    private static func known(like key: String) -> [String] {
        let parts = key.split(separator: ".").map(String.init)
        let middle = parts.count > 2 ? parts[1] : "NAME"
        let deeds = PackageManager.Deed.allCases.map(\.rawValue)
        let ofManagers =
            deeds + [
                "program", "environment", "yes", "ask", "list-separator", "list-fields",
                "wanted-separator", "wanted-fields", "database",
            ]
        let ofImages = ["ids", "default", "fields", "parent-fields", "releases"]
        return [
            "extends", "managers", "match.ids", "match.versions", "locale.packages",
            "locale.commands", "bootstrap.command", "bootstrap.package", "bootstrap.default",
            "essentials", "shells", "restore",
        ] + ofManagers.map { "manager.\(middle).\($0)" } + ofImages.map { "image.\(middle).\($0)" }
    }
}

extension String {
    /// Whether the text is somewhere in it.
    fileprivate func has(_ text: String) -> Bool {
        indices.contains { self[$0...].hasPrefix(text) }
    }
}
