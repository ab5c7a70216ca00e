import Boxes

/// Reads the values of a box's keys by the functions that read options.
struct DraftReading {
    private let name: BoxName
    private let draft: BoxDraft
    private let home: String

    init(_ name: BoxName, _ draft: BoxDraft, home: String) {
        self.name = name
        self.draft = draft
        self.home = home
    }

    func text(_ key: ManifestKey) -> String? {
        if case .text(let text)? = draft.values[key]?.content { text } else { nil }
    }

    func flag(_ key: ManifestKey) -> Bool? {
        if case .flag(let flag)? = draft.values[key]?.content { flag } else { nil }
    }

    func texts(_ key: ManifestKey) -> [String] { items(key).map(\.text) }

    /// Where each text of a list stands.
    func origins(_ key: ManifestKey) -> [SettingOrigin] { items(key).map(\.origin) }

    /// The image's words; a path is made absolute, from the file that it stands in.
    ///
    /// So is a word that looks like a file's: a manifest means the same in whatever folder it is read.
    func image() -> String? {
        guard let words = text(.image), let origin = draft.values[.image]?.origin else {
            return nil
        }
        let isPath = ["./", "../", "~/"].contains { words.hasPrefix($0) }
        return isPath || [".", "..", "~"].contains(words) || ImageSource.isFileName(words)
            ? bearings(origin).absolute(words) : words
    }

    func value<Value>(
        _ key: ManifestKey,
        _ read: (String) throws(BoxError) -> Value
    ) throws(ManifestFault) -> Value? {
        guard let text = text(key), let origin = draft.values[key]?.origin else { return nil }
        return try meant(key, origin) { () throws(BoxError) in try read(text) }
    }

    /// A path, from the folder of the file that it stands in.
    func place<Value>(
        _ key: ManifestKey,
        _ read: (String, Bearings) throws(BoxError) -> Value
    ) throws(ManifestFault) -> Value? {
        guard let text = text(key), let origin = draft.values[key]?.origin else { return nil }
        return try meant(key, origin) { () throws(BoxError) in
            try read(text, bearings(origin))
        }
    }

    func list<Value>(
        _ key: ManifestKey,
        _ read: (String) throws(BoxError) -> Value
    ) throws(ManifestFault) -> [Value] {
        var values: [Value] = []
        for item in items(key) {
            values.append(
                try meant(key, item.origin) { () throws(BoxError) in try read(item.text) }
            )
        }
        return values
    }

    func places<Value>(
        _ key: ManifestKey,
        _ read: (String, Bearings) throws(BoxError) -> Value
    ) throws(ManifestFault) -> [Value] {
        var values: [Value] = []
        for item in items(key) {
            values.append(
                try meant(key, item.origin) { () throws(BoxError) in
                    try read(item.text, bearings(item.origin))
                }
            )
        }
        return values
    }

    /// The items as the one word, with commas, that the option takes.
    func joined<Value>(
        _ key: ManifestKey,
        _ read: (String) throws(BoxError) -> Value
    ) throws(ManifestFault) -> Value? {
        guard let origin = draft.values[key]?.origin else { return nil }
        let words = texts(key).joined(separator: ",")
        return try meant(key, origin) { () throws(BoxError) in try read(words) }
    }

    /// Each pair as the `KEY=VALUE` that the option takes.
    func pairs<Value>(
        _ key: ManifestKey,
        _ read: (String) throws(BoxError) -> Value
    ) throws(ManifestFault) -> [Value] {
        guard case .pairs(let pairs)? = draft.values[key]?.content else { return [] }
        var values: [Value] = []
        for pair in pairs {
            let words = "\(pair.name)=\(pair.value)"
            values.append(
                try meant(key, pair.origin) { () throws(BoxError) in
                    // A name with a sign of equality in it would be a shorter one.
                    if pair.name.contains("=") { throw .badEnvironment(words) }
                    return try read(words)
                }
            )
        }
        return values
    }

    /// What stands in the table of dotfiles; nil when there is none.
    func dotfiles() throws(ManifestFault) -> Dotfiles? {
        let key = ManifestKey.dotfiles
        guard let value = draft.values[key], case .pairs(let pairs) = value.content else {
            return nil
        }
        let fields = Dictionary(pairs.map { ($0.name, $0) }) { $1 }
        for name in ["repository", "commit"] where fields[name] == nil {
            throw ManifestFault(value.origin, "box.\(self.name).\(key.rawValue)", .lacksField(name))
        }
        guard let repository = fields["repository"], let commit = fields["commit"] else {
            return nil
        }
        return try meant(key, repository.origin) { () throws(BoxError) in
            try Dotfiles(
                repository: repository.value,
                commit: commit.value,
                install: fields["install"]?.value,
                from: bearings(repository.origin)
            )
        }
    }

    private func items(_ key: ManifestKey) -> [BoxDraft.Item] {
        if case .items(let items)? = draft.values[key]?.content { items } else { [] }
    }

    private func bearings(_ origin: SettingOrigin) -> Bearings {
        Bearings(directory: ManifestPath.folder(of: origin.file), home: home)
    }

    private func meant<Value>(
        _ key: ManifestKey,
        _ origin: SettingOrigin,
        _ read: () throws(BoxError) -> Value
    ) throws(ManifestFault) -> Value {
        do {
            return try read()
        } catch {
            throw ManifestFault(origin, "box.\(name).\(key.rawValue)", .value(error))
        }
    }
}
