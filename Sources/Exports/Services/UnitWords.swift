/// Splits a value into words as systemd does: quotes, and escapes as in C; see systemd.syntax(7).
enum UnitWords {
    /// A word, and whether it was written without quotes or escapes.
    struct Word: Equatable {
        var text: String
        var isBare: Bool
    }

    /// The words; nil for what systemd would refuse.
    static func split(_ value: String) -> [Word]? {
        var words: [Word] = []
        var rest = Array(value.utf8)[...]
        while true {
            rest = rest.drop { space.contains($0) }
            if rest.isEmpty { return words }
            guard let word = next(&rest) else { return nil }
            words.append(word)
        }
    }

    private static let space: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
    private static let backslash = UInt8(ascii: "\\")

    private static func next(_ rest: inout ArraySlice<UInt8>) -> Word? {
        var bytes: [UInt8] = []
        var quote: UInt8?
        var isBare = true
        while let byte = rest.first {
            if quote == nil, space.contains(byte) { break }
            rest = rest.dropFirst()
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
                isBare = false
            } else if byte == backslash {
                isBare = false
                guard let escaped = escape(&rest) else { return nil }
                bytes += escaped
            } else {
                bytes.append(byte)
            }
        }
        guard quote == nil, !bytes.contains(0),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        return Word(text: text, isBare: isBare)
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
        UInt8(ascii: "s"): 32, UInt8(ascii: "\\"): backslash, UInt8(ascii: "\""): 0x22,
        UInt8(ascii: "'"): 0x27, UInt8(ascii: ";"): 0x3b,
    ]

    private static func escape(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let byte = rest.first else { return nil }
        if let meant = simple[byte] {
            rest = rest.dropFirst()
            return [meant]
        }
        switch byte {
        case UInt8(ascii: "x"): return number(&rest, skipping: 1, digits: 2, radix: 16).map(raw)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            return number(&rest, skipping: 0, digits: 3, radix: 8).map(raw)
        case UInt8(ascii: "u"):
            return number(&rest, skipping: 1, digits: 4, radix: 16).flatMap(scalar)
        case UInt8(ascii: "U"):
            return number(&rest, skipping: 1, digits: 8, radix: 16).flatMap(scalar)
        default: return nil
        }
    }

    private static func number(
        _ rest: inout ArraySlice<UInt8>,
        skipping skipped: Int,
        digits: Int,
        radix: Int
    ) -> UInt32? {
        let text = rest.dropFirst(skipped).prefix(digits)
        // Without a sign, which would be read as one.
        guard text.count == digits, text.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: text, as: UTF8.self), radix: radix)
        else { return nil }
        rest = rest.dropFirst(skipped + digits)
        return value
    }

    private static func raw(_ value: UInt32) -> [UInt8] { [UInt8(truncatingIfNeeded: value)] }

    private static func scalar(_ value: UInt32) -> [UInt8]? {
        UnicodeScalar(value).map { Array(String(Character($0)).utf8) }
    }
}
