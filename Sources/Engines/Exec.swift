package import Linux

/// A command that the engine itself is to start in a running container.
package struct ExecRequest: Equatable, Sendable {
    package var command: [String]
    /// `uid:gid` or a name; nil is the container's own.
    package var user: String?
    package var workdir: String?
    package var env: [String] = []
    package var terminal: Bool
    package var rows: UInt16 = 0
    package var columns: UInt16 = 0

    package init(command: [String], terminal: Bool) {
        self.command = command
        self.terminal = terminal
    }
}

/// A command that the engine started, and the connection its streams are on.
///
/// With a terminal the connection carries its bytes both ways. Without one, what is written goes to
/// the command's input (closing that half is its end), and what is read are frames: one byte of
/// stream (1 output, 2 error), three zeros, a big-endian 32-bit length, the bytes.
package struct ExecStream: ~Copyable {
    package let id: String
    package let connection: FileDescriptor
    /// What arrived behind the engine's answer and belongs to the stream.
    package let early: [UInt8]

    package init(id: String, connection: consuming FileDescriptor, early: [UInt8]) {
        self.id = id
        self.connection = connection
        self.early = early
    }
}
