import Glibc
package import Linux

/// Copies of files that only a box has, for programs of the host's that are to show them.
package struct HostCopies {
    private let folder: String
    /// Bytes that a file may have: copies are in memory, mostly.
    package static let most: Int64 = 64 << 20
    /// What all copies may have together, and how many there may be; the oldest go first.
    static let mostTogether: Int64 = 256 << 20
    static let mostCopies = 256
    /// Seconds after which a copy has been looked at.
    private static let lifetime: Int64 = 24 * 3600
    /// Milliseconds for which another copy may be being made.
    private static let patience = 10_000

    package init(folder: String) { self.folder = folder }

    package enum Fault: Error, Equatable {
        case tooLarge
        case system(SystemError)
    }

    /// Makes a copy that nobody writes to, so that nobody takes it for the file itself.
    ///
    /// - Parameters:
    ///   - file: the file, open for reading.
    ///   - path: how the box calls it.
    /// - Returns: the path of the copy.
    /// - Throws: a fault, when there is no copy then.
    package func add(
        _ file: borrowing FileDescriptor,
        called path: String
    ) throws(Fault) -> String {
        let size = FileStatus(of: file)?.size ?? 0
        guard size <= Self.most else { throw .tooLarge }
        // Several at once would each find the room that there is for one.
        let lock = "\(folder).lock"
        let held: FileLock?
        do {
            held = try FileLock.wait(lock, milliseconds: Self.patience)
        } catch {
            throw .system(error)
        }
        guard let held else {
            throw .system(SystemError(call: "flock", subject: lock, code: EAGAIN))
        }
        defer { extendLifetime(held) }
        makeRoom(for: size)
        let place = "\(folder)/\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        do throws(SystemError) {
            try File.makeDirectories(place, mode: 0o700)
            let copy = place + "/" + Self.name(path)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
            let target = try FileDescriptor(opening: copy, flags, mode: 0o400)
            _ = try file.copy(size, to: target, of: path) { _ in true }
            return copy
        } catch {
            try? File.removeTree(place)
            throw .system(error)
        }
    }

    /// Takes away what was looked at long ago, and the oldest of what leaves no room for another.
    private func makeRoom(for size: Int64) {
        let oldest = (Clock.now - Self.lifetime) * 1_000_000_000
        let copies = File.names(in: folder).compactMap { Copy(at: folder + "/" + $0) }
            .sorted { $0.made < $1.made }
        var (together, count) = (copies.map(\.size).reduce(size, +), copies.count + 1)
        for copy in copies {
            guard copy.made < oldest || together > Self.mostTogether || count > Self.mostCopies
            else { break }
            // What cannot be taken away goes with the session. Who has it open goes on with it.
            try? File.removeTree(copy.place)
            together -= copy.size
            count -= 1
        }
    }

    /// A directory with one file in it.
    private struct Copy {
        let place: String
        let made: Int64
        let size: Int64

        init?(at place: String) {
            guard let status = FileStatus(place) else { return nil }
            self.place = place
            made = status.modified
            size = File.names(in: place).reduce(0) {
                $0 + (FileStatus("\(place)/\($1)")?.size ?? 0)
            }
        }
    }

    /// The last part of a path, as a name with which nothing can be meant but a file.
    static func name(_ path: String) -> String {
        let part = path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
        let plain = part.suffix(100).map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                byte
            case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): byte
            default: UInt8(ascii: "_")
            }
        }
        guard let first = plain.first, !".-".utf8.contains(first) else {
            return "file" + plain.text
        }
        return plain.text
    }
}
