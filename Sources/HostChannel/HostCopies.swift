import Glibc
package import Linux

/// Copies of files that only a box has, for programs of the host's that are to show them.
package struct HostCopies {
    private let folder: String
    /// Bytes that a file may have: copies are in memory, mostly.
    package static let most: Int64 = 64 << 20
    /// Seconds after which a copy has been looked at.
    private static let lifetime: Int64 = 24 * 3600

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
        sweep()
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

    /// Takes away what was looked at long ago.
    private func sweep() {
        let oldest = (Clock.now - Self.lifetime) * 1_000_000_000
        for name in File.names(in: folder) {
            let place = folder + "/" + name
            guard let status = FileStatus(place), status.modified < oldest else { continue }
            // What cannot be taken away goes with the session.
            try? File.removeTree(place)
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
