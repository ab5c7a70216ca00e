import Foundation
import Glibc

extension Child {
    /// A service of Podman at a socket of its own, which listens; `options` are Podman's.
    static func podmanService(
        at socket: String,
        _ options: [String] = [],
        environment: [[UInt8]]
    ) throws -> Child {
        unlink(socket)
        let words =
            ["/usr/bin/env", "podman"] + options
            + ["system", "service", "--time=0", "unix://\(socket)"]
        let service = try Child(
            words.map { Array($0.utf8) },
            environment: environment,
            directory: "/",
            streams: [.file("/dev/null"), .file("/dev/null"), .file("/dev/null")]
        )
        try eventually("Podman listens", seconds: 20) {
            FileManager.default.fileExists(atPath: socket)
        }
        return service
    }
}
