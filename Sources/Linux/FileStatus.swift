import Glibc

/// What a file system tells of a file.
package struct FileStatus: Equatable, Sendable {
    package let kind: File.Kind
    package let owner: UInt32
    package let group: UInt32
    /// The permission bits, set-user-id and its kin among them.
    package let mode: UInt32
    package let size: Int64
    package let device: UInt64
    package let inode: UInt64
    /// How many names the file has.
    package let links: UInt64
    /// Bytes that it takes on disk.
    package let allocated: Int64
    /// When its bytes were changed last: nanoseconds since 1970.
    package let modified: Int64
    /// When anything of it was changed last, which nobody can set; likewise.
    package let changed: Int64

    /// Of the path itself, links not followed; nil when there is nothing.
    package init?(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of what the path leads to.
    package init?(following path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of an entry of an open directory, links not followed.
    init?(_ name: [UInt8], in folder: Int32) {
        var status = stat()
        let answer = unsafe name.withCString {
            unsafe fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        guard answer == 0 else { return nil }
        self.init(status)
    }

    /// Of an open file.
    package init?(of file: borrowing FileDescriptor) {
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        kind = File.Kind(status.st_mode)
        owner = status.st_uid
        group = status.st_gid
        mode = status.st_mode & 0o7777
        size = Int64(status.st_size)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        links = UInt64(status.st_nlink)
        allocated = Int64(status.st_blocks) * 512
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension FileStatus {
    /// Whether no user but that one, and root, may write it.
    ///
    /// A group with the user's own number is theirs alone, as most distributions have it.
    package func isWritable(byNobodyBut user: UInt32) -> Bool {
        [0, user].contains(owner) && mode & 0o002 == 0
            && (mode & 0o020 == 0 || [0, user].contains(group))
    }

    /// Tells a file from another, and from itself with other bytes.
    package var identity: String { "\(device) \(inode) \(size) \(modified) \(changed)" }
}
