import Glibc
import Linux
import Wire

/// Things of the host's that are covered in this box, and nowhere else: nothing that is mounted in a
/// box reaches the host.
enum Mounts {
    /// An empty directory in the place of one; done once.
    static func coverFolder(_ path: String) throws(SystemError) {
        let flags = Folder.pathOnly | O_DIRECTORY | O_NOFOLLOW
        try cover(try FileDescriptor(opening: path, flags), path, uid: 0, gid: 0)
    }

    /// An empty directory in the place of one that a user has below the host's root.
    ///
    /// The user may have put anything in its place, and root is who mounts: nothing but a directory of
    /// theirs, and below that root, is covered.
    static func coverFolder(
        _ name: String,
        of user: BoxSetup.User,
        in host: borrowing Folder
    ) throws(SystemError) -> Cover {
        let parent = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        let flags = Folder.pathOnly | O_DIRECTORY
        let place = Folder(owning: try host.reach(Array(parent.utf8), flags, .inside))
        func open() throws(SystemError) -> FileDescriptor {
            try place.reach(Array(last.utf8), flags, .noLinks)
        }
        var folder = try open()
        if isCovered(folder) {
            // By an agent that is gone, and knew what is beneath.
            let path = "/proc/self/fd/\(folder.number)"
            try check("umount", name) { unsafe umount2(path, Int32(MNT_DETACH)) }
            folder = try open()
        }
        guard FileStatus(of: folder)?.owner == user.uid else {
            throw SystemError(call: "mount", subject: name, code: EPERM)
        }
        try cover(folder, name, uid: user.uid, gid: user.gid)
        return try Cover(beneath: folder, above: try open())
    }

    /// What is in the place of a directory of the host's, and that one.
    struct Cover: ~Copyable {
        let beneath: Folder
        let above: Folder
        /// A path of the host's directory, for as long as this value is there.
        let hosts: String
        /// What tells the one above from any other.
        let device: UInt64
        let inode: UInt64

        init(
            beneath: consuming FileDescriptor,
            above: consuming FileDescriptor
        ) throws(SystemError) {
            guard let status = FileStatus(of: above) else {
                throw SystemError(call: "fstat", subject: "directory", code: errno)
            }
            (device, inode) = (status.device, status.inode)
            hosts = "/proc/self/fd/\(beneath.number)"
            self.beneath = Folder(owning: beneath)
            self.above = Folder(owning: above)
        }
    }

    /// Mounts at what is open, wherever its path may lead by now.
    private static func cover(
        _ folder: borrowing FileDescriptor,
        _ path: String,
        uid: UInt32,
        gid: UInt32
    ) throws(SystemError) {
        if isCovered(folder) { return }
        let options = "mode=0700,uid=\(uid),gid=\(gid),size=1m"
        let place = "/proc/self/fd/\(folder.number)"
        try check("mount", path) {
            unsafe mount("alcove", place, "tmpfs", UInt(MS_NOSUID | MS_NODEV), options)
        }
    }

    /// Nothing in the place of a device's node.
    static func coverFile(_ path: String) throws(SystemError) {
        if let here = FileStatus(following: path), let null = FileStatus(following: "/dev/null"),
            (here.device, here.inode) == (null.device, null.inode)
        {
            return
        }
        try check("mount", path) {
            unsafe mount("/dev/null", path, nil, UInt(MS_BIND), nil)
        }
    }

    /// Whether something of ours is mounted at a directory: the mounts say so by their source.
    private static func isCovered(_ folder: borrowing FileDescriptor) -> Bool {
        // Without /proc nothing is known to be ours, and it is mounted once more.
        let told = (try? File.read("/proc/self/fdinfo/\(folder.number)")) ?? []
        let words = told.text.split(whereSeparator: \.isWhitespace)
        guard let place = words.firstIndex(of: "mnt_id:"), place + 1 < words.count else {
            return false
        }
        let lines = (try? File.read("/proc/self/mountinfo")) ?? []
        return lines.split(separator: UInt8(ascii: "\n")).contains { line in
            let fields = line.split(separator: UInt8(ascii: " "))
            return fields.count > 6 && Array(fields[0]).text == words[place + 1]
                && Array(fields[fields.count - 2]).text == "alcove"
        }
    }
}
