/// When an image is fetched from its registry.
package enum PullPolicy: String, Codable, Sendable, CaseIterable {
    /// When the engine does not have it.
    case missing
    /// When the registry can be reached; else the engine's own serves.
    case newer
    case always, never
}
