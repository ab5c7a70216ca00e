/// Reads what is written with brackets, braces and quotes: JSON, and such values in YAML.
struct YAMLFlow {
    private let bytes: ArraySlice<UInt8>
    private(set) var index: Int
    private var left: Int
    private let firstLine: Int

    /// Reads a part of a document; `budget` is how many values there may be in it.
    init(_ bytes: ArraySlice<UInt8>, line: Int, budget: Int) {
        self.bytes = bytes
        index = bytes.startIndex
        firstLine = line
        left = budget
    }

    static let mostDepth = 32

    /// The one value there is, and nothing behind it but a comment.
    mutating func whole() throws(YAMLFault) -> YAMLValue {
        let value = try value(depth: 0, isInFlow: false)
        skipSpace()
        guard index == bytes.endIndex else { throw fault(.syntax) }
        return value
    }

    /// A text in quotes, as a key; nil when there are none.
    mutating func quoted() throws(YAMLFault) -> String? {
        switch bytes[safe: index] {
        case UInt8(ascii: "\""): try doubleQuoted()
        case UInt8(ascii: "'"): try singleQuoted()
        default: nil
        }
    }

    private func fault(_ reason: YAMLFault.Reason) -> YAMLFault {
        let lines = bytes[..<min(index, bytes.endIndex)].count { $0 == UInt8(ascii: "\n") }
        return YAMLFault(line: firstLine + lines, reason: reason)
    }

    private mutating func value(depth: Int, isInFlow: Bool) throws(YAMLFault) -> YAMLValue {
        guard depth < Self.mostDepth, left > 0 else { throw fault(.size) }
        left -= 1
        skipSpace()
        switch bytes[safe: index] {
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "{"): return try map(depth: depth)
        case nil: return .nothing
        default:
            if let text = try quoted() { return .text(text) }
            return try plain(isInFlow: isInFlow)
        }
    }

    private mutating func list(depth: Int) throws(YAMLFault) -> YAMLValue {
        index += 1
        var list: [YAMLValue] = []
        while true {
            skipSpace()
            if take("]") { return .list(list) }
            list.append(try value(depth: depth + 1, isInFlow: true))
            skipSpace()
            if take(",") { continue }
            guard take("]") else { throw fault(.syntax) }
            return .list(list)
        }
    }

    private mutating func map(depth: Int) throws(YAMLFault) -> YAMLValue {
        index += 1
        var entries: [YAMLValue.Entry] = []
        while true {
            skipSpace()
            if take("}") { return .map(entries) }
            let key: String
            if let text = try quoted() {
                key = text
            } else {
                guard let text = try plain(isInFlow: true).text else { throw fault(.syntax) }
                key = text
            }
            skipSpace()
            guard take(":") else { throw fault(.syntax) }
            let value = try value(depth: depth + 1, isInFlow: true)
            entries.append(YAMLValue.Entry(key: key, value: value))
            skipSpace()
            if take(",") { continue }
            guard take("}") else { throw fault(.syntax) }
            return .map(entries)
        }
    }

    /// Without quotes, to the end of the line, or of the thing it is in.
    private mutating func plain(isInFlow: Bool) throws(YAMLFault) -> YAMLValue {
        let start = index
        guard let first = bytes[safe: index], !"&*!|>%@`#,]}?".utf8.contains(first) else {
            throw fault(.syntax)
        }
        while let byte = bytes[safe: index], byte != UInt8(ascii: "\n") {
            if isInFlow, ",[]{}".utf8.contains(byte) { break }
            let next = bytes[safe: index + 1] ?? UInt8(ascii: " ")
            let endsKey = isInFlow ? " ,[]{}\n\"".utf8.contains(next) : next == UInt8(ascii: " ")
            if byte == UInt8(ascii: ":"), endsKey {
                guard isInFlow else { throw fault(.syntax) }
                break
            }
            if byte == UInt8(ascii: " "), next == UInt8(ascii: "#") { break }
            index += 1
        }
        let end = bytes[start..<index].lastIndex { $0 != 0x20 && $0 != 0x0d && $0 != 0x09 }
        guard let end else { throw fault(.syntax) }
        let text = String(decoding: bytes[start...end], as: UTF8.self)
        return text == "null" || text == "~" ? .nothing : .text(text)
    }

    private mutating func singleQuoted() throws(YAMLFault) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = bytes[safe: index] {
            index += 1
            guard byte == UInt8(ascii: "'") else {
                text.append(byte)
                continue
            }
            guard bytes[safe: index] == byte else { return String(decoding: text, as: UTF8.self) }
            text.append(byte)
            index += 1
        }
        throw fault(.syntax)
    }

    private mutating func doubleQuoted() throws(YAMLFault) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = bytes[safe: index] {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(try escaped().utf8)
            default: text.append(byte)
            }
        }
        throw fault(.syntax)
    }

    private mutating func escaped() throws(YAMLFault) -> String {
        guard let letter = bytes[safe: index] else { throw fault(.syntax) }
        index += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: " "):
            return String(UnicodeScalar(letter))
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if (0xd800..<0xdc00).contains(unit), bytes[safe: index] == UInt8(ascii: "\\"),
                bytes[safe: index + 1] == UInt8(ascii: "u")
            {
                index += 2
                let low = try hexadecimal()
                guard (0xdc00..<0xe000).contains(low) else { throw fault(.syntax) }
                unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = UnicodeScalar(unit) else { throw fault(.syntax) }
            return String(scalar)
        default: throw fault(.syntax)
        }
    }

    private mutating func hexadecimal() throws(YAMLFault) -> UInt32 {
        guard index + 4 <= bytes.endIndex,
            let unit = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw fault(.syntax) }
        index += 4
        return unit
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard bytes[safe: index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = bytes[safe: index] {
            let before = index == bytes.startIndex ? UInt8(ascii: " ") : bytes[index - 1]
            if byte == UInt8(ascii: "#"), before == 0x20 || before == 0x0a || before == 0x09 {
                while let byte = bytes[safe: index], byte != UInt8(ascii: "\n") { index += 1 }
            } else if [0x20, 0x09, 0x0a, 0x0d].contains(byte) {
                index += 1
            } else {
                return
            }
        }
    }
}

extension ArraySlice<UInt8> {
    subscript(safe index: Int) -> UInt8? {
        index >= startIndex && index < endIndex ? self[index] : nil
    }
}
