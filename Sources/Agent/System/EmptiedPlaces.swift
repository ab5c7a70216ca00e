import Linux
import Wire

/// Where OpenRC's scripts remove all files when they begin, whatever is mounted there.
///
/// A volume that is asked for there is refused before a box is made. But an image's own links may lead
/// another one there, and so may what the user told the engine.
struct EmptiedPlaces {
    /// Where a path leads in the box; nil when nowhere.
    var real: (String) -> String? = { File.realPath($0) }
    var isFile: (String) -> Bool = { File.kindFollowed($0) == .file }

    private static let folders = ["/tmp", "/run", "/var/run", "/var/lock"]
    /// What an engine mounts there that is no directory of the host's.
    private static let harmless = ["tmpfs", "devpts", "mqueue", "proc", "sysfs", "cgroup2"]
    /// The host, which scripts can only read; and what some engines give all containers a copy of.
    private static let known = ["/run/host", "/run/secrets"]

    /// The first place of the host's that would be emptied.
    ///
    /// - Parameters:
    ///   - mounts: what the box was made with.
    ///   - list: all that is mounted: proc(5), mountinfo.
    /// - Returns: a path in the box; nil when there is none.
    func place(of mounts: [BoxSetup.Mapping], _ list: [UInt8]) -> String? {
        let asked = mounts.map { real($0.box.text) ?? $0.box.text }
        let found = list.split(separator: UInt8(ascii: "\n")).compactMap { line -> String? in
            let fields = line.split(separator: UInt8(ascii: " ")).map { Array($0).text }
            guard fields.count > 6, let dash = fields.lastIndex(of: "-"), dash + 1 < fields.count,
                !Self.harmless.contains(fields[dash + 1]),
                // A script cannot remove a file that something is mounted at.
                !isFile(fields[4])
            else { return nil }
            return fields[4]
        }
        let emptied = Self.folders.flatMap { [$0, real($0) ?? $0] }
        return (asked + found).first { path in
            emptied.contains { Self.isPath(path, in: $0) }
                && !Self.known.contains { Self.isPath(path, in: $0) }
        }
    }

    private static func isPath(_ path: String, in folder: String) -> Bool {
        path == folder || path.hasPrefix(folder + "/")
    }
}
