/// Finds what the TOML parser ends the program at, instead of refusing the text.
///
/// In toml++ 3.4, which TOMLKit 0.6 has, those are three: a table's header without a name, `[=x]`, a
/// `}` where a list has a value, and a key of so many names that the stack does not hold their tables.
/// The text is followed as the parser does it: strings, comments and lists passed over.
struct TOMLTraps {
    /// The first of them.
    struct Trap: Equatable {
        let line: Int
        let reason: String
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    /// The lists and inline tables that are open, by their brackets.
    private var open: [UInt8] = []
    /// The points since the last key or value began.
    private var points = 0

    /// More names no key of ours has, by far.
    private static let mostPoints = 16

    private init(_ text: String) {
        bytes = Array(text.utf8)
        // A mark of the byte order is no part of the first line.
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
    }

    /// Nil when the text is safe to parse, or is refused without harm.
    static func first(in text: String) -> Trap? {
        var traps = TOMLTraps(text)
        return traps.find()
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func find() -> Trap? {
        var isAtStart = true
        while let byte {
            if byte == Self.newline {
                line += 1
                points = 0
                isAtStart = true
                index += 1
                continue
            }
            if isAtStart, open.isEmpty, byte == UInt8(ascii: "["), !hasName {
                return Trap(line: line, reason: "a table without a name")
            }
            if byte == UInt8(ascii: "}"), open.last == UInt8(ascii: "[") {
                return Trap(line: line, reason: "a list that ends with '}'")
            }
            if byte == UInt8(ascii: ".") {
                points += 1
                if points > Self.mostPoints {
                    return Trap(line: line, reason: "a key of too many names")
                }
            } else if "=,[{".utf8.contains(byte) {
                points = 0
            }
            isAtStart = isAtStart && (byte == Self.space || byte == Self.tab || byte == Self.cr)
            passToken(byte)
        }
        return nil
    }

    private static let newline = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")

    /// Whether the parser sees what may begin a name, or a closing bracket, behind `[` or `[[`.
    private var hasName: Bool {
        var place = index + 1
        func skipBlanks() {
            while place < bytes.count, bytes[place] == Self.space || bytes[place] == Self.tab {
                place += 1
            }
        }
        skipBlanks()
        if place < bytes.count, bytes[place] == UInt8(ascii: "[") {
            place += 1
            skipBlanks()
        }
        guard place < bytes.count else { return true }
        let byte = bytes[place]
        return byte.isLetterOrDigit || "_-\"']".utf8.contains(byte)
    }

    private mutating func passToken(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "#"):
            while let next = self.byte, next != Self.newline { index += 1 }
        case UInt8(ascii: "\""), UInt8(ascii: "'"): passString(byte)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            open.append(byte)
            index += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            // One that closes nothing is the parser's to refuse.
            _ = open.popLast()
            index += 1
        default: index += 1
        }
    }

    private mutating func passString(_ quote: UInt8) {
        let isLong = bytes[index...].starts(with: [quote, quote, quote])
        index += isLong ? 3 : 1
        while let byte {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if index + 1 < bytes.count, bytes[index + 1] == Self.newline { line += 1 }
                index += 2
            } else if byte == quote, !isLong {
                index += 1
                return
            } else if bytes[index...].starts(with: [quote, quote, quote]) {
                index += 3
                return
            } else if byte == Self.newline {
                // One that is not closed is the parser's to refuse.
                if !isLong { return }
                line += 1
                index += 1
            } else {
                index += 1
            }
        }
    }
}
