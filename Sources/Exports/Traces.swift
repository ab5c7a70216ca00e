import Boxes
import Linux

/// What exports have made on the host beside their files; it goes with the last of them.
struct Traces: Codable, Equatable {
    /// Directories, the outer ones first.
    var folders: [String] = []
    /// Caches of the host that were not there before.
    var caches: [HostCache] = []

    var isEmpty: Bool { folders.isEmpty && caches.isEmpty }

    /// Adds the directories above a path that are not there.
    mutating func expectFolders(above path: String) {
        var missing: [String] = []
        var folder = Self.parent(of: path)
        while folder != "/", File.kindFollowed(folder) == nil {
            missing.append(folder)
            folder = Self.parent(of: folder)
        }
        for folder in missing.reversed() where !folders.contains(folder) { folders.append(folder) }
    }

    static func parent(of path: String) -> String {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        return parent.isEmpty ? "/" : parent
    }

    /// Removes the directories that are empty by now, and forgets them.
    mutating func removeEmptyFolders() throws(SystemError) {
        var left: [String] = []
        for folder in folders.sorted(by: { $0.utf8.count > $1.utf8.count })
        where File.kind(folder) == .directory {
            if try !File.removeEmptyDirectory(folder) { left.append(folder) }
        }
        folders = left.reversed()
    }
}

extension Ledger {
    private var tracesPath: String { folder + "/traces.json" }

    func traces() throws(ExportError) -> Traces {
        let path = tracesPath
        let bytes = try onSystem { () throws(SystemError) in try File.readIfThere(path) }
        guard let bytes else { return Traces() }
        do { return try VersionedFile.read(bytes) } catch { throw .badEntry(path: path, error) }
    }

    func save(_ traces: Traces) throws(SystemError) {
        // What killed commands were writing; nobody else writes now.
        for name in File.names(in: folder) where name.hasPrefix("traces.json.new-") {
            try File.remove("\(folder)/\(name)")
        }
        if traces.isEmpty { return try File.remove(tracesPath) }
        try File.makeDirectories(folder, mode: 0o700)
        let bytes = VersionedFile(traces).bytes
        try File.replace(tracesPath, with: bytes, mode: 0o600, durable: true)
    }
}
