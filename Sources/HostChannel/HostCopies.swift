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

    /// Milliseconds that a copy may take: what is read may be of a file system of the box's own.
    private static let deadline: Int64 = 60_000
    /// The clock of it.
    var milliseconds: () -> Int64 = { Clock.monotonic }
    /// Bytes after which it is looked whether that time is over.
    private static let chunk: Int64 = 1 << 20

    package init(folder: String) { self.folder = folder }

    package enum Fault: Error, Equatable {
        case tooLarge
        case tooSlow(seconds: Int)
        /// Others took its room while it was made.
        case noRoom
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
        let end = milliseconds() + Self.deadline
        let size = FileStatus(of: file)?.size ?? 0
        guard size <= Self.most else { throw .tooLarge }
        let copy: String
        let target: FileDescriptor
        do {
            let reserved = try reserve(size, for: path)
            copy = reserved.path
            target = FileDescriptor(owning: reserved.number)
        } catch {
            throw .system(error)
        }
        do throws(Fault) {
            try fill(target, with: file, size, called: path, until: end)
            // Nobody was kept waiting by this one; so another may have needed the room.
            if FileStatus(copy) == nil { throw .noRoom }
        } catch {
            // The fault is what is told; what is left of the copy goes with the next one that needs its room.
            try? File.removeTree(Self.place(of: copy))
            throw error
        }
        return copy
    }

    private func fill(
        _ target: borrowing FileDescriptor,
        with file: borrowing FileDescriptor,
        _ size: Int64,
        called path: String,
        until end: Int64
    ) throws(Fault) {
        let isWhole: Bool
        do {
            isWhole = try file.copy(size, to: target, of: path, chunk: Self.chunk) { _ in
                milliseconds() < end
            }
        } catch {
            throw .system(error)
        }
        guard isWhole else { throw .tooSlow(seconds: Int(Self.deadline / 1000)) }
    }

    /// Makes the copy's file, which has its size from the start, so that others count it.
    ///
    /// Nothing of the box's is read while the lock is held: it could keep all others waiting.
    private func reserve(
        _ size: Int64,
        for path: String
    ) throws(SystemError) -> (path: String, number: Int32) {
        // Several at once would each find the room that there is for one.
        let lock = "\(folder).lock"
        guard let held = try FileLock.wait(lock, milliseconds: Self.patience) else {
            throw SystemError(call: "flock", subject: lock, code: EAGAIN)
        }
        defer { extendLifetime(held) }
        makeRoom(for: size)
        let place = "\(folder)/\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        do {
            try File.makeDirectories(place, mode: 0o700)
            let copy = place + "/" + Self.name(path)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
            let target = try FileDescriptor(opening: copy, flags, mode: 0o400)
            try check("ftruncate", copy) { ftruncate(target.number, off_t(size)) }
            return (copy, target.release())
        } catch {
            try? File.removeTree(place)
            throw error
        }
    }

    /// The directory that a copy has for itself.
    private static func place(of copy: String) -> String {
        copy.lastIndex(of: "/").map { String(copy[..<$0]) } ?? copy
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
