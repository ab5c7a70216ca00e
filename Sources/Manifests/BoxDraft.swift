import Boxes

/// The keys of one box as they stand in a file, before they mean anything.
struct BoxDraft: Equatable {
    /// Where the box begins.
    let origin: SettingOrigin
    var values: [ManifestKey: Value] = [:]
    /// What holds on some machines only, in the order in which it joins.
    var cases: [Case] = []

    init(_ origin: SettingOrigin) { self.origin = origin }

    /// What a key says, and where.
    struct Value: Equatable {
        var content: Content
        let origin: SettingOrigin
    }

    enum Content: Equatable {
        /// Also a number, as it is written.
        case text(String)
        case flag(Bool)
        case items([Item])
        case pairs([Pair])
    }

    /// One text of a list.
    ///
    /// Lists are joined of several files, so each knows its own.
    struct Item: Equatable {
        let text: String
        let origin: SettingOrigin

        /// What is to be taken out of what the list had before; nil for what joins it.
        ///
        /// The `!` of a shell stands alone, and a command may begin with it.
        var taken: String? {
            guard text.hasPrefix("!"), let next = text.dropFirst().first, next != " " else {
                return nil
            }
            return String(text.dropFirst())
        }
    }

    struct Pair: Equatable {
        let name: String
        let value: String
        let origin: SettingOrigin
    }

    /// Keys for one kind of machine, or for one machine.
    struct Case: Equatable {
        let condition: Condition
        var draft: BoxDraft
    }

    enum Condition: Equatable {
        case architecture(String)
        /// The host's name, or its first word.
        case host(String)
    }
}

extension BoxDraft {
    /// Has what another says hold over what this one says: lists and tables join.
    mutating func join(_ later: BoxDraft, _ key: (ManifestKey) -> String) throws(ManifestFaults) {
        var faults: [ManifestFault] = []
        for (name, value) in later.values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            do {
                let content = try Self.joined(values[name]?.content, value.content, name, key(name))
                values[name] = Value(content: content, origin: value.origin)
            } catch {
                faults.append(error)
            }
        }
        if !faults.isEmpty { throw ManifestFaults(faults) }
    }

    private static func joined(
        _ earlier: Content?,
        _ later: Content,
        _ name: ManifestKey,
        _ key: String
    ) throws(ManifestFault) -> Content {
        switch later {
        // Words for all and for none stand in no list.
        case .items where name == .hostCommands: return later
        case .items(let items):
            var list = if case .items(let list)? = earlier { list } else { [Item]() }
            var texts = Set(list.map(\.text))
            for item in items { try put(item, into: &list, &texts, name, key) }
            if let last = items.last, list.count > ManifestText.limit {
                throw ManifestFault(last.origin, key, .tooMany(ManifestText.limit))
            }
            return .items(list)
        case .pairs(let pairs):
            var list = if case .pairs(let list)? = earlier { list } else { [Pair]() }
            for pair in pairs {
                list.removeAll { $0.name == pair.name }
                list.append(pair)
            }
            return .pairs(list)
        case .text, .flag: return later
        }
    }

    private static func put(
        _ item: Item,
        into list: inout [Item],
        _ texts: inout Set<String>,
        _ name: ManifestKey,
        _ key: String
    ) throws(ManifestFault) {
        guard let taken = item.taken else {
            if texts.insert(item.text).inserted { list.append(item) }
            return
        }
        let count = list.count
        list.removeAll { $0.text == taken || name == .volumes && $0.isVolume(for: taken) }
        texts.formIntersection(list.map(\.text))
        guard list.count < count else {
            let nearest = nearest(to: taken, among: list.map(\.text))
            throw ManifestFault(item.origin, key, .nothingToTake(taken, nearest: nearest))
        }
    }
}

extension BoxDraft.Item {
    /// Whether it is a volume that the words mean: by its path on the host, or in the box.
    fileprivate func isVolume(for words: String) -> Bool {
        text.split(separator: ":").prefix(2).contains { $0 == words }
    }
}

extension BoxDraft {
    /// A fault of the box's dotfiles.
    func fault(_ reason: ManifestFault.Reason, of box: BoxName) -> ManifestFault {
        let key = ManifestKey.dotfiles
        return ManifestFault(values[key]?.origin ?? origin, "box.\(box).\(key.rawValue)", reason)
    }
}
