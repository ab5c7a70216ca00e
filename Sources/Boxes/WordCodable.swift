/// An option that is written in a record as on the command line.
package protocol WordCodable: Codable {
    /// Reads the option's words.
    init(_ words: String) throws(BoxError)

    /// As the user would write it.
    var words: String { get }
}

extension WordCodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: text)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(words)
    }
}
