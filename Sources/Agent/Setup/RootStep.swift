import Linux
import Wire

/// Lets the user become root by `sudo`, in a box whose root is nobody on the host.
///
/// Where the image has no `sudo`, this program is it, set-user-id under that name. A rule for a
/// real one is written all the same: it may be installed later.
func setUpRoot(_ context: inout SetupContext) throws(SetupFailure) {
    guard context.setup.allowsRoot, context.setup.user.uid != 0 else { return }
    try writeSudoRule(&context)
    try installSudo(&context)
}

private func writeSudoRule(_ context: inout SetupContext) throws(SetupFailure) {
    guard context.state["sudoers"] == nil else { return }
    let name = context.setup.user.name
    // A description of the terminal that only the host has is found by root as well.
    let rule = """
        Defaults:\(name) env_keep += "TERMINFO_DIRS"
        \(name) ALL=(ALL:ALL) NOPASSWD: ALL

        """
    try attempt { () throws(SystemError) in
        try context.root.makeDirectories("etc")
        if context.root.status("etc/sudoers.d") == nil {
            try context.root.makeDirectories("etc/sudoers.d", mode: 0o750)
        }
        try context.root.replace("etc/sudoers.d/alcove", with: Array(rule.utf8), mode: 0o440)
    }
    context.state["sudoers"] = "written"
}

private func installSudo(_ context: inout SetupContext) throws(SetupFailure) {
    let path = "usr/bin/sudo"
    let present = context.root.statusOfLink(path)
    let isOurs = present.map { context.state["sudo"] == mark($0) } ?? false
    guard present == nil || isOurs else { return }
    for other in ["bin/sudo", "usr/local/bin/sudo"] where present == nil {
        if context.root.status(other) != nil { return }
    }
    if isOurs, context.state["sudo-version"] == context.setup.version { return }
    try attempt { () throws(SystemError) in
        try context.root.makeDirectories("usr/bin")
        try context.root.remove(path)
        let program = try File.read("/proc/self/exe")
        try context.root.replace(path, with: program, mode: 0o4755)
    }
    context.state["sudo"] = context.root.statusOfLink(path).map(mark)
    context.state["sudo-version"] = context.setup.version
}

/// What tells this very file from one that came in its place.
private func mark(_ status: Folder.Status) -> String {
    "\(status.inode):\(status.size):\(status.modified)"
}
