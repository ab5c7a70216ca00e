/// A directory or file of the host that a box sees: `SRC[:DST[:ro]]`.
package struct Volume: Codable, Equatable, Sendable {
    /// Absolute path on the host.
    package var source: String
    /// Absolute path in the box.
    package var target: String
    package var readOnly: Bool

    package init(source: String, target: String, readOnly: Bool = false) {
        self.source = source
        self.target = target
        self.readOnly = readOnly
    }
}
