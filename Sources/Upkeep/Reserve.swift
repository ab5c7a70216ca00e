import Glibc
import Linux

/// Room that is kept on the disk while changes are made, for the engine to clear up when there is no more.
///
/// An engine notes in files of its own what it has removed. Where these cannot be written, Podman forgets the
/// container and keeps its files, which nothing takes away later. The reserve is given back just before.
///
/// It helps where the engine's storage is on the file system of Alcove's state, as a rootless one's is by default.
struct Reserve {
    /// The file.
    let path: String

    /// The bytes.
    ///
    /// Podman's lists of layers and containers are a few thousand for each of them.
    private static let size: Int64 = 1 << 20

    init(_ places: Places) { path = places.state + "/reserve" }

    /// Keeps the room, if there is as much.
    func hold() {
        guard FileStatus(path) == nil else { return }
        let file = path
        // A disk that has no room for it now has none to lose.
        try? Self.make(file)
    }

    /// Gives the room back.
    func release() {
        // One that is not there was not to be had.
        try? File.remove(path)
    }

    private static func make(_ path: String) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        // A file that is only as long would take no room.
        let status = posix_fallocate(file.number, 0, off_t(size))
        if status != 0 { try File.remove(path) }
    }
}
