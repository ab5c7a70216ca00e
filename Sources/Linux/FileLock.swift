import Glibc

/// A lock on a file, held until the last use of it ends or the process does: flock(2).
///
/// Who has the lock may remove the file; the file tells their process id to those who wait.
package struct FileLock: ~Copyable {
    private let file: FileDescriptor
    package let path: String

    private init(file: consuming FileDescriptor, path: String) {
        self.file = file
        self.path = path
    }

    /// Takes the lock if nobody has it; nil when somebody does.
    package static func attempt(_ path: String) throws(SystemError) -> FileLock? {
        while true {
            let file = try FileDescriptor(opening: path, O_RDWR | O_CREAT, mode: 0o600)
            guard try isTaken(file, path) else { return nil }
            // The file may have been removed, or made anew, before the lock was ours.
            let ours = FileStatus(of: file)
            guard let there = FileStatus(path), there.inode == ours?.inode,
                there.device == ours?.device
            else { continue }
            let lock = FileLock(file: file, path: path)
            try lock.sign()
            return lock
        }
    }

    /// Takes the lock, waiting for it; nil when the time was over or `until` came true.
    package static func wait(
        _ path: String,
        milliseconds: Int,
        until isNeedless: () -> Bool = { false }
    ) throws(SystemError) -> FileLock? {
        var left = milliseconds
        var pause = 5
        while true {
            if let lock = try attempt(path) { return lock }
            if left <= 0 || isNeedless() { return nil }
            usleep(UInt32(min(pause, left)) * 1000)
            left -= pause
            pause = min(pause * 2, 50)
        }
    }

    /// Takes the lock on a directory that is there, waiting for it; nil when the time was over or `until` came true.
    ///
    /// It needs no right to write there, so that it may be between users.
    package static func wait(
        onDirectory path: String,
        milliseconds: Int,
        until isNeedless: () -> Bool = { false }
    ) throws(SystemError) -> FileLock? {
        let file = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
        let start = Moment()
        while try !isTaken(file, path) {
            if start.millisecondsAgo >= milliseconds || isNeedless() { return nil }
            usleep(5_000)
        }
        return FileLock(file: file, path: path)
    }

    /// Whether somebody has the lock; nothing is made or changed.
    package static func isHeld(_ path: String) -> Bool {
        // A file that is not there is locked by nobody.
        guard let file = try? FileDescriptor(opening: path, O_RDWR) else { return false }
        return flock(file.number, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK
    }

    /// Who said last to have the lock.
    package static func holder(of path: String) -> Int32? {
        // A file that cannot be read names nobody, which is the answer.
        guard let bytes = try? File.read(path, limit: 64) else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self))
    }

    private static func isTaken(
        _ file: borrowing FileDescriptor,
        _ path: String
    ) throws(SystemError) -> Bool {
        let number = file.number
        do {
            try check("flock", path) { flock(number, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.code == EWOULDBLOCK { return false }
            throw error
        }
    }

    private borrowing func sign() throws(SystemError) {
        let number = file.number
        try check("ftruncate", path) { ftruncate(number, 0) }
        do { try file.write(Array("\(getpid())\n".utf8), to: path) } catch {
            // On a full disk the lock is as good without a name; else nothing could be removed there.
            guard error.isOfFullDisk else { throw error }
        }
    }
}
