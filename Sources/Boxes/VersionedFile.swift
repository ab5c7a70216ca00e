import FoundationEssentials

/// JSON of ours with the version of its layout beside it.
package struct VersionedFile<Content: Codable>: Codable {
    private let format: Int
    private let content: Content

    /// The layout that this version writes, and the latest it reads.
    static var current: Int { 1 }

    package init(_ content: Content) {
        format = Self.current
        self.content = content
    }

    /// Reads the content.
    package static func read(_ bytes: [UInt8]) throws(RecordFault) -> Content {
        do {
            return try JSONDecoder().decode(Self.self, from: Data(bytes)).content
        } catch let fault as RecordFault {
            throw fault
        } catch let error as DecodingError {
            throw .malformed(error.place)
        } catch {
            throw .malformed("")
        }
    }

    /// Looks at the version before anything else, in one pass: listings read hundreds of these.
    package init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: CodingKeys.self)
        format = try file.decode(Int.self, forKey: .format)
        guard format <= Self.current else { throw RecordFault.version(format) }
        content = try file.decode(Content.self, forKey: .content)
    }

    enum CodingKeys: CodingKey {
        case format, content
    }

    /// The bytes of the file.
    package var bytes: [UInt8] { canonicalJSON(self, pretty: true) }
}

extension DecodingError {
    /// The key that could not be read, `spec.image`; empty when the text is no JSON.
    fileprivate var place: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".")
        case .keyNotFound(let key, let context):
            (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
        @unknown default: ""
        }
    }
}

/// The one JSON text of a value: keys in order, slashes as they are.
package func canonicalJSON(_ value: some Encodable, pretty: Bool = false) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
        return Array(try encoder.encode(value)) + (pretty ? [10] : [])
    } catch {
        preconditionFailure("values of ours are always JSON: \(error)")
    }
}

/// Whether a text is one JSON object.
package func isJSONObject(_ text: String) -> Bool {
    do {
        _ = try JSONDecoder().decode([String: AnyJSON].self, from: Data(text.utf8))
        return true
    } catch {
        return false
    }
}

/// Any value; what it is does not matter.
private struct AnyJSON: Decodable {
    package init(from decoder: any Decoder) throws {}
}
