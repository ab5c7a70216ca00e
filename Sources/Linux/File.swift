import CLinux
import Glibc

/// Whole files, by path.
package enum File {
    /// The file's bytes; one that has more than the limit is `EFBIG`.
    package static func read(_ path: String, limit: Int = 64 << 20) throws(SystemError) -> [UInt8] {
        let file = try FileDescriptor(opening: path, O_RDONLY)
        return try file.readToEnd(of: path, limit: limit)
    }

    /// The file's bytes, or nil when there is no such file.
    package static func readIfThere(_ path: String) throws(SystemError) -> [UInt8]? {
        do {
            return try read(path)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
    }

    /// The bytes of a regular file; what is none is `EINVAL`, and is not waited for.
    ///
    /// It is not even opened: a device may do something by that alone. One that does not have the bytes that
    /// it is said to have is `EBUSY`: somebody writes it, or the kernel makes it up (`/proc` knows much about
    /// whoever reads there).
    package static func readRegular(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let place = try FileDescriptor(opening: path, Int32(CL_PATH))
        guard let status = FileStatus(of: place), status.kind == .file else {
            throw SystemError(call: "read", subject: path, code: EINVAL)
        }
        if status.size > Int64(limit) {
            throw SystemError(call: "read", subject: path, code: EFBIG)
        }
        do throws(SystemError) {
            let file = try place.reopened(O_RDONLY | O_NONBLOCK)
            let bytes = try file.readToEnd(of: path, limit: Int(status.size))
            if bytes.count == status.size { return bytes }
            throw SystemError(call: "read", subject: path, code: EBUSY)
        } catch {
            let isOther = [EFBIG, EAGAIN].contains(error.code)
            throw SystemError(call: error.call, subject: path, code: isOther ? EBUSY : error.code)
        }
    }

    /// Writes beside the place and renames, so that there is always one whole file; when `durable`,
    /// one that outlasts a power failure.
    package static func replace(
        _ path: String,
        with bytes: [UInt8],
        mode: UInt32,
        durable: Bool = false
    ) throws(SystemError) {
        let (beside, number) = try makeBeside(path)
        let file = FileDescriptor(owning: number)
        do {
            // The name that somebody knows, and finds there.
            try file.write(bytes, to: path)
            try check("fchmod", path) { fchmod(file.number, mode) }
            if durable { try check("fsync", path) { fsync(file.number) } }
            try check("rename", path) { unsafe Glibc.rename(beside, path) }
        } catch {
            _ = unsafe unlink(beside)
            throw error
        }
        guard durable else { return }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let folder = try FileDescriptor(
            opening: parent.isEmpty ? "/" : parent,
            O_RDONLY | O_DIRECTORY
        )
        try check("fsync", parent) { fsync(folder.number) }
    }

    /// Makes a new file beside another one.
    ///
    /// In a folder of others something may stand there already, a link that leads elsewhere among
    /// them: that is neither written to nor taken away.
    package static func makeBeside(
        _ path: String
    ) throws(SystemError) -> (path: String, number: Int32) {
        var beside = "\(path).new-\(getpid())"
        for _ in 0..<16 {
            do {
                let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
                return (beside, try FileDescriptor(opening: beside, flags, mode: 0o600).release())
            } catch {
                // The name that somebody knows.
                guard error.code == EEXIST else {
                    throw SystemError(call: error.call, subject: path, code: error.code)
                }
                beside = "\(path).new-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
            }
        }
        throw SystemError(call: "open", subject: path, code: EEXIST)
    }

    /// What the path itself is, links not followed; nil when there is nothing.
    package static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return Kind(status.st_mode)
    }

    /// What the path leads to; nil when that is nothing.
    package static func kindFollowed(_ path: String) -> Kind? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Kind(status.st_mode)
    }

    package enum Kind: Sendable {
        case file, directory, link, socket, other

        init(_ mode: UInt32) {
            switch mode & S_IFMT {
            case S_IFREG: self = .file
            case S_IFDIR: self = .directory
            case S_IFLNK: self = .link
            case S_IFSOCK: self = .socket
            default: self = .other
            }
        }
    }

    /// Makes the directory and those above it.
    package static func makeDirectories(_ path: String, mode: UInt32) throws(SystemError) {
        if kindFollowed(path) == .directory { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectories(String(path[..<slash]), mode: mode)
        }
        if unsafe mkdir(path, mode) < 0, errno != EEXIST {
            throw SystemError(call: "mkdir", subject: path, code: errno)
        }
    }

    /// Where a link leads; nil when it is none.
    package static func target(_ path: String) -> String? {
        let room = Int(PATH_MAX)
        var length = -1
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            length = unsafe readlink(path, start, room)
            count = max(length, 0)
        }
        return length < 0 ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a directory, `.` and `..` apart; none when it cannot be read.
    package static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

extension FileDescriptor {
    /// Reads until the end; `subject` is what errors are about.
    package borrowing func readToEnd(
        of subject: String,
        limit: Int = 64 << 20
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        let number = number
        while true {
            let chunk = try readSome(from: number, subject: subject)
            if chunk.isEmpty { return bytes }
            bytes.append(contentsOf: chunk)
            if bytes.count > limit {
                throw SystemError(call: "read", subject: subject, code: EFBIG)
            }
        }
    }

    package borrowing func write(_ bytes: [UInt8], to subject: String) throws(SystemError) {
        try writeAll(bytes[...], to: number, subject: subject)
    }
}

/// One reading; empty at the end.
package func readSome(
    from number: Int32,
    subject: String,
    room: Int = 65536
) throws(SystemError) -> [UInt8] {
    while true {
        var answer = 0
        let chunk = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            answer = unsafe read(number, buffer.baseAddress, room)
            count = max(answer, 0)
        }
        if answer >= 0 { return chunk }
        if errno != EINTR { throw SystemError(call: "read", subject: subject, code: errno) }
    }
}

/// Writes all bytes, waiting as long as it takes.
package func writeAll(
    _ bytes: ArraySlice<UInt8>,
    to number: Int32,
    subject: String
) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
        if count < 0 {
            if errno == EINTR { continue }
            if errno == EAGAIN {
                var waiting = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&waiting, 1, -1)
                continue
            }
            throw SystemError(call: "write", subject: subject, code: errno)
        }
        rest = rest.dropFirst(count)
    }
}

extension File {
    /// Whether this process may read and write what the path leads to.
    package static func isUsable(_ path: String) -> Bool {
        unsafe access(path, R_OK | W_OK) == 0
    }

    /// Throws what ``replace(_:with:mode:durable:)`` would, as far as that is known before.
    package static func checkReplaceable(_ path: String) throws(SystemError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try check("open", path) { unsafe access(folder, W_OK | X_OK) }
    }

    /// Whether the path leads to a regular file that somebody may execute.
    package static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o111 != 0
    }
}
