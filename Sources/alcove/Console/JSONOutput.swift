import FoundationEssentials

extension Console {
    /// Writes a value as JSON, its keys in order.
    func json(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        do {
            result(String(decoding: try encoder.encode(value), as: UTF8.self))
        } catch {
            preconditionFailure("values of ours are always JSON: \(error)")
        }
    }
}
