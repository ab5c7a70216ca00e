/// Which engine, and where its socket is.
package struct EngineAddress: Hashable, Sendable {
    package enum Kind: String, Codable, Sendable {
        case podman, docker
    }

    package let kind: Kind
    /// Absolute path of the engine's Unix socket.
    package let socket: String

    package init(kind: Kind, socket: String) {
        self.kind = kind
        self.socket = socket
    }
}
