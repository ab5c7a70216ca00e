package import Boxes

/// Changes keys of one box in a manifest's text; comments and layout stay as they are.
package struct ManifestEditing {
    package private(set) var text: String
    private let box: String
    private let bearings: Bearings

    /// The text is one that can be read.
    package init(_ text: String, box: BoxName, file: String, home: String) {
        self.text = text
        self.box = box.description
        bearings = Bearings(directory: ManifestPath.folder(of: file), home: home)
    }

    /// Makes one change; answers false for what cannot be written in the way the box is.
    package mutating func make(_ edit: ManifestEdit) -> Bool {
        switch edit {
        case .add(let key, let words): return add(key, words)
        case .take(let key, let words): return take(key, words)
        case .set(let key, let literal):
            guard let own = own([key.rawValue]) else { return insert([key.rawValue], literal) }
            replace(own.value, with: literal)
            return true
        case .unset(let key): return remove(own([key.rawValue]))
        case .put(let key, let name, let value):
            guard let own = own([key.rawValue, name]) else {
                return insert([key.rawValue, name], value.quotedForTOML)
            }
            replace(own.value, with: value.quotedForTOML)
            return true
        case .drop(let key, let name): return remove(own([key.rawValue, name]))
        }
    }

    private var spans: TOMLSpans { TOMLSpans(text) }

    private func own(_ path: [String]) -> TOMLSpans.Key? {
        spans.keys.first { $0.path == ["box", box] + path }
    }
}

extension ManifestEditing {
    private mutating func add(_ key: ManifestKey, _ words: String) -> Bool {
        guard let own = own([key.rawValue]) else {
            return insert([key.rawValue], "[\(words.quotedForTOML)]")
        }
        // What `!` took out is not taken out any more.
        if let items = own.items,
            let index = items.firstIndex(where: { content($0) == "!" + words })
        {
            removeItem(index, of: items)
            return true
        }
        guard let items = own.items else {
            // A text alone, where a list may stand as well.
            replace(own.value, with: "[\(slice(own.value)), \(words.quotedForTOML)]")
            return true
        }
        insertItem(words.quotedForTOML, behind: items, own.value)
        return true
    }

    private mutating func take(_ key: ManifestKey, _ words: String) -> Bool {
        if let own = own([key.rawValue]), let items = own.items,
            let index = items.firstIndex(where: { isSame(key, content($0), words) })
        {
            removeItem(index, of: items)
            return true
        }
        return add(key, "!" + (key == .volumes ? target(words) : words))
    }

    /// Whether an item of the file means the same; paths may be written in several ways.
    private func isSame(_ key: ManifestKey, _ item: String, _ words: String) -> Bool {
        if item == words { return true }
        guard key == .volumes else { return false }
        // What is no volume is not the one that is meant.
        return (try? Volume(item, from: bearings)).map {
            $0 == (try? Volume(words, from: bearings))
        }
            ?? false
    }

    /// Where a volume is in the box, by which it can be taken out.
    private func target(_ words: String) -> String {
        let parts = words.split(separator: ":").map(String.init)
        return parts.count > 1 ? parts[1] : words
    }

    private func content(_ range: Range<Int>) -> String {
        // What is no text is not what is looked for.
        guard let document = try? TOMLDocument("item = \(slice(range))"),
            case .text(let text)? = document.entries.first?.value
        else { return "" }
        return text
    }

    private mutating func insertItem(
        _ item: String,
        behind items: [Range<Int>],
        _ list: Range<Int>
    ) {
        guard let last = items.last else {
            return replace(list.lowerBound + 1..<list.lowerBound + 1, with: item)
        }
        let end = list.upperBound - 1
        let tail = spans.bytes[last.upperBound..<end]
        guard tail.contains(TOMLSpans.newline) else {
            return replace(last.upperBound..<last.upperBound, with: ", " + item)
        }
        // A line for each: the new one looks like the last.
        let lineEnd = lineEnd(last.upperBound)
        let start = lineStart(last.lowerBound)
        let indent = slice(
            start..<start + spans.bytes[start...].prefix { $0 == 32 || $0 == 9 }.count
        )
        let isAlone = start + indent.utf8.count == last.lowerBound
        replace(lineEnd..<lineEnd, with: "\n\(isAlone ? indent : indent + "    ")\(item),")
        let comma = tail.first { !spans.isBlank($0) } == UInt8(ascii: ",")
        if !comma { replace(last.upperBound..<last.upperBound, with: ",") }
    }

    private mutating func removeItem(_ index: Int, of items: [Range<Int>]) {
        let item = items[index]
        let bytes = spans.bytes
        var end = item.upperBound
        while end < bytes.count, spans.isBlank(bytes[end]) { end += 1 }
        let hasComma = end < bytes.count && bytes[end] == UInt8(ascii: ",")
        end = hasComma ? end + 1 : item.upperBound
        let isFirstOfLine = slice(lineStart(item.lowerBound)..<item.lowerBound)
            .allSatisfy(\.isWhitespace)
        let rest = slice(end..<lineEnd(end)).drop(while: \.isWhitespace)
        if isFirstOfLine, rest.isEmpty || rest.hasPrefix("#") {
            let line = lineStart(item.lowerBound)..<min(lineEnd(end) + 1, bytes.count)
            return replace(line, with: "")
        }
        if !hasComma, index > 0 {
            return replace(items[index - 1].upperBound..<item.upperBound, with: "")
        }
        while end < bytes.count, spans.isBlank(bytes[end]) { end += 1 }
        replace(item.lowerBound..<end, with: "")
    }
}

extension ManifestEditing {
    /// Writes a key that is not there yet.
    private mutating func insert(_ path: [String], _ literal: String) -> Bool {
        let spans = spans
        let whole = ["box", box] + path
        // The table that the key is in may be written in one line, or below a header of its own.
        for count in stride(from: whole.count - 1, through: 2, by: -1) {
            let above = Array(whole.prefix(count))
            let rest = Array(whole.dropFirst(count))
            if let place = spans.keys.firstIndex(where: { $0.path == above && $0.isTable }) {
                insert(rest, literal, inTable: place, spans)
                return true
            }
            guard let table = spans.tables.firstIndex(where: { $0.path == above }) else { continue }
            let last = spans.keys.last { $0.table == table && $0.parent == nil }
            let end = lineEnd(last?.range.upperBound ?? spans.tables[table].header.upperBound)
            let indent = last.map { indentation($0.range.lowerBound) } ?? ""
            insertLine(indent + Self.line(rest, literal), at: end)
            return true
        }
        return insertDotted(whole, literal, spans)
    }

    /// `web.env.A = "1"` below another key of the box; or a table for a box that has only tables.
    private mutating func insertDotted(
        _ whole: [String],
        _ literal: String,
        _ spans: TOMLSpans
    ) -> Bool {
        let own = ["box", box]
        let isOurs = { (path: [String]) in path.starts(with: own) }
        if let last = spans.keys.last(where: { $0.parent == nil && isOurs($0.path) }),
            last.table.map({ spans.tables[$0].path.count < 2 }) ?? true
        {
            let depth = last.table.map { spans.tables[$0].path.count } ?? 0
            let line = Self.line(Array(whole.dropFirst(depth)), literal)
            insertLine(
                indentation(last.range.lowerBound) + line,
                at: lineEnd(last.range.upperBound)
            )
            return true
        }
        guard let table = spans.tables.first(where: { isOurs($0.path) }) else { return false }
        let start = lineStart(table.header.lowerBound)
        let line = Self.line(Array(whole.dropFirst(2)), literal)
        replace(start..<start, with: "[box.\(box.keyForTOML)]\n\(line)\n\n")
        return true
    }

    private static func line(_ path: [String], _ literal: String) -> String {
        let words = path.map(\.keyForTOML)
        guard words.count == 2 else { return "\(words.joined(separator: ".")) = \(literal)" }
        return "\(words[0]) = { \(words[1]) = \(literal) }"
    }

    private mutating func insert(
        _ path: [String],
        _ literal: String,
        inTable place: Int,
        _ spans: TOMLSpans
    ) {
        let line = Self.line(path, literal)
        let value = spans.keys[place].value
        guard let last = spans.keys.last(where: { $0.parent == place }) else {
            return replace(value, with: "{ \(line) }")
        }
        replace(last.range.upperBound..<last.range.upperBound, with: ", \(line)")
    }

    /// Takes a key away, with its line where it has one.
    private mutating func remove(_ key: TOMLSpans.Key?) -> Bool {
        guard let key else { return false }
        guard let parent = key.parent else {
            let end = min(lineEnd(key.range.upperBound) + 1, spans.bytes.count)
            replace(lineStart(key.range.lowerBound)..<end, with: "")
            return true
        }
        let siblings = spans.keys.filter { $0.parent == parent }
        guard let index = siblings.firstIndex(of: key) else { return false }
        if index > 0 {
            replace(siblings[index - 1].range.upperBound..<key.range.upperBound, with: "")
        } else if siblings.count > 1 {
            replace(key.range.lowerBound..<siblings[1].range.lowerBound, with: "")
        } else {
            replace(key.range, with: "")
        }
        return true
    }
}

extension ManifestEditing {
    private func slice(_ range: Range<Int>) -> String {
        String(decoding: spans.bytes[range], as: UTF8.self)
    }

    private func lineStart(_ place: Int) -> Int {
        let bytes = spans.bytes
        return (bytes[..<place].lastIndex(of: TOMLSpans.newline) ?? -1) + 1
    }

    private func lineEnd(_ place: Int) -> Int {
        let bytes = spans.bytes
        return bytes[place...].firstIndex(of: TOMLSpans.newline) ?? bytes.count
    }

    private func indentation(_ place: Int) -> String {
        let start = lineStart(place)
        return slice(start..<place).filter(\.isWhitespace)
    }

    private mutating func insertLine(_ line: String, at end: Int) {
        replace(end..<end, with: "\n" + line)
    }

    private mutating func replace(_ range: Range<Int>, with words: String) {
        var bytes = spans.bytes
        bytes.replaceSubrange(range, with: words.utf8)
        text = String(decoding: bytes, as: UTF8.self)
    }
}
