import Glibc
import Linux
import Wire

/// Things of the host's that are covered in this box, and nowhere else: nothing that is mounted in a
/// box reaches the host.
enum Mounts {
    /// An empty directory in the place of one, of that user; done once.
    static func coverFolder(_ path: String, uid: UInt32 = 0, gid: UInt32 = 0) throws(SystemError) {
        if isCovered(path) { return }
        let options = "mode=0700,uid=\(uid),gid=\(gid),size=1m"
        try check("mount", path) {
            unsafe mount("alcove", path, "tmpfs", UInt(MS_NOSUID | MS_NODEV), options)
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
    private static func isCovered(_ path: String) -> Bool {
        let lines = (try? File.read("/proc/self/mountinfo")) ?? []
        return lines.split(separator: UInt8(ascii: "\n")).contains { line in
            let fields = line.split(separator: UInt8(ascii: " "))
            return fields.count > 6 && Array(fields[4]).text == path
                && Array(fields[fields.count - 2]).text == "alcove"
        }
    }
}

extension Agent {
    /// Keeps from the box what is left out of it and would be in the runtime directory.
    ///
    /// Done anew for each session: a login makes that directory anew.
    func maskFacilities() {
        guard setup.without.contains(.gpgAgent), !setup.runtimeDirectory.isEmpty else { return }
        let folder = boxPath(ofHost: setup.runtimeDirectory) + "/gnupg"
        do {
            _ = try asUser(setup.user) { () throws(SystemError) in
                try File.makeDirectory(folder, mode: 0o700)
            }
            try Mounts.coverFolder(folder, uid: setup.user.uid, gid: setup.user.gid)
        } catch {
            log("warning: gpg-agent: it could not be left out: \(error)")
        }
    }
}
