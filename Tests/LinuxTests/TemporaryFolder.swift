import Glibc
import Linux

/// A directory of a test's own, removed with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = "/tmp/alcove-linux-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try File.makeDirectories(path, mode: 0o700)
    }

    deinit {
        // What is left over harms no other test.
        try? File.removeTree(path)
    }

    func write(_ name: String, _ text: String) throws {
        try File.replace("\(path)/\(name)", with: Array(text.utf8), mode: 0o644)
    }

    func read(_ name: String) throws -> String { try File.read("\(path)/\(name)").text }

    func link(_ name: String, to target: String) throws {
        try File.link("\(path)/\(name)", to: target)
    }

    var names: [String] { File.names(in: path).sorted() }
}
