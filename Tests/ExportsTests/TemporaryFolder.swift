import Glibc
import Linux

/// A directory of a test's own, removed with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = "/tmp/alcove-exports-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try File.makeDirectories(path, mode: 0o700)
    }

    deinit {
        // What is left over harms no other test.
        try? File.removeTree(path)
    }

    func write(_ name: String, _ text: String) throws {
        let path = "\(path)/\(name)"
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        try File.makeDirectories(folder, mode: 0o755)
        try File.replace(path, with: Array(text.utf8), mode: 0o644)
    }

    func read(_ name: String) throws -> String { try File.read("\(path)/\(name)").text }

    /// Everything in it: paths, kinds, modes and contents, a line each.
    func listing(_ folder: String = "") throws -> [String] {
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
