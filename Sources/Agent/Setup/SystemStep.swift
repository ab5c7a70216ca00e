import Glibc
import Linux
import Wire

/// Makes the box a place where a system can be started that is not the machine's.
///
/// As systemd asks it of container managers: a tree of control groups that is the box's to divide, and
/// what is the kernel's alone read-only; see https://systemd.io/CONTAINER_INTERFACE.
func setUpSystem(_ context: inout SetupContext) throws(SetupFailure) {
    guard context.setup.system != nil else { return }
    guard context.root.status("sys/fs/cgroup/cgroup.procs")?.isFile == true else {
        throw SetupFailure("the engine gave the box no control groups of version 2")
    }
    let (own, host) = (FileStatus("/dev")?.device, FileStatus("/run/host/dev")?.device)
    guard let own, own != host else {
        throw SetupFailure("'/dev' is the host's; the devices of a system must be its own")
    }
    let wanted = Set(context.setup.namedDevices)
    try attempt { () throws(SystemError) in
        try SystemDevices(wanted: wanted).replace()
        try protect("/sys")
        for path in ["/proc/sys", "/proc/sysrq-trigger"] where FileStatus(path) != nil {
            try change("mount", path) {
                unsafe mount(path, path, nil, UInt(MS_BIND | MS_REC), nil)
            }
            try protect(path)
        }
        try change("mount", "/sys/fs/cgroup") {
            unsafe mount(nil, "/sys/fs/cgroup", nil, UInt(MS_REMOUNT | MS_BIND | plain), nil)
        }
    }
}

private let plain = MS_NOSUID | MS_NODEV | MS_NOEXEC

private func protect(_ path: String) throws(SystemError) {
    try change("remount", path) {
        unsafe mount(nil, path, nil, UInt(MS_REMOUNT | MS_BIND | MS_RDONLY | plain), nil)
    }
}

private func change(_ call: String, _ path: String, _ body: () -> Int32) throws(SystemError) {
    try check(call, path, body)
}

/// Keeps a box's systemd from clearing what is the host's, and lets its user have services.
func setUpSystemFiles(_ context: inout SetupContext) throws(SetupFailure) {
    guard context.setup.system == .systemd else { return }
    let isShared = context.setup.mounts.contains { $0.box == Array("/tmp".utf8) }
    // Files by these names take the place of the distribution's, which would empty the directories.
    try writeOnce("etc/tmpfiles.d/x11.conf", isShared ? shared : display, &context)
    if isShared { try writeOnce("etc/tmpfiles.d/tmp.conf", shared, &context) }
    if context.setup.allowsRoot {
        let journal = journal(for: context.setup.user.uid)
        try writeOnce("etc/tmpfiles.d/alcove-journal.conf", journal, &context)
    }
    if SystemUser.hasManager(in: context.root) {
        try writeOnce("var/lib/systemd/linger/\(context.setup.user.name)", "", &context)
    }
}

/// Lets the box's user read its journal, as who may be its root anyway.
///
/// A session of a rootless box has the host's groups: to be in one of the box's would be of no use.
private func journal(for uid: UInt32) -> String {
    let folders = ["/run/log/journal", "/var/log/journal"].map { folder in
        """
        a+ \(folder) - - - - d:user:\(uid):r-x,user:\(uid):r-x
        a+ \(folder)/%m - - - - d:user:\(uid):r-x,user:\(uid):r-x
        a+ \(folder)/%m/*.journal* - - - - user:\(uid):r--

        """
    }
    return "# Written by Alcove, once: your own journal is yours to read.\n" + folders.joined()
}

private let shared = "# Written by Alcove: the directory is the host's.\n"
private let display = """
    # Written by Alcove: the displays are the host's.
    L+ /tmp/.X11-unix - - - - /run/host/tmp/.X11-unix

    """

/// Writes a file that is the user's from then on.
func writeOnce(
    _ file: String,
    _ text: String,
    mode: UInt32 = 0o644,
    _ context: inout SetupContext
) throws(SetupFailure) {
    guard context.state[file] == nil else { return }
    try attempt { () throws(SystemError) in
        if let slash = file.lastIndex(of: "/") {
            try context.root.makeDirectories(String(file[..<slash]))
        }
        try context.root.replace(file, with: Array(text.utf8), mode: mode)
    }
    context.state[file] = "written"
}
