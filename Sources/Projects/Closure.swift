package import Boxes
import Glibc
package import Linux

/// All files that decide what a manifest may do, byte by byte: itself, what it extends, its lock, and
/// the Containerfiles and scripts that it names.
///
/// The bytes stand for a digest of them: they cannot collide, and tell what is different.
package struct Closure: Codable, Equatable, Sendable {
    package private(set) var files: [Part]

    /// A file of it.
    package struct Part: Codable, Equatable, Sendable {
        /// Absolute, as it is reached from the manifest.
        package let path: String
        /// Nil for one that is named, and not there.
        package let content: StoredBytes?

        package init(path: String, bytes: [UInt8]?) {
            self.path = path
            content = bytes.map(StoredBytes.init)
        }
    }

    package init(_ files: [Part] = []) { self.files = files }

    mutating func add(_ file: Part) { files.append(file) }

    /// The bytes of one of its files.
    package subscript(path: String) -> [UInt8]? {
        part(path)?.content?.bytes
    }

    /// Whether a file belongs to it, be it there or not.
    package func has(_ path: String) -> Bool { part(path) != nil }

    private func part(_ path: String) -> Part? { files.first { $0.path.isSame(as: path) } }

    /// The bytes of a file: as they are here, else those on disk; nil when there is none.
    package func read(_ path: String) throws(SystemError) -> [UInt8]? {
        guard let part = part(path) else { return try Self.read(path) }
        return part.content?.bytes
    }

    /// How many bytes all of it has.
    var size: Int { files.reduce(0) { $0 + ($1.content?.bytes.count ?? 0) } }

    /// The paths of files that are not as they were.
    package func changes(_ read: (String) throws(SystemError) -> [UInt8]? = read) -> [String] {
        files.filter { (try? read($0.path)) != $0.content?.bytes }.map(\.path)
    }

    /// Whether all of it is as it was; the rest is not read when one is not.
    package var isUnchanged: Bool {
        files.allSatisfy { file in
            do throws(SystemError) {
                return try Self.read(file.path) == file.content?.bytes
            } catch {
                return false
            }
        }
    }

    /// The same with other bytes of a file that belongs to it.
    package func with(_ bytes: [UInt8]?, for path: String) -> Closure {
        Closure(files.map { $0.path.isSame(as: path) ? Part(path: path, bytes: bytes) : $0 })
    }

    /// The bytes of a regular file; nil when there is none.
    ///
    /// - Throws: `EFBIG` for one that is too large, `EINVAL` for what is no file. Nothing is waited for.
    package static func read(_ path: String) throws(SystemError) -> [UInt8]? {
        do {
            return try File.readRegular(path, limit: limit)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
    }

    /// The most bytes that a file of it may have.
    package static let limit = 1 << 20
    /// The most bytes that all of them may have: they are compared at each `cd`.
    package static let room = 4 << 20
    /// The most files it may have.
    package static let count = 64
}
