/// The first message each way: which versions of the protocol a side speaks.
package struct Hello: Equatable, Sendable {
    /// The newest version this side speaks.
    package var version: UInt16
    /// The oldest version it still understands.
    package var oldest: UInt16
    /// Bits for what a side can do beyond its version; unknown ones are ignored.
    package var capabilities: UInt32

    package init(version: UInt16, oldest: UInt16, capabilities: UInt32 = 0) {
        self.version = version
        self.oldest = oldest
        self.capabilities = capabilities
    }

    /// What this program speaks.
    package static let ours = Hello(version: 1, oldest: 1, capabilities: endsIfIdle)

    /// The capability of an agent that understands ``Call/endIfIdle``.
    package static let endsIfIdle: UInt32 = 1

    /// The version that both sides speak.
    ///
    /// - Throws: ``WireError/version(_:)`` with the other's newest when there is none.
    package func common(with other: Hello) throws(WireError) -> UInt16 {
        let version = min(version, other.version)
        guard version >= max(oldest, other.oldest) else { throw .version(other.version) }
        return version
    }
}
