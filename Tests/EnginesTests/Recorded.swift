import Foundation
import Testing

@testable import Engines

/// The engines whose answers were recorded, each in a directory of its name.
enum RecordedEngine: String, CaseIterable {
    case podman4 = "podman-4.3.1"
    case podman5 = "podman-5.4.2"
    case docker = "docker-20.10"

    static let podmans = [podman4, podman5]

    /// The bytes of one answer.
    func bytes(_ file: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Recorded")
        return try [UInt8](Data(contentsOf: folder.appending(path: "\(rawValue)/\(file)")))
    }

    func decode<Value: Decodable>(_ kind: Value.Type, _ file: String) throws -> Value {
        try JSON.decode(kind, from: bytes(file))
    }

    func text(_ file: String) throws -> String {
        String(decoding: try bytes(file), as: UTF8.self)
    }
}

/// A directory of one test, removed with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/alcove-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, its directories too.
    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let url = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: url)
        let file = url.path(percentEncoded: false)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}
