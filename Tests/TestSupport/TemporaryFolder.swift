import Glibc
import Linux

/// A directory of a test's own, removed with it.
package final class TemporaryFolder {
    package let path: String

    package init() throws {
        path = "/tmp/alcove-tests-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try File.makeDirectories(path, mode: 0o700)
    }

    deinit {
        // What is left over harms no other test.
        try? File.removeTree(path)
    }

    package func write(_ name: String, _ text: String) throws {
        let path = "\(path)/\(name)"
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        try File.makeDirectories(folder, mode: 0o755)
        try File.replace(path, with: Array(text.utf8), mode: 0o644)
    }

    package func link(_ name: String, to target: String) throws {
        try File.link("\(path)/\(name)", to: target)
    }

    package var names: [String] { File.names(in: path).sorted() }

    package func read(_ name: String) throws -> String { try File.read("\(path)/\(name)").text }

    /// Everything in it: paths, kinds, modes and contents, a line each.
    package func listing(_ folder: String = "") throws -> [String] {
        var lines: [String] = []
        for entry in try File.entries(in: Array("\(path)/\(folder)".utf8)) {
            let name = folder.isEmpty ? entry.name.text : "\(folder)/\(entry.name.text)"
            let mode = String(entry.status.mode, radix: 8)
            switch entry.status.kind {
            case .directory: lines += ["\(name)/ \(mode)"] + (try listing(name))
            case .link: lines.append("\(name) -> \(File.target("\(path)/\(name)") ?? "")")
            default: lines.append("\(name) \(mode) \(try read(name))")
            }
        }
        return lines
    }
}
