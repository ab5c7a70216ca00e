/// What a box is, whatever it is called: a random UUID in lower case.
///
/// The same id in a box's record and in its container's label is what proves that a container is
/// ours.
package struct BoxID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// A new one.
    package init() {
        var random = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            let digits = String(byte, radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
        description = text
    }

    /// Nil when the text is no id; it is then fit for no path.
    package init?(_ text: String) {
        let digits = Set("0123456789abcdef".utf8)
        guard text.utf8.count == 36 else { return nil }
        for (index, byte) in text.utf8.enumerated() {
            let isDash = [8, 13, 18, 23].contains(index)
            guard isDash ? byte == UInt8(ascii: "-") : digits.contains(byte) else { return nil }
        }
        description = text
    }
}

extension BoxID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = BoxID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: text)
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
