/// The name of a box: what the user types and what the engine shows.
package struct BoxName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// The most bytes of a name: it is a host name's word, too.
    package static let limit = 63

    /// Letters, digits, `_`, `.` and `-`, a letter or digit first, at most 63 bytes.
    package init(_ text: String) throws(BoxError) {
        let allowed = text.utf8.allSatisfy { $0.isLetterOrDigit || "_.-".utf8.contains($0) }
        guard let first = text.utf8.first, first.isLetterOrDigit, allowed else {
            throw .badName(text)
        }
        guard text.utf8.count <= Self.limit else { throw .longName(text) }
        description = text
    }

    /// For names that are made here and cannot be wrong.
    init(known text: String) { description = text }

    package static func < (one: BoxName, other: BoxName) -> Bool {
        one.description < other.description
    }
}

extension BoxName: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension UInt8 {
    package var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
