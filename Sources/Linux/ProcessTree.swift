import Glibc

/// Who is whose child, as `/proc` tells it at a moment: see proc(5), `/proc/PID/stat`.
package struct ProcessTree {
    package struct Entry: Equatable, Sendable {
        package let pid: Int32
        package let parent: Int32
        package let group: Int32
        package let session: Int32
        package let isZombie: Bool
    }

    package let entries: [Entry]

    package init() {
        entries = File.names(in: "/proc").compactMap { name in
            guard let pid = Int32(name) else { return nil }
            // It may have ended since the listing.
            guard let bytes = try? File.read("/proc/\(name)/stat") else { return nil }
            return Entry(pid: pid, stat: bytes)
        }
    }

    /// All below that process, which is not one of them.
    package func descendants(of pid: Int32) -> [Int32] {
        var found: [Int32] = []
        var front: Set<Int32> = [pid]
        while !front.isEmpty {
            let next = entries.filter { front.contains($0.parent) }.map(\.pid)
            found += next
            front = Set(next)
        }
        return found
    }
}

extension ProcessTree.Entry {
    /// From the line of `/proc/PID/stat`; the name in it may hold anything, brackets included.
    init?(pid: Int32, stat: [UInt8]) {
        guard let bracket = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(bracket + 1)...].split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count > 3, let parent = Int32(fields[1]), let group = Int32(fields[2]),
            let session = Int32(fields[3])
        else { return nil }
        self.pid = pid
        self.parent = parent
        self.group = group
        self.session = session
        isZombie = fields[0] == "Z" || fields[0] == "X"
    }
}
