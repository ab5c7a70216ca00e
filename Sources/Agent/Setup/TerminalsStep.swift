import Glibc
import Linux
import Wire

/// Sees to it that the box has pseudo-terminals of its own.
///
/// Podman mounts them; Docker knows no such mount, so there the agent does.
func setUpTerminals(_ context: inout SetupContext) throws(SetupFailure) {
    if context.setup.engine == "docker" {
        try attempt { () throws(SystemError) in
            try File.makeDirectories("/dev/pts", mode: 0o755)
            try mountTerminals()
        }
    }
    try attempt { () throws(SystemError) in
        _ = try Terminal.open()
    }
}

private func mountTerminals() throws(SystemError) {
    // What the kernel calls the group `tty` has the id 5 everywhere; where it is not mapped into
    // the box, the terminals belong to the user's group.
    var options = "newinstance,ptmxmode=0666,mode=0620,gid=5"
    do {
        try check("mount", "/dev/pts") {
            unsafe mount("devpts", "/dev/pts", "devpts", UInt(MS_NOSUID | MS_NOEXEC), options)
        }
    } catch {
        guard error.code == EINVAL else { throw error }
        options = "newinstance,ptmxmode=0666,mode=0620"
        try check("mount", "/dev/pts") {
            unsafe mount("devpts", "/dev/pts", "devpts", UInt(MS_NOSUID | MS_NOEXEC), options)
        }
    }
}
