import Boxes

/// The JSON Schema of manifests (draft 7, as editors read it), made from ``ManifestKey``.
package enum ManifestSchema {
    /// The whole schema's text.
    package static var bytes: [UInt8] { canonicalJSON(document, pretty: true) }

    private static var document: Value {
        [
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Alcove's manifest: alcove.toml",
            "type": "object",
            "additionalProperties": false,
            "properties": [
                "default": [
                    "type": "string",
                    "description": "The box that is meant where none is named.",
                ],
                "activate": [
                    "enum": .list(ActivationMode.allCases.map { .text($0.rawValue) }),
                    "description": "What becomes of a shell in the project's folder.",
                ],
                "box": [
                    "type": "object",
                    "description": "The boxes, by their names.",
                    "propertyNames": ["pattern": .text("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")],
                    "additionalProperties": box,
                ],
            ],
        ]
    }

    private static var box: Value {
        var properties = properties(ManifestKey.allCases)
        // A case extends nothing, and has no further cases.
        let inCase: Value = [
            "type": "object",
            "additionalProperties": false,
            "properties": .table(Self.properties(ManifestKey.allCases.filter { $0 != .extends })),
        ]
        properties["architecture"] = [
            "type": "object",
            "description": "What holds on one kind of machine only, by its name.",
            "propertyNames": ["enum": .list(Architecture.names.map { .text($0) })],
            "additionalProperties": inCase,
        ]
        properties["host"] = [
            "type": "object",
            "description": "What holds on one host only, by its name.",
            "additionalProperties": inCase,
        ]
        return [
            "type": "object", "additionalProperties": false, "properties": .table(properties),
        ]
    }

    private static func properties(_ keys: [ManifestKey]) -> [String: Value] {
        Dictionary(
            uniqueKeysWithValues: keys.map { key in
                var value = form(key.shape)
                value["description"] = .text(key.meaning)
                return (key.rawValue, .table(value))
            }
        )
    }

    private static func form(_ shape: ManifestKey.Shape) -> [String: Value] {
        let text: Value = ["type": "string", "minLength": 1]
        return switch shape {
        case .text: ["type": "string", "minLength": 1]
        case .choice(let words): ["enum": .list(words.map { .text($0) })]
        case .flag: ["type": "boolean"]
        case .size: ["type": ["string", "integer"]]
        case .number: ["type": "number"]
        case .texts: ["type": "array", "items": text]
        case .textOrTexts: ["anyOf": [text, ["type": "array", "items": text]]]
        case .fields(let names):
            [
                "type": "object", "additionalProperties": false,
                "properties": .table(Dictionary(uniqueKeysWithValues: names.map { ($0, text) })),
            ]
        case .table:
            ["type": "object", "additionalProperties": ["type": ["string", "integer"]]]
        }
    }

    /// A JSON value.
    private enum Value: Encodable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
        ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
    {
        case text(String)
        case flag(Bool)
        case number(Int)
        case list([Value])
        case table([String: Value])

        init(stringLiteral value: String) { self = .text(value) }
        init(booleanLiteral value: Bool) { self = .flag(value) }
        init(integerLiteral value: Int) { self = .number(value) }
        init(arrayLiteral elements: Value...) { self = .list(elements) }
        init(dictionaryLiteral elements: (String, Value)...) {
            self = .table(Dictionary(uniqueKeysWithValues: elements))
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .flag(let flag): try container.encode(flag)
            case .number(let number): try container.encode(number)
            case .list(let list): try container.encode(list)
            case .table(let table): try container.encode(table)
            }
        }
    }
}
