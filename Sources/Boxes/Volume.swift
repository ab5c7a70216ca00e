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

    /// Reads `SRC[:DST[:ro|rw]]`; without `DST` the box sees it at its own path.
    ///
    /// `SRC` may be relative or begin with `~`; `DST` is absolute or begins with `~`.
    package init(_ words: String, from bearings: Bearings) throws(BoxError) {
        let parts = words.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !parts.contains("") else { throw .badVolume(words) }
        source = bearings.absolute(parts[0])
        target = source
        readOnly = false
        if parts.count > 1 {
            let isRooted = parts[1].hasPrefix("/") || parts[1] == "~" || parts[1].hasPrefix("~/")
            guard isRooted else { throw .badVolume(words) }
            target = bearings.absolute(parts[1])
        }
        if parts.count > 2 {
            guard ["ro", "rw"].contains(parts[2]) else { throw .badVolume(words) }
            readOnly = parts[2] == "ro"
        }
        guard target != "/" else { throw .badVolume(words) }
    }
}
