/// Values of keys: the escapes that all of them have, and what may stand in a file of the host.
package enum DesktopValue {
    /// What a value means: `\s`, `\n`, `\t`, `\r` and `\\` undone; other pairs stay.
    package static func text(_ value: [UInt8]) -> [UInt8] {
        guard value.contains(backslash) else { return value }
        var text: [UInt8] = []
        text.reserveCapacity(value.count)
        var rest = value[...]
        while let byte = rest.popFirst() {
            guard byte == backslash, let next = rest.popFirst() else {
                text.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "s"): text.append(0x20)
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0d)
            case backslash: text.append(backslash)
            default: text += [backslash, next]
            }
        }
        return text
    }

    /// The value that means this text.
    package static func value(_ text: [UInt8]) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(text.count)
        for (index, byte) in text.enumerated() {
            switch byte {
            case 0x20 where index == 0 || index == text.count - 1: value += Array(#"\s"#.utf8)
            case 0x0a: value += Array(#"\n"#.utf8)
            case 0x09: value += Array(#"\t"#.utf8)
            case 0x0d: value += Array(#"\r"#.utf8)
            case backslash: value += Array(#"\\"#.utf8)
            default: value.append(byte)
            }
        }
        return value
    }

    /// The parts of a list, `a;b;c;`, escapes kept.
    package static func list(_ value: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in value {
            if byte == UInt8(ascii: ";"), !isEscaped {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
            isEscaped = byte == backslash && !isEscaped
        }
        return parts.filter { !$0.isEmpty }
    }

    /// Whether every reader sees one line of text in it, and nothing else.
    ///
    /// No control characters but tabs, nothing that some take for the end of a line, no backslash
    /// that reaches for the next one.
    package static func isPlain(_ line: [UInt8]) -> Bool {
        var isASCII = true
        for byte in line {
            if byte < 0x20 && byte != 0x09 || byte == 0x7f { return false }
            if byte >= 0x80 { isASCII = false }
        }
        if line.suffix(while: { $0 == backslash }) % 2 == 1 { return false }
        guard !isASCII else { return true }
        guard let text = String(validating: line, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            !(0x80...0x9f).contains(scalar.value) && !(0x2028...0x2029).contains(scalar.value)
        }
    }

    private static let backslash = UInt8(ascii: "\\")
}

extension [UInt8] {
    /// How many bytes at the end are like that.
    fileprivate func suffix(while isMeant: (UInt8) -> Bool) -> Int {
        count - ((lastIndex { !isMeant($0) } ?? -1) + 1)
    }
}
