import Foundation

/// All there is below a folder of the host, without what `alcove` keeps for itself there: what each
/// file is, whose it is, who may do what with it, and what is in it.
struct HostTree: Equatable {
    private var entries: [String: Entry] = [:]

    private struct Entry: Equatable {
        let mode: mode_t
        let owner: uid_t
        let content: Data?
    }

    private static let own: Set<String> = [".local/state/alcove", ".cache/alcove"]

    init(_ folder: String) throws {
        guard let paths = FileManager.default.enumerator(atPath: folder) else {
            throw Problem("there is no folder \(folder)")
        }
        for case let path as String in paths {
            if Self.own.contains(path) {
                paths.skipDescendants()
                continue
            }
            entries[path] = try Self.entry("\(folder)/\(path)")
        }
    }

    private static func entry(_ path: String) throws -> Entry {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw Problem(path, errno) }
        var content: Data?
        switch status.st_mode & S_IFMT {
        case S_IFREG: content = FileManager.default.contents(atPath: path)
        case S_IFLNK:
            content = Data(try FileManager.default.destinationOfSymbolicLink(atPath: path).utf8)
        default: break
        }
        return Entry(mode: status.st_mode, owner: status.st_uid, content: content)
    }

    /// Paths of all there is.
    var paths: Set<String> { Set(entries.keys) }

    /// Paths of regular files and links that have the words in them.
    func files(containing words: String) -> [String] {
        entries.filter { $0.value.content?.range(of: Data(words.utf8)) != nil }.keys.sorted()
    }

    /// What became of it: `+ new`, `- gone`, `~ changed`.
    func changes(since before: HostTree) -> [String] {
        let new = paths.subtracting(before.paths).map { "+ \($0)" }
        let gone = before.paths.subtracting(paths).map { "- \($0)" }
        let changed = paths.intersection(before.paths).filter { entries[$0] != before.entries[$0] }
        return (new + gone + changed.map { "~ \($0)" }).sorted()
    }
}
