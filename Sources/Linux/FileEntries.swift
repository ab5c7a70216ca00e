import CLinux
import Glibc

/// Entries of directories.
extension File {
    /// Takes the entry away; one that is not there is no error.
    package static func remove(_ path: String) throws(SystemError) {
        try allowingAbsence("unlink", path) { unsafe unlink(path) }
    }

    /// Removes the directory if it is empty.
    ///
    /// - Returns: whether it is gone; one that was not there is.
    @discardableResult
    package static func removeEmptyDirectory(_ path: String) throws(SystemError) -> Bool {
        do {
            try allowingAbsence("rmdir", path) { unsafe rmdir(path) }
            return true
        } catch {
            if error.code == ENOTEMPTY || error.code == EEXIST { return false }
            throw error
        }
    }

    /// Removes the directory and all in it; links are removed, never followed.
    package static func removeTree(_ path: String) throws(SystemError) {
        guard let status = FileStatus(path) else { return }
        guard status.kind == .directory else { return try remove(path) }
        // A directory that its owner may not change, as caches of sources are, cannot be emptied.
        if status.mode & 0o700 != 0o700 { _ = unsafe chmod(path, status.mode | 0o700) }
        for name in names(in: path) { try removeTree(path + "/" + name) }
        try allowingAbsence("rmdir", path) { unsafe rmdir(path) }
    }

    package static func move(_ path: String, to place: String) throws(SystemError) {
        try check("rename", path) { unsafe rename(path, place) }
    }

    /// The same, unless something stands there: then the answer is false.
    package static func moveToFree(_ path: String, _ place: String) throws(SystemError) -> Bool {
        let code = unsafe cl_rename_new(path, place)
        if code == EEXIST { return false }
        guard code != 0 else { return true }
        throw SystemError(call: "renameat2", subject: path, code: code)
    }

    /// Makes the time of its last change the present.
    package static func touch(_ path: String) {
        // A time that cannot be set is an old one.
        _ = unsafe utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
    }

    /// Makes an empty file whose last change was at a time: nanoseconds since 1970.
    package static func mark(_ path: String, with time: Int64) throws(SystemError) {
        let beside = "\(path).new-\(getpid())"
        let file = try FileDescriptor(opening: beside, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        let billion: Int64 = 1_000_000_000
        let moment = timespec(tv_sec: Int(time / billion), tv_nsec: Int(time % billion))
        do {
            try check("futimens", path) { unsafe futimens(file.number, [moment, moment]) }
            try move(beside, to: path)
        } catch {
            _ = unsafe unlink(beside)
            throw error
        }
    }

    /// Makes `path` a link to `target`, at once, whatever stood there.
    package static func link(_ path: String, to target: String) throws(SystemError) {
        let beside = "\(path).new-\(getpid())"
        try remove(beside)
        try check("symlink", path) { unsafe symlink(target, beside) }
        do {
            try move(beside, to: path)
        } catch {
            _ = unsafe unlink(beside)
            throw error
        }
    }

    /// Makes the directory; false when there is one already.
    package static func makeDirectory(_ path: String, mode: UInt32) throws(SystemError) -> Bool {
        do {
            try check("mkdir", path) { unsafe mkdir(path, mode) }
            return true
        } catch {
            if error.code == EEXIST { return false }
            throw error
        }
    }

    /// Waits until the entries of a directory would outlast a power failure.
    package static func sync(_ directory: String) throws(SystemError) {
        let folder = try FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY)
        try check("fsync", directory) { fsync(folder.number) }
    }

    /// The path without links in it; nil when it leads nowhere.
    package static func realPath(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    private static func allowingAbsence(
        _ call: String,
        _ path: String,
        _ body: () -> Int32
    ) throws(SystemError) {
        do {
            try check(call, path, body)
        } catch {
            if error.code != ENOENT { throw error }
        }
    }
}
