import Boxes

extension BoxDraft {
    /// Takes one key of the box, or of a case of it.
    mutating func take(_ entry: ManifestEntry) throws(ManifestFault) {
        guard let name = entry.path.first else {
            // The box's table, which has no keys.
            if entry.value != .empty { throw entry.fault(.shape(.table)) }
            return
        }
        switch name {
        case "architecture", "host": try takeCase(name, entry.below(1))
        default: try takeKey(name, entry)
        }
    }

    private mutating func takeCase(
        _ kind: String,
        _ entry: ManifestEntry
    ) throws(ManifestFault) {
        guard let name = entry.path.first else {
            if entry.value != .empty { throw entry.fault(.shape(.table)) }
            return
        }
        let condition: Condition
        if kind == "host" {
            condition = .host(name)
        } else if let architecture = Architecture(name) {
            condition = .architecture(architecture.name)
        } else {
            throw entry.fault(.noArchitecture(Architecture.names), at: 1)
        }
        let rest = entry.below(1)
        let isCase = rest.path.first.map { ["architecture", "host", "extends"].contains($0) }
        if isCase == true { throw rest.fault(.unknownKey(nearest: nil)) }
        if let index = cases.firstIndex(where: { $0.condition == condition }) {
            try cases[index].draft.take(rest)
        } else {
            var draft = BoxDraft(entry.origin)
            try draft.take(rest)
            cases.append(Case(condition: condition, draft: draft))
        }
    }

    private mutating func takeKey(
        _ name: String,
        _ entry: ManifestEntry
    ) throws(ManifestFault) {
        guard let key = ManifestKey(rawValue: name) else {
            let known = ManifestKey.allCases.map(\.rawValue) + ["architecture", "host"]
            throw entry.fault(.unknownKey(nearest: nearest(to: name, among: known)), at: 1)
        }
        if case .fields(let names) = key.shape, let field = entry.path.dropFirst().first,
            !names.contains(field)
        {
            throw entry.fault(.unknownKey(nearest: nearest(to: field, among: names)), at: 2)
        }
        if key.shape.isTable {
            try takePair(key, entry.below(1))
        } else {
            guard entry.path.count == 1 else { throw entry.fault(.shape(key.shape)) }
            values[key] = Value(
                content: try Self.content(key.shape, entry),
                origin: entry.origin
            )
        }
    }

    private mutating func takePair(
        _ key: ManifestKey,
        _ entry: ManifestEntry
    ) throws(ManifestFault) {
        var pairs: [Pair] = []
        if case .pairs(let known)? = values[key]?.content { pairs = known }
        switch (entry.path.count, entry.value) {
        case (0, .empty): break
        case (1, .text(let text)):
            pairs.append(Pair(name: entry.path[0], value: text, origin: entry.origin))
        case (1, .integer(let number)):
            pairs.append(Pair(name: entry.path[0], value: String(number), origin: entry.origin))
        default: throw entry.fault(.shape(.table))
        }
        guard pairs.count <= ManifestText.limit else {
            throw entry.fault(.tooMany(ManifestText.limit))
        }
        values[key] = Value(content: .pairs(pairs), origin: values[key]?.origin ?? entry.origin)
    }

    private static func content(
        _ shape: ManifestKey.Shape,
        _ entry: ManifestEntry
    ) throws(ManifestFault) -> Content {
        if case .texts(let texts) = entry.value, texts.count > ManifestText.limit {
            throw entry.fault(.tooMany(ManifestText.limit))
        }
        switch (shape, entry.value) {
        case (.flag, .flag(let flag)): return .flag(flag)
        case (.size, .integer(let number)), (.number, .integer(let number)):
            return .text(String(number))
        case (.number, .number(let number)): return .text(String(number))
        // The rest of the list is looked at before an empty one is told.
        case (.texts, .texts(let texts)):
            return .items(texts.map { Item(text: $0, origin: entry.origin) })
        case (.textOrTexts, .texts(let texts)):
            if texts.contains("") { throw entry.fault(.emptyValue) }
            return .items(texts.map { Item(text: $0, origin: entry.origin) })
        case (.textOrTexts, .text):
            return .items([Item(text: try entry.filledText(shape), origin: entry.origin)])
        case (.choice(let words), .text(let text)):
            guard words.contains(text) else { throw entry.fault(.shape(shape)) }
            return .text(text)
        case (.text, .text), (.size, .text): return .text(try entry.filledText(shape))
        default: throw entry.fault(.shape(shape))
        }
    }
}
