/// Reads the first document of a text.
struct YAMLDocument {
    private struct Line {
        var number: Int
        var indent: Int
        var text: ArraySlice<UInt8>

        /// Whether it begins an element of a list.
        var isElement: Bool {
            text.first == UInt8(ascii: "-")
                && (text.count == 1 || text[text.startIndex + 1] == UInt8(ascii: " "))
        }
    }

    private var lines: [Line] = []
    private var next = 0
    private var left = 200_000

    static func read(_ bytes: [UInt8]) throws(YAMLFault) -> YAMLValue {
        let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            var flow = YAMLFlow(bytes[...], line: 1, budget: 200_000)
            return try flow.whole()
        }
        var document = try YAMLDocument(bytes)
        guard !document.lines.isEmpty else { return .nothing }
        let value = try document.block(depth: 0)
        if let rest = document.line { throw YAMLFault(line: rest.number, reason: .syntax) }
        return value
    }

    private init(_ bytes: [UInt8]) throws(YAMLFault) {
        let rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, row) in rows.enumerated() {
            let text = row.last == 0x0d ? row.dropLast() : row
            let indent = text.prefix { $0 == 0x20 }.count
            let content = text.dropFirst(indent)
            if content.isEmpty || content.first == UInt8(ascii: "#") { continue }
            if content.elementsEqual("---".utf8) {
                if lines.isEmpty { continue }
                break
            }
            if content.elementsEqual("...".utf8) { break }
            guard content.first != 0x09, content.first != UInt8(ascii: "%") else {
                throw YAMLFault(line: index + 1, reason: .syntax)
            }
            lines.append(Line(number: index + 1, indent: indent, text: content))
        }
    }

    private var line: Line? { next < lines.count ? lines[next] : nil }

    /// What begins at the next line, as deep as that is indented.
    private mutating func block(depth: Int) throws(YAMLFault) -> YAMLValue {
        guard let line else { return .nothing }
        guard depth < YAMLFlow.mostDepth else {
            throw YAMLFault(line: line.number, reason: .size)
        }
        if line.isElement { return try list(at: line.indent, depth: depth) }
        if try key(of: line) != nil { return try map(at: line.indent, depth: depth) }
        next += 1
        return try scalar(line.text, of: line)
    }

    private mutating func list(at indent: Int, depth: Int) throws(YAMLFault) -> YAMLValue {
        var list: [YAMLValue] = []
        while let line, line.indent == indent, line.isElement {
            try spend(line)
            let rest = line.text.dropFirst().drop { $0 == 0x20 }
            if rest.isEmpty || rest.first == UInt8(ascii: "#") {
                next += 1
                list.append(try nested(below: indent, depth: depth))
            } else {
                // What stands behind the dash is a line of its own, so much further in.
                lines[next].indent = indent + rest.startIndex - line.text.startIndex
                lines[next].text = rest
                list.append(try block(depth: depth + 1))
            }
        }
        try checkEnd(indent)
        return .list(list)
    }

    private mutating func map(at indent: Int, depth: Int) throws(YAMLFault) -> YAMLValue {
        var entries: [YAMLValue.Entry] = []
        while let line, line.indent == indent, !line.isElement {
            try spend(line)
            guard let (key, rest) = try key(of: line) else {
                throw YAMLFault(line: line.number, reason: .syntax)
            }
            next += 1
            let value: YAMLValue
            if rest.isEmpty || rest.first == UInt8(ascii: "#") {
                // The elements of a list may stand as far out as its key.
                if let following = self.line, following.indent == indent, following.isElement {
                    value = try list(at: indent, depth: depth + 1)
                } else {
                    value = try nested(below: indent, depth: depth)
                }
            } else {
                value = try scalar(rest, of: line)
            }
            entries.append(YAMLValue.Entry(key: key, value: value))
        }
        try checkEnd(indent)
        return .map(entries)
    }

    /// What is further in than its owner; nothing when nothing is.
    private mutating func nested(below indent: Int, depth: Int) throws(YAMLFault) -> YAMLValue {
        guard let line, line.indent > indent else { return .nothing }
        return try block(depth: depth + 1)
    }

    /// A line that is further in than those of a block belongs to nothing.
    private func checkEnd(_ indent: Int) throws(YAMLFault) {
        if let line, line.indent > indent { throw YAMLFault(line: line.number, reason: .syntax) }
    }

    private mutating func spend(_ line: Line) throws(YAMLFault) {
        left -= 1
        if left < 0 { throw YAMLFault(line: line.number, reason: .size) }
    }

    /// The key of a line `key: value`, and what is behind it; nil when it is no such line.
    private func key(of line: Line) throws(YAMLFault) -> (String, ArraySlice<UInt8>)? {
        var flow = YAMLFlow(line.text, line: line.number, budget: 1)
        if let key = try flow.quoted() {
            let rest = line.text[flow.index...]
            guard rest.first == UInt8(ascii: ":") else { return nil }
            return (key, rest.dropFirst().drop { $0 == 0x20 })
        }
        // A value in brackets is no key.
        if let first = line.text.first, "[{".utf8.contains(first) { return nil }
        var index = line.text.startIndex
        while let byte = line.text[safe: index] {
            let after = line.text[safe: index + 1] ?? 0x20
            if byte == 0x20, after == UInt8(ascii: "#") { return nil }
            if byte == UInt8(ascii: ":"), after == 0x20 {
                let key = String(decoding: line.text[..<index], as: UTF8.self)
                return (key, line.text[(index + 1)...].drop { $0 == 0x20 })
            }
            index += 1
        }
        return nil
    }

    private func scalar(_ text: ArraySlice<UInt8>, of line: Line) throws(YAMLFault) -> YAMLValue {
        var flow = YAMLFlow(text, line: line.number, budget: 10_000)
        return try flow.whole()
    }
}

extension YAMLValue {
    /// Reads a text of YAML or JSON.
    package init(_ bytes: [UInt8]) throws(YAMLFault) { self = try YAMLDocument.read(bytes) }
}
