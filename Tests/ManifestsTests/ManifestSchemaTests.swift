import FoundationEssentials
import Manifests
import Testing

/// The schema is written once; what is in it follows the keys.
@Suite struct ManifestSchemaTests {
    private struct Schema: Decodable {
        let properties: [String: Node]

        final class Node: Decodable {
            let properties: [String: Node]?
            let additionalProperties: Additional?
            let description: String?
        }

        enum Additional: Decodable {
            case flag(Bool)
            case node(Node)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let flag = try? container.decode(Bool.self) {
                    self = .flag(flag)
                } else {
                    self = .node(try container.decode(Node.self))
                }
            }
        }
    }

    @Test func everyKeyIsInTheSchemaWithItsSentence() throws {
        let schema = try JSONDecoder().decode(Schema.self, from: Data(ManifestSchema.bytes))
        guard case .node(let box)? = schema.properties["box"]?.additionalProperties else {
            Issue.record("boxes have no schema")
            return
        }
        let properties = try #require(box.properties)
        let keys = ManifestKey.allCases.map(\.rawValue) + ["architecture", "host"]
        #expect(properties.keys.sorted() == keys.sorted())
        #expect(properties.values.allSatisfy { $0.description?.hasSuffix(".") == true })
        #expect(schema.properties.keys.sorted() == ["activate", "box", "default"])
    }
}
