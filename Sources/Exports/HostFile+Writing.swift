import Boxes
import Glibc
import Linux

extension HostFile {
    /// What stands in a place.
    enum Found: Equatable {
        case nothing
        /// Something that could have been written for an export; see ``HostFile/fingerprint``.
        case known(String)
        /// A directory, a pipe, a file that is too large or may not be read.
        case other
    }

    /// Looks at what the path itself is: a link is not followed.
    static func look(_ path: String) -> Found {
        switch File.kind(path) {
        case nil: return .nothing
        case .link?:
            guard let target = File.target(path) else { return .other }
            return .known(HostFile(path, .link(target)).fingerprint)
        case .file?:
            guard let file = try? File.open(Array(path.utf8)),  // unreadable: not what was written
                let status = FileStatus(of: file), status.kind == .file, status.size <= limit,
                let bytes = try? file.readToEnd(of: path, limit: limit)
            else { return .other }
            return .known(HostFile(path, .file(bytes, mode: status.mode)).fingerprint)
        case .directory?, .socket?, .other?: return .other
        }
    }

    /// No file of an export is as large.
    private static let limit = 64 << 20

    /// Where it is written before it takes its place; a killed command's is overwritten.
    private var beside: String { path + ".alcove-new" }

    /// Removes what a killed command had begun to write.
    func removeBeginning() throws(SystemError) { try File.remove(beside) }

    /// Puts the file in its place, whole, instead of what stands there.
    func write() throws(SystemError) {
        let beside = beside
        try File.remove(beside)
        do {
            switch content {
            case .file(let bytes, let mode):
                let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
                let file = try FileDescriptor(opening: beside, flags, mode: 0o600)
                try file.write(bytes, to: path)
                try check("fchmod", path) { fchmod(file.number, mode) }
            case .link(let target):
                try check("symlink", path) { unsafe symlink(target, beside) }
            }
            try File.move(beside, to: path)
        } catch {
            // The first error is the one to tell.
            try? File.remove(beside)
            throw error
        }
    }

    /// The path, when a file may have it.
    static func checkPath(_ path: String) throws(ExportError) {
        guard path.hasPrefix("/"), path != "/", !path.utf8.contains(0),
            Bearings.normal(path) == path
        else { throw .badPath(path) }
    }
}
