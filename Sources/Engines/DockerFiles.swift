import Glibc
package import Linux

/// Files of Docker's containers, for one caller at a time.
///
/// For each such call Docker mounts all that the container has into the namespace of mounts that
/// its daemon is in; Docker 20.10 does so in the very one that it starts containers from. A box has
/// the whole host, all mounts of it: two calls at once have each other's mounts in theirs, ten at
/// once are more than the kernel admits (`fs.mount-max`), and what was half mounted stays.
extension Docker {
    /// Longer than any such call takes; then whoever has the turn is not waited for.
    private static let patience = 120_000

    package func upload(_ archive: [UInt8], to id: String) throws(EngineError) {
        try alone { socket throws(EngineError) in try socket.upload(archive, to: id) }
    }

    package func entry(_ path: String, in id: String) throws(EngineError) -> ContainerEntry? {
        if let told = try look(at: id)?.entry(path) { return told }
        return try alone { socket throws(EngineError) in try socket.entry(path, in: id) }
    }

    package func read(_ path: String, in id: String, limit: Int) throws(EngineError) -> [UInt8]? {
        if let told = try look(at: id)?.read(path, limit: limit) { return told }
        return try alone { socket throws(EngineError) in
            try socket.read(path, in: id, limit: limit)
        }
    }

    package func save(
        _ folder: String,
        of id: String,
        to file: borrowing FileDescriptor,
        tick: () -> Bool
    ) throws(EngineError) {
        let turn = address.turn(milliseconds: Self.patience)
        defer { extendLifetime(turn) }
        try socket().save(folder, of: id, to: file, tick: tick)
    }

    package func restore(
        _ folder: String,
        of id: String,
        from file: borrowing FileDescriptor,
        toUser: Bool,
        tick: () -> Bool
    ) throws(EngineError) {
        let turn = address.turn(milliseconds: Self.patience)
        defer { extendLifetime(turn) }
        try socket().restore(folder, of: id, from: file, toUser: toUser, tick: tick)
    }

    /// How one that runs is looked at.
    private func look(at id: String) throws(EngineError) -> DockerLook? {
        guard try container(id)?.state == .running else { return nil }
        return DockerLook(socket: try socket(), id: id)
    }

    private func alone<Result>(
        _ body: (EngineSocket) throws(EngineError) -> Result
    ) throws(EngineError) -> Result {
        let turn = address.turn(milliseconds: Self.patience)
        defer { extendLifetime(turn) }
        return try body(socket())
    }
}
