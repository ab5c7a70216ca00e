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
    ) throws(ManifestFaults) -> Value? {
        guard let text = text(key), let origin = draft.values[key]?.origin else { return nil }
        return try meant(key, origin) { () throws(BoxError) in try read(text) }
    }

    /// A path, from the folder of the file that it stands in.
    func place<Value>(
        _ key: ManifestKey,
        _ read: (String, Bearings) throws(BoxError) -> Value
    ) throws(ManifestFaults) -> Value? {
        guard let text = text(key), let origin = draft.values[key]?.origin else { return nil }
        return try meant(key, origin) { () throws(BoxError) in
            try read(text, bearings(origin))
        }
    }

    func list<Value>(
        _ key: ManifestKey,
        _ read: (String) throws(BoxError) -> Value
    ) throws(ManifestFaults) -> [Value] {
        try each(items(key)) { item throws(ManifestFaults) in
            try meant(key, item.origin) { () throws(BoxError) in try read(item.text) }
        }
    }

    func places<Value>(
        _ key: ManifestKey,
        _ read: (String, Bearings) throws(BoxError) -> Value
    ) throws(ManifestFaults) -> [Value] {
        try each(items(key)) { item throws(ManifestFaults) in
            try meant(key, item.origin) { () throws(BoxError) in
                try read(item.text, bearings(item.origin))
            }
        }
    }

    /// The items as the one word, with commas, that the option takes.
    func joined<Value>(
        _ key: ManifestKey,
        _ read: (String) throws(BoxError) -> Value
    ) throws(ManifestFaults) -> Value? {
        guard let origin = draft.values[key]?.origin else { return nil }
        let words = texts(key).joined(separator: ",")
        return try meant(key, origin) { () throws(BoxError) in try read(words) }
    }

    /// Each pair as the `KEY=VALUE` that the option takes.
    func pairs<Value>(
        _ key: ManifestKey,
        _ read: (String) throws(BoxError) -> Value
    ) throws(ManifestFaults) -> [Value] {
        guard case .pairs(let pairs)? = draft.values[key]?.content else { return [] }
        return try each(pairs) { pair throws(ManifestFaults) in
            let words = "\(pair.name)=\(pair.value)"
            return try meant(key, pair.origin) { () throws(BoxError) in
                // A name with a sign of equality in it would be a shorter one.
                if pair.name.contains("=") { throw .badEnvironment(words) }
                return try read(words)
            }
        }
    }

    /// What stands in the table of dotfiles; nil when there is none.
    func dotfiles() throws(ManifestFaults) -> Dotfiles? {
        let key = ManifestKey.dotfiles
        guard let value = draft.values[key], case .pairs(let pairs) = value.content else {
            return nil
        }
        let fields = Dictionary(pairs.map { ($0.name, $0) }) { $1 }
        for name in ["repository", "commit"] where fields[name] == nil {
            throw ManifestFaults([
                ManifestFault(value.origin, "box.\(self.name).\(key.rawValue)", .lacksField(name))
            ])
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

    /// A fault for each text of a list that says nothing.
    func emptyTexts(_ key: ManifestKey) -> [ManifestFault] {
        allItems(key).filter(\.text.isEmpty).map { item in
            ManifestFault(item.origin, "box.\(name).\(key.rawValue)", .emptyValue)
        }
    }

    private func items(_ key: ManifestKey) -> [BoxDraft.Item] {
        allItems(key).filter { !$0.text.isEmpty }
    }

    private func allItems(_ key: ManifestKey) -> [BoxDraft.Item] {
        if case .items(let items)? = draft.values[key]?.content { items } else { [] }
    }

    /// What is read of each; throws all that is wrong, and not with the first alone.
    private func each<Item, Value>(
        _ items: [Item],
        _ read: (Item) throws(ManifestFaults) -> Value
    ) throws(ManifestFaults) -> [Value] {
        var values: [Value] = []
        var faults: [ManifestFault] = []
        for item in items where faults.count < ManifestFaults.limit {
            do throws(ManifestFaults) {
                values.append(try read(item))
            } catch {
                faults += error.list
            }
        }
        if !faults.isEmpty { throw ManifestFaults(faults) }
        return values
    }

    private func bearings(_ origin: SettingOrigin) -> Bearings {
        Bearings(directory: ManifestPath.folder(of: origin.file), home: home)
    }

    private func meant<Value>(
        _ key: ManifestKey,
        _ origin: SettingOrigin,
        _ read: () throws(BoxError) -> Value
    ) throws(ManifestFaults) -> Value {
        do {
            return try read()
        } catch {
            throw ManifestFaults([
                ManifestFault(origin, "box.\(name).\(key.rawValue)", .value(error))
            ])
        }
    }
}
