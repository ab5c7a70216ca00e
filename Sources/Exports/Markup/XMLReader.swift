import Linux

/// Reads XML strictly, a token at a time: no entities but those of the language, no types of
/// documents that define anything, nothing outside the bytes.
///
/// Whatever it refuses is refused as a whole: nobody should guess what another reader sees in it.
struct XMLReader {
    enum Token: Equatable {
        case start(XMLElement)
        case end
        case text([UInt8])
    }

    /// Why the bytes are not what is read here.
    struct Fault: Error, Equatable {
        let reason: String
        let offset: Int
    }

    private let bytes: [UInt8]
    private var place = 0
    private var open: [String] = []
    /// The end of an element that has none of its own, still to be told.
    private var endsNow = false
    private var hasRoot = false

    private static let depthLimit = 200
    private let allowsDeclarations: Bool

    /// With `allowsDeclarations`, the document may say which elements it has, and with which
    /// attributes: for those who look only at what there really is.
    init(_ bytes: [UInt8], allowsDeclarations: Bool = false) throws(Fault) {
        self.bytes = bytes
        self.allowsDeclarations = allowsDeclarations
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }),
            String(validating: bytes, as: UTF8.self) != nil
        else { throw Fault(reason: "it is no text", offset: 0) }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { place = 3 }
        try readDeclaration()
    }

    /// Nil at the end.
    mutating func next() throws(Fault) -> Token? {
        if endsNow {
            endsNow = false
            open.removeLast()
            return .end
        }
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else {
                if let token = try readText() { return token }
                continue
            }
            if isAt(Mark.comment) {
                try skip(past: Mark.commentEnd, from: place + 4)
            } else if isAt(Mark.plain), !open.isEmpty {
                return try readPlainText()
            } else if isAt(Mark.type), !hasRoot {
                try skipType()
            } else if isAt(Mark.end) {
                return try readEnd()
            } else {
                return try readStart()
            }
        }
        guard open.isEmpty, hasRoot else { throw fault("it ends before its end") }
        return nil
    }

    private func fault(_ reason: String) -> Fault { Fault(reason: reason, offset: place) }

    private func isAt(_ mark: [UInt8], _ start: Int? = nil) -> Bool {
        let start = start ?? place
        guard start + mark.count <= bytes.count else { return false }
        for (index, byte) in mark.enumerated() where bytes[start + index] != byte { return false }
        return true
    }

    private mutating func skip(past end: [UInt8], from start: Int) throws(Fault) {
        var index = start
        while index < bytes.count {
            if isAt(end, index) {
                place = index + end.count
                return
            }
            index += 1
        }
        throw fault("something in it does not end")
    }

    /// `<?xml version="1.0" encoding="UTF-8"?>`; any other instruction is one to somebody.
    private mutating func readDeclaration() throws(Fault) {
        guard isAt(Mark.declaration), place + 5 < bytes.count, bytes[place + 5].isXMLSpace else {
            return
        }
        let start = place
        try skip(past: Mark.declarationEnd, from: place)
        let words = Array(bytes[start..<place]).text.lowercased()
        guard let encoding = words.firstRange(of: "encoding") else { return }
        let value = words[encoding.upperBound...].drop { " \t\r\n='\"".contains($0) }
        guard value.hasPrefix("utf-8") || value.hasPrefix("us-ascii") else {
            throw fault("it is not in UTF-8")
        }
    }

    /// A type by its name alone: one with entities could make anything of what follows.
    private mutating func skipType() throws(Fault) {
        while let byte = try skipQuoted() {
            if byte == UInt8(ascii: ">") { return }
            guard byte == UInt8(ascii: "[") else { continue }
            guard allowsDeclarations else { throw fault("it defines what is in it") }
            try skipDeclarations()
        }
        throw fault("something in it does not end")
    }

    private mutating func skipDeclarations() throws(Fault) {
        while place < bytes.count {
            skipSpace()
            if place < bytes.count, bytes[place] == UInt8(ascii: "]") {
                place += 1
                return
            }
            if isAt(Mark.comment) {
                try skip(past: Mark.commentEnd, from: place + 4)
                continue
            }
            guard isAt(Mark.element) || isAt(Mark.attributes) else { break }
            while let byte = try skipQuoted(), byte != UInt8(ascii: ">") {
                if byte == UInt8(ascii: "%") { throw fault("it defines entities") }
            }
        }
        throw fault("it defines entities")
    }

    /// The next byte that stands in no quotes; nil at the end.
    private mutating func skipQuoted() throws(Fault) -> UInt8? {
        guard place < bytes.count else { return nil }
        let byte = bytes[place]
        place += 1
        guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else { return byte }
        guard let end = bytes[place...].firstIndex(of: byte) else {
            throw fault("something in it does not end")
        }
        place = end + 1
        return byte
    }

    private mutating func readPlainText() throws(Fault) -> Token {
        let start = place + 9
        try skip(past: Mark.plainEnd, from: start)
        return .text(Array(bytes[start..<place - 3]))
    }

    /// Nil for white space outside of everything.
    private mutating func readText() throws(Fault) -> Token? {
        let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        let text = try resolved(bytes[place..<end])
        place = end
        guard open.isEmpty else { return .text(text) }
        guard text.allSatisfy(\.isXMLSpace) else { throw fault("text stands outside") }
        return nil
    }

    private mutating func readEnd() throws(Fault) -> Token {
        place += 2
        let name = try readName()
        skipSpace()
        guard open.popLast() == name, place < bytes.count, bytes[place] == UInt8(ascii: ">") else {
            throw fault("an element does not end where it should")
        }
        place += 1
        return .end
    }

    private mutating func readStart() throws(Fault) -> Token {
        guard !open.isEmpty || !hasRoot else { throw fault("there are two documents in it") }
        place += 1
        var element = XMLElement(name: try readName())
        while true {
            let before = place
            skipSpace()
            guard place < bytes.count else { throw fault("an element does not end") }
            if bytes[place] == UInt8(ascii: ">") {
                place += 1
                break
            }
            if isAt(Mark.emptyEnd) {
                place += 2
                endsNow = true
                break
            }
            guard before < place, element.attributes.count < 200 else {
                throw fault("an attribute is none")
            }
            try readAttribute(into: &element)
        }
        hasRoot = true
        open.append(element.name)
        guard open.count <= Self.depthLimit else { throw fault("it is too deep") }
        return .start(element)
    }

    private mutating func readAttribute(into element: inout XMLElement) throws(Fault) {
        let name = try readName()
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else {
            throw fault("an attribute has no value")
        }
        place += 1
        skipSpace()
        guard place < bytes.count, "\"'".utf8.contains(bytes[place]),
            let end = bytes[(place + 1)...].firstIndex(of: bytes[place])
        else { throw fault("an attribute has no value") }
        let value = bytes[(place + 1)..<end]
        guard !value.contains(UInt8(ascii: "<")), element[name] == nil else {
            throw fault("an attribute is none")
        }
        element.attributes.append(.init(name: name, value: try resolved(value)))
        place = end + 1
    }

    private mutating func readName() throws(Fault) -> String {
        let start = place
        while place < bytes.count, bytes[place].isXMLName { place += 1 }
        guard place > start, place - start < 200, !(0x30...0x39).contains(bytes[start]) else {
            throw fault("a name is none")
        }
        return Array(bytes[start..<place]).text
    }

    private mutating func skipSpace() {
        while place < bytes.count, bytes[place].isXMLSpace { place += 1 }
    }

    /// The text with its entities as what they stand for.
    private func resolved(_ text: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
        var resolved: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                resolved.append(byte)
                continue
            }
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let meaning = Self.meaning(of: Array(rest[..<end]).text)
            else { throw fault("an entity is not known") }
            resolved += meaning
            rest = rest[(end + 1)...]
        }
        return resolved
    }

    private static func meaning(of entity: String) -> [UInt8]? {
        switch entity {
        case "lt": return Array("<".utf8)
        case "gt": return Array(">".utf8)
        case "amp": return Array("&".utf8)
        case "quot": return Array("\"".utf8)
        case "apos": return Array("'".utf8)
        default: break
        }
        guard entity.hasPrefix("#") else { return nil }
        let isHex = entity.hasPrefix("#x")
        let number = UInt32(entity.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10)
        guard let scalar = number.flatMap(Unicode.Scalar.init),
            scalar.value >= 0x20 || [0x09, 0x0a, 0x0d].contains(scalar.value)
        else { return nil }
        return Array(String(Character(scalar)).utf8)
    }
}

private enum Mark {
    static let comment = Array("<!--".utf8)
    static let commentEnd = Array("-->".utf8)
    static let plain = Array("<![CDATA[".utf8)
    static let plainEnd = Array("]]>".utf8)
    static let type = Array("<!DOCTYPE".utf8)
    static let element = Array("<!ELEMENT".utf8)
    static let attributes = Array("<!ATTLIST".utf8)
    static let end = Array("</".utf8)
    static let emptyEnd = Array("/>".utf8)
    static let declaration = Array("<?xml".utf8)
    static let declarationEnd = Array("?>".utf8)
}

extension UInt8 {
    fileprivate var isXMLSpace: Bool {
        self == 0x20 || self == 0x09 || self == 0x0a || self == 0x0d
    }

    fileprivate var isXMLName: Bool { isWordByte || "_:.-".utf8.contains(self) || self >= 0x80 }
}
