/// Where in a TOML text each key and each value stands, so that one can be changed and all else stay
/// as it is.
///
/// Reads a text that is known to be TOML; places count bytes of its UTF-8.
package struct TOMLSpans: Equatable, Sendable {
    /// In the order in which they stand there; those of inline tables behind the table itself.
    package private(set) var keys: [Key] = []
    package private(set) var tables: [Table] = []
    package let bytes: [UInt8]
    private var index = 0

    package struct Key: Equatable, Sendable {
        /// The names of its tables, and its own.
        package let path: [String]
        /// The table whose header it stands below; nil for those before the first.
        package let table: Int?
        /// From its first letter to the end of its value.
        package let range: Range<Int>
        package let value: Range<Int>
        /// The values of a list.
        package let items: [Range<Int>]?
        /// The key whose inline table it stands in, by its place among the keys.
        package let parent: Int?
        /// Whether its value is an inline table.
        package let isTable: Bool
    }

    package struct Table: Equatable, Sendable {
        package let path: [String]
        package let header: Range<Int>
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
        while index < bytes.count {
            switch bytes[index] {
            case _ where isBlank(bytes[index]) || bytes[index] == Self.newline: index += 1
            case UInt8(ascii: "#"): passLine()
            case UInt8(ascii: "["): takeHeader()
            default: takeKey(below: tables.last?.path ?? [], parent: nil)
            }
        }
    }

    package static let newline = UInt8(ascii: "\n")

    package func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func passLine() {
        while let byte, byte != Self.newline { index += 1 }
    }

    private mutating func passBlanks() {
        while let byte, isBlank(byte) { index += 1 }
    }

    /// Blanks, ends of lines and comments, which may stand between the values of a list.
    private mutating func passSpace() {
        while let byte {
            if byte == UInt8(ascii: "#") {
                passLine()
            } else if isBlank(byte) || byte == Self.newline {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func takeHeader() {
        let start = index
        while byte == UInt8(ascii: "[") { index += 1 }
        let path = takePath()
        while byte == UInt8(ascii: "]") { index += 1 }
        tables.append(Table(path: path, header: start..<index))
        passBlanks()
    }

    /// The names before `=` or `]`, with dots between them.
    private mutating func takePath() -> [String] {
        var path: [String] = []
        while let byte {
            switch byte {
            case _ where isBlank(byte), UInt8(ascii: "."): index += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"): path.append(takeQuotedName(byte))
            case UInt8(ascii: "="), UInt8(ascii: "]"), Self.newline: return path
            default:
                let start = index
                while let next = self.byte, next.isLetterOrDigit || "_-".utf8.contains(next) {
                    index += 1
                }
                // What is no name is no TOML either; it must end all the same.
                if index == start { index += 1 }
                path.append(String(decoding: bytes[start..<index], as: UTF8.self))
            }
        }
        return path
    }

    private mutating func takeQuotedName(_ quote: UInt8) -> String {
        let start = index
        passString(quote)
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        // Escapes are the parser's to read.
        let line = try? TOMLDocument("name = \(text)")
        if case .text(let name)? = line?.entries.first?.value { return name }
        return String(text.dropFirst().dropLast())
    }

    private mutating func takeKey(below path: [String], parent: Int?) {
        let start = index
        let path = path + takePath()
        guard byte == UInt8(ascii: "=") else {
            passLine()
            return
        }
        index += 1
        passBlanks()
        let place = keys.count
        let value = index
        // The place is taken before what stands inside of it.
        keys.append(
            Key(path, tables.indices.last, start..<start, value..<value, nil, parent, false)
        )
        let isTable = byte == UInt8(ascii: "{")
        let items = takeValue(path, place)
        keys[place] = Key(
            path,
            tables.indices.last,
            start..<index,
            value..<index,
            items,
            parent,
            isTable
        )
    }

    /// Gives the values of a list.
    private mutating func takeValue(_ path: [String], _ place: Int?) -> [Range<Int>]? {
        switch byte {
        case UInt8(ascii: "["): return takeList()
        case UInt8(ascii: "{"): takeInlineTable(path, place)
        case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: passString(bytes[index])
        default:
            while let byte, !",]}#\n".utf8.contains(byte), !isBlank(byte) { index += 1 }
        }
        return nil
    }

    private mutating func takeList() -> [Range<Int>] {
        index += 1
        var items: [Range<Int>] = []
        while byte != nil {
            passSpace()
            if byte == UInt8(ascii: "]") {
                index += 1
                break
            }
            if byte == UInt8(ascii: ",") {
                index += 1
                continue
            }
            let start = index
            _ = takeValue([], nil)
            if index == start { index += 1 }
            items.append(start..<min(index, bytes.count))
        }
        return items
    }

    private mutating func takeInlineTable(_ path: [String], _ place: Int?) {
        index += 1
        while byte != nil {
            passSpace()
            if byte == UInt8(ascii: "}") {
                index += 1
                break
            }
            if byte == UInt8(ascii: ",") {
                index += 1
                continue
            }
            let start = index
            if place != nil {
                takeKey(below: path, parent: place)
            } else {
                _ = takePath()
                if byte == UInt8(ascii: "=") { index += 1 }
                passBlanks()
                _ = takeValue([], nil)
            }
            if index == start { index += 1 }
        }
    }

    private mutating func passString(_ quote: UInt8) {
        let isLong = bytes[index...].starts(with: [quote, quote, quote])
        index += isLong ? 3 : 1
        while let byte {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index = min(index + 2, bytes.count)
            } else if byte == quote, !isLong {
                index += 1
                return
            } else if isLong, bytes[index...].starts(with: [quote, quote, quote]) {
                index += 3
                // Up to two more quotes may belong to the text.
                while self.byte == quote { index += 1 }
                return
            } else if byte == Self.newline, !isLong {
                return
            } else {
                index += 1
            }
        }
    }
}

extension TOMLSpans.Key {
    fileprivate init(
        _ path: [String],
        _ table: Int?,
        _ range: Range<Int>,
        _ value: Range<Int>,
        _ items: [Range<Int>]?,
        _ parent: Int?,
        _ isTable: Bool
    ) {
        self.path = path
        self.table = table
        self.range = range
        self.value = value
        self.items = items
        self.parent = parent
        self.isTable = isTable
    }
}
