import FoundationEssentials

/// Values to and from JSON text.
enum JSON {
    /// The value as JSON, its keys in order, so that equal values are equal bytes.
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if value is any DockerObject {
            encoder.keyEncodingStrategy = .custom { CapitalKey($0.last) }
        }
        return Array(try encoder.encode(value))
    }

    /// The same for the body of a call, whose values are all made to be encoded.
    static func encode(_ value: some Encodable, for call: String) throws(EngineError) -> [UInt8] {
        do {
            return try encode(value)
        } catch {
            throw .refused(call: call, status: 0, reason: "\(error)")
        }
    }

    static func decode<Value: Decodable>(_ kind: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(kind, from: Data(bytes))
    }
}

/// An object of Docker's API, whose keys are the properties' names with a capital first letter.
protocol DockerObject: Encodable {}

private struct CapitalKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ key: (any CodingKey)?) {
        let name = key?.stringValue ?? ""
        stringValue = name.prefix(1).uppercased() + name.dropFirst()
        intValue = key?.intValue
    }

    init?(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init?(intValue: Int) {
        stringValue = "\(intValue)"
        self.intValue = intValue
    }
}

/// Any JSON value, to merge one into another.
enum JSONValue: Codable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {  // each kind is tried in turn
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// Objects are merged key by key, lists one behind the other; else `other` takes the place.
    func merging(_ other: JSONValue) -> JSONValue {
        switch (self, other) {
        case (.object(let mine), .object(let theirs)):
            .object(mine.merging(theirs) { $0.merging($1) })
        case (.array(let mine), .array(let theirs)):
            .array(mine + theirs)
        default:
            other
        }
    }
}

extension EngineCall {
    /// The same call with a request that the user's own JSON object is merged over.
    func sending(_ request: some Encodable, option: String?) throws(EngineError) -> EngineCall {
        guard let option else { return try sending(request) }
        let overlay: JSONValue
        do {
            overlay = try JSON.decode(JSONValue.self, from: Array(option.utf8))
        } catch {
            throw .badEngineOption(reason: "it is no JSON")
        }
        guard case .object = overlay else {
            throw .badEngineOption(reason: "it is no JSON object")
        }
        let bytes = try JSON.encode(request, for: name)
        do {
            return try sending(JSON.decode(JSONValue.self, from: bytes).merging(overlay))
        } catch {
            throw .badEngineOption(reason: "\(error)")
        }
    }
}
