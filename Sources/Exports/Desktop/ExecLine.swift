import Linux

/// The command of a desktop entry: its words, with the places where files and names go.
package struct ExecLine: Equatable, Sendable {
    package var words: [Word]

    /// The most bytes of a command.
    private static let limit = 64 << 10

    /// A word, of text and field codes.
    package struct Word: Equatable, Sendable {
        package var pieces: [Piece] = []
        /// Whether something of it stood in quotes.
        package var isQuoted = false

        package enum Piece: Equatable, Sendable {
            case text([UInt8])
            case code(Code)
        }
    }

    /// What a launcher puts in the place of `%` and a letter.
    package enum Code: UInt8, Equatable, Sendable {
        case file = 0x66
        case files = 0x46
        case link = 0x75
        case links = 0x55
        /// Two words: `--icon` and the entry's icon.
        case icon = 0x69
        /// The entry's name in the user's language.
        case name = 0x63
        /// Where the entry's file is.
        case place = 0x6b

        /// Whether it stands for what the user opens.
        package var isOfFiles: Bool {
            switch self {
            case .file, .files, .link, .links: true
            case .icon, .name, .place: false
            }
        }
    }

    /// Why a command cannot be used.
    package enum Fault: Error, Equatable, Sendable {
        case empty
        case tooLong
        case openQuote
        /// A field code that there is not; these bytes may not be launched.
        case unknownCode([UInt8])
        /// A control character that no value may have.
        case controlCharacter
        /// `$(`, which old desktops run on the host while they read it, quotes or not.
        case substitution
    }

    /// Reads a value as it stands in the file; of a bus service, where `%` is one, with no codes.
    package init(_ value: [UInt8], hasCodes: Bool = true) throws(Fault) {
        guard value.count <= Self.limit else { throw .tooLong }
        var reader = ExecReader(DesktopValue.text(value), hasCodes: hasCodes)
        words = try reader.read()
        guard words.contains(where: { !$0.pieces.isEmpty }) else { throw .empty }
    }
}

/// Takes a command apart: quotes as the specification has them, and those that are common besides.
///
/// Characters that the specification reserves are no mistake outside quotes: they stand for
/// themselves, as nothing of a command is ever given to a shell.
private struct ExecReader {
    private var rest: ArraySlice<UInt8>
    private var words: [ExecLine.Word] = []
    private var word: ExecLine.Word?
    /// The end of the word that is no piece of it yet.
    private var text: [UInt8] = []

    private let hasCodes: Bool

    init(_ text: [UInt8], hasCodes: Bool) {
        rest = text[...]
        self.hasCodes = hasCodes
    }

    mutating func read() throws(ExecLine.Fault) -> [ExecLine.Word] {
        while let byte = rest.popFirst() {
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: endWord()
            case UInt8(ascii: "\""): try readQuoted(until: byte, escapes: true)
            case UInt8(ascii: "'"): try readQuoted(until: byte, escapes: false)
            case UInt8(ascii: "\\"): try add(rest.popFirst() ?? byte)
            case UInt8(ascii: "%") where hasCodes: try readCode()
            default: try add(byte)
            }
        }
        endWord()
        return words
    }

    private mutating func endWord() {
        endText()
        // Of a field code that is no more nothing is left, not even an empty word.
        if let word, !word.pieces.isEmpty || word.isQuoted { words.append(word) }
        word = nil
    }

    private mutating func endText() {
        guard !text.isEmpty else { return }
        word?.pieces.append(.text(text))
        text = []
    }

    private mutating func readQuoted(until end: UInt8, escapes: Bool) throws(ExecLine.Fault) {
        begin()
        word?.isQuoted = true
        while let byte = rest.popFirst() {
            if byte == end { return }
            if byte == UInt8(ascii: "%"), hasCodes {
                try readCode()
            } else if escapes, byte == UInt8(ascii: "\\"), let next = rest.first,
                "\"`$\\".utf8.contains(next)
            {
                rest = rest.dropFirst()
                try add(next)
            } else {
                try add(byte)
            }
        }
        throw .openQuote
    }

    private mutating func readCode() throws(ExecLine.Fault) {
        guard let letter = rest.popFirst() else { throw .unknownCode(Array("%".utf8)) }
        if letter == UInt8(ascii: "%") { return try add(letter) }
        begin()
        if let code = ExecLine.Code(rawValue: letter) {
            endText()
            word?.pieces.append(.code(code))
        } else if !"dDnNvm".utf8.contains(letter) {
            // Those letters once were codes: nothing stands in their place.
            throw .unknownCode([UInt8(ascii: "%"), letter])
        }
    }

    private mutating func begin() {
        if word == nil { word = ExecLine.Word() }
    }

    private mutating func add(_ byte: UInt8) throws(ExecLine.Fault) {
        begin()
        let isControl = byte < 0x20 && ![0x09, 0x0a, 0x0d].contains(byte) || byte == 0x7f
        if isControl { throw .controlCharacter }
        text.append(byte)
    }
}
