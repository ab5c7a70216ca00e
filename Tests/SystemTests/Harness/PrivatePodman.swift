import Engines
import Foundation
import Glibc
import Linux

/// A Podman of a test's own, that shares nothing with the lab's, and may be taken apart.
final class PrivatePodman {
    let engine: Podman
    private let folder: String
    private let environment: [[UInt8]]
    private var service: Child?

    private var socket: String { folder + "/podman.sock" }
    private var root: String { folder + "/store" }

    init(_ host: Host) throws {
        folder = host.home + "/podman"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Locks in memory are those of all Podmans of a user, and a new one makes them anew.
        let settings = """
            [engine]
            lock_type = "file"
            tmp_dir = "\(folder)/tmp"
            """
        try settings.write(toFile: folder + "/settings", atomically: true, encoding: .utf8)
        var variables = ProcessInfo.processInfo.environment
        variables["CONTAINERS_CONF"] = folder + "/settings"
        environment = variables.map { Array("\($0)=\($1)".utf8) }
        engine = Podman(
            socket: folder + "/podman.sock",
            surroundings: Surroundings(variables: [:], uid: getuid())
        )
        try start()
    }

    deinit {
        service?.send(SIGKILL)
        // The process that keeps its user namespace.
        let pause = try? String(contentsOfFile: folder + "/tmp/pause.pid", encoding: .utf8)
        if let pid = pause.flatMap({ pid_t($0) }) { kill(pid, SIGKILL) }
    }

    func start() throws {
        service = try Child.podmanService(
            at: socket,
            ["--storage-driver", "vfs", "--root", root, "--runroot", folder + "/run"],
            environment: environment
        )
    }

    func stop() throws {
        service?.send(SIGTERM)
        _ = try service?.wait(seconds: 10)
        service = nil
    }

    /// An image of a few files, by its id.
    func image() throws -> String {
        let name = "localhost/remains:latest"
        if let image = try engine.image(name) { return image.id }
        let archive = try FileDescriptor(opening: try TestImage.archive("busybox.tar"), O_RDONLY)
        return try engine.importRootFilesystem(archive, as: name) { _ in true }
    }

    /// What Podman knows of containers, as it is now.
    func list() throws -> Data {
        try Data(contentsOf: URL(filePath: try listPath()))
    }

    /// Has it know again what it knew then; it is stopped.
    func restore(_ list: Data) throws {
        let path = try listPath()
        for end in ["-wal", "-shm"] { unlink(path + end) }
        try list.write(to: URL(filePath: path))
    }

    /// Has the store of files forget all containers; it is stopped.
    func forgetFiles() throws {
        let path = root + "/vfs-containers/containers.json"
        try Data("[]".utf8).write(to: URL(filePath: path))
    }

    /// Of Podman 4 and 5.
    private func listPath() throws -> String {
        let paths = [root + "/db.sql", root + "/libpod/bolt_state.db"]
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw Problem("Podman has no list of containers")
        }
        return path
    }
}
