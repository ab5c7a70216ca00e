import CLinux
import Glibc

/// A directory by its descriptor, and what is done below it without being led out of it.
///
/// A link in a path is followed as if this directory were the root, and no path reaches another
/// mount: what an image put there cannot turn a write towards the host.
package struct Folder: ~Copyable {
    let descriptor: FileDescriptor
    /// The path it was opened by, for messages.
    package let path: String
    /// A directory of it that is a mount of its own, and no less its own for that.
    private let part: Part?

    private final class Part {
        let descriptor: FileDescriptor
        let name: String

        init(_ name: String, of path: String) throws(SystemError) {
            let flags = Int32(CL_PATH) | O_DIRECTORY | O_NOFOLLOW
            descriptor = try FileDescriptor(opening: "\(path)/\(name)", flags)
            self.name = name
        }
    }

    /// With `part`, the name of one entry, what is below that is reached as well: a mount that the
    /// caller knows to be nobody else's.
    package init(_ path: String, with part: String? = nil) throws(SystemError) {
        let own = try part.map { name throws(SystemError) in try Part(name, of: path) }
        descriptor = try FileDescriptor(opening: path, Int32(CL_PATH) | O_DIRECTORY)
        self.path = path
        self.part = own
    }

    init(_ descriptor: consuming FileDescriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
        part = nil
    }

    /// The directory from which a path is to be opened, and the path from there.
    private func begin(_ name: String, acrossMounts: Bool) -> (number: Int32, name: String) {
        guard let part, !acrossMounts else { return (descriptor.number, name) }
        if name == part.name { return (part.descriptor.number, ".") }
        guard name.hasPrefix(part.name + "/") else { return (descriptor.number, name) }
        return (part.descriptor.number, String(name.dropFirst(part.name.utf8.count + 1)))
    }

    private func open(
        _ name: String,
        _ flags: Int32,
        mode: UInt32 = 0,
        acrossMounts: Bool = false
    ) throws(SystemError) -> FileDescriptor {
        let subject = "\(path == "/" ? "" : path)/\(name)"
        let bounds = CL_IN_ROOT | (acrossMounts ? 0 : CL_NO_OTHER_MOUNTS)
        let (start, name) = begin(name, acrossMounts: acrossMounts)
        var answer = unsafe cl_open_within(start, name, flags, mode, UInt64(bounds))
        if answer == -ENOSYS {
            // A kernel before 5.6: no link at the end, at least.
            answer = unsafe openat(start, name, flags | O_CLOEXEC | O_NOFOLLOW, mode)
            if answer < 0 { answer = -errno }
        }
        return FileDescriptor(owning: try Linux.descriptor("openat2", subject, answer))
    }

    /// The file's bytes; nil when there is no such file here.
    package func readIfThere(_ name: String) throws(SystemError) -> [UInt8]? {
        do {
            // Not waiting: a pipe that an image has in the place of a file is empty.
            // Only who asks for the host's file gets one: a link of the image's must not, as what
            // is read is often written again for everybody to see.
            let isHosts = name.hasPrefix("run/host/")
            let file = try open(name, O_RDONLY | O_NONBLOCK, acrossMounts: isHosts)
            guard FileStatus(of: file)?.kind == .file else { return nil }
            return try file.readToEnd(of: name)
        } catch {
            if [ENOENT, ENOTDIR, ELOOP, EXDEV, ENXIO].contains(error.code) { return nil }
            throw error
        }
    }

    /// Whether there is a regular file that somebody may execute.
    package func hasProgram(_ name: String) -> Bool {
        guard let status = status(name) else { return false }
        return status.isFile && status.mode & 0o111 != 0
    }

    /// What a path leads to; nil when that is nothing.
    package func status(_ name: String) -> Status? {
        guard let file = try? open(name, Int32(CL_PATH), acrossMounts: true) else {
            return nil  // not there, or not to be reached: the same to those who ask
        }
        var found = stat()
        guard unsafe fstat(file.number, &found) == 0 else { return nil }
        return Status(found)
    }

    /// What the path itself is, a link at its end not followed; nil when there is nothing.
    package func statusOfLink(_ name: String) -> Status? {
        guard let parent = try? parent(of: name, acrossMounts: true) else { return nil }
        var found = stat()
        guard unsafe fstatat(parent.number, lastName(of: name), &found, AT_SYMLINK_NOFOLLOW) == 0
        else {
            return nil
        }
        return Status(found)
    }

    package struct Status: Equatable, Sendable {
        package let mode: UInt32
        package let uid: UInt32
        package let gid: UInt32
        package let inode: UInt64
        package let size: Int64
        package let modified: Int64

        init(_ status: stat) {
            mode = status.st_mode
            uid = status.st_uid
            gid = status.st_gid
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        }

        package var isFile: Bool { mode & S_IFMT == S_IFREG }
        package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
        package var isLink: Bool { mode & S_IFMT == S_IFLNK }
    }

    /// Where the link at the path leads; nil when it is none.
    package func target(_ name: String) -> String? {
        guard let parent = try? parent(of: name, acrossMounts: true) else { return nil }
        var length = -1
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            length = unsafe readlinkat(parent.number, lastName(of: name), start, buffer.count)
            count = max(length, 0)
        }
        return length < 0 ? nil : bytes.text
    }

    /// Writes beside the file and renames; a link in its place is replaced, not followed.
    ///
    /// A file that is there keeps its owners; `mode` holds for a new one.
    package func replace(_ name: String, with bytes: [UInt8], mode: UInt32) throws(SystemError) {
        let parent = try parent(of: name, acrossMounts: false)
        let last = lastName(of: name)
        let before = statusOfLink(name).flatMap { $0.isFile ? $0 : nil }
        let beside = ".\(last).alcove-new"
        _ = unsafe unlinkat(parent.number, beside, 0)
        let file = FileDescriptor(
            owning: try check("openat", name) {
                unsafe openat(
                    parent.number,
                    beside,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    0o600
                )
            }
        )
        do {
            try file.write(bytes, to: name)
            if let before {
                // An owner that this box cannot give is left as it is.
                _ = fchown(file.number, before.uid, before.gid)
            }
            let finalMode = before.map { $0.mode & 0o7777 } ?? mode
            try check("fchmod", name) { fchmod(file.number, finalMode) }
            try check("renameat", name) {
                unsafe renameat(parent.number, beside, parent.number, last)
            }
        } catch {
            _ = unsafe unlinkat(parent.number, beside, 0)
            throw error
        }
    }

    /// Makes a link in one step, in place of a file or link that is there.
    package func link(_ name: String, to target: String) throws(SystemError) {
        let parent = try parent(of: name, acrossMounts: false)
        let last = lastName(of: name)
        let beside = ".\(last).alcove-new"
        _ = unsafe unlinkat(parent.number, beside, 0)
        try check("symlinkat", name) { unsafe symlinkat(target, parent.number, beside) }
        do {
            try check("renameat", name) {
                unsafe renameat(parent.number, beside, parent.number, last)
            }
        } catch {
            _ = unsafe unlinkat(parent.number, beside, 0)
            throw error
        }
    }

    /// Gives what is at a path another name, which nothing has.
    package func move(_ name: String, to other: String) throws(SystemError) {
        let source = try parent(of: name, acrossMounts: false)
        let target = try parent(of: other, acrossMounts: false)
        try check("renameat", name) {
            unsafe renameat(source.number, lastName(of: name), target.number, lastName(of: other))
        }
    }

    /// Makes the directory and those above it.
    package func makeDirectories(_ name: String, mode: UInt32 = 0o755) throws(SystemError) {
        var made = ""
        for part in name.split(separator: "/") {
            made += made.isEmpty ? String(part) : "/\(part)"
            if status(made)?.isDirectory == true { continue }
            let parent = try parent(of: made, acrossMounts: false)
            let last = lastName(of: made)
            let code = unsafe mkdirat(parent.number, last, mode) < 0 ? errno : 0
            if code != 0, code != EEXIST {
                throw SystemError(call: "mkdirat", subject: "\(path)\(made)", code: code)
            }
        }
    }

    /// Removes a file, a link, or an empty directory; one that is not there is no error.
    package func remove(_ name: String, directory: Bool = false) throws(SystemError) {
        let parent = try parent(of: name, acrossMounts: false)
        let last = lastName(of: name)
        let flags: Int32 = directory ? AT_REMOVEDIR : 0
        if unsafe unlinkat(parent.number, last, flags) < 0, errno != ENOENT {
            throw SystemError(call: "unlinkat", subject: name, code: errno)
        }
    }

    /// Takes away what was mounted over the file itself (Docker does that); a link is not followed.
    ///
    /// That nothing was is as good.
    package func uncover(_ name: String) {
        guard let parent = try? parent(of: name, acrossMounts: false) else { return }
        let place = "/proc/self/fd/\(parent.number)/\(lastName(of: name))"
        _ = unsafe umount2(place, Int32(CL_DETACH_UNFOLLOWED))
    }

    private func parent(
        of name: String,
        acrossMounts: Bool
    ) throws(SystemError) -> FileDescriptor {
        let folder = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
        let flags = Int32(CL_PATH) | O_DIRECTORY
        return try open(folder.isEmpty ? "." : folder, flags, acrossMounts: acrossMounts)
    }

    private func lastName(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
    }
}
