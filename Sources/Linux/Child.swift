import CLinux
import Glibc

/// How a process ended.
package enum Ending: Equatable, Sendable {
    case code(UInt8)
    case signal(UInt8)

    /// From a status as wait(2) gives it.
    package init(waitStatus: Int32) {
        let signal = UInt8(truncatingIfNeeded: waitStatus & 0x7f)
        self = signal == 0 ? .code(UInt8(truncatingIfNeeded: waitStatus >> 8)) : .signal(signal)
    }
}

/// Children of this process.
package enum Child {
    /// What became of a child.
    package enum Change: Equatable, Sendable {
        case ended(Ending)
        case stopped(signal: Int32)
    }

    /// The next child that changed, without waiting; nil when none did.
    package static func nextChange() -> (pid: Int32, change: Change)? {
        var status: Int32 = 0
        let pid = unsafe cl_wait_any(&status)
        guard pid > 0 else { return nil }
        if status & 0xff == 0x7f { return (pid, .stopped(signal: (status >> 8) & 0xff)) }
        return (pid, .ended(Ending(waitStatus: status)))
    }

    /// Waits for that child's end.
    package static func wait(_ pid: Int32) throws(SystemError) -> Ending {
        var status: Int32 = 0
        _ = try descriptor("waitpid", "child", unsafe cl_wait(pid, &status, 1))
        return Ending(waitStatus: status)
    }

    /// The child's end if it came; nil while it runs.
    package static func poll(_ pid: Int32) throws(SystemError) -> Ending? {
        var status: Int32 = 0
        let found = try descriptor("waitpid", "child", unsafe cl_wait(pid, &status, 0))
        return found == 0 ? nil : Ending(waitStatus: status)
    }

    /// Starts a program that is found through this process's `PATH`.
    ///
    /// All its signals are at their defaults; it inherits the three streams and nothing else.
    package static func spawn(
        _ program: String,
        _ arguments: [[UInt8]],
        environment: [[UInt8]],
        directory: String? = nil,
        streams: (Int32, Int32, Int32),
        newSession: Bool = false
    ) throws(SystemError) -> Int32 {
        var pid: Int32 = 0
        let list = [streams.0, streams.1, streams.2]
        let code = unsafe withCStrings([Array(program.utf8)] + arguments) { arguments in
            unsafe withCStrings(environment) { environment in
                unsafe list.withUnsafeBufferPointer { streams in
                    guard let directory else {
                        return unsafe cl_spawn(
                            program,
                            arguments,
                            environment,
                            nil,
                            streams.baseAddress,
                            newSession ? 1 : 0,
                            &pid
                        )
                    }
                    return unsafe cl_spawn(
                        program,
                        arguments,
                        environment,
                        directory,
                        streams.baseAddress,
                        newSession ? 1 : 0,
                        &pid
                    )
                }
            }
        }
        if code != 0 { throw SystemError(call: "posix_spawn", subject: program, code: code) }
        return pid
    }

    /// Makes this process the one that orphans below it come to.
    package static func adoptOrphans() throws(SystemError) {
        try checkCode("prctl", "subreaper") { cl_become_subreaper() }
    }
}

/// Changes the effective user and group of this process; the real ones stay.
package func setEffectiveUser(_ uid: UInt32, group gid: UInt32) throws(SystemError) {
    try checkCode("setresuid", "user \(uid)") { cl_set_effective_user(uid, gid) }
}

/// Becomes that user and group for good.
package func becomeUser(_ uid: UInt32, group gid: UInt32) throws(SystemError) {
    try checkCode("setresuid", "user \(uid)") { cl_set_users(uid, gid) }
}

/// Becomes another program; comes back only when that failed.
///
/// - Returns: the errno.
package func replaceProcess(
    _ program: [UInt8],
    _ arguments: [[UInt8]],
    _ environment: [[UInt8]]
) -> Int32 {
    unsafe program.withCString { program in
        unsafe withCStrings(arguments) { arguments in
            unsafe withCStrings(environment) { environment in
                _ = unsafe execve(program, arguments, environment)
                return errno
            }
        }
    }
}

/// Takes a capability, by its number, from the bounding set of this process and all that it starts.
///
/// One that the kernel does not know is taken already. What is inherited is another matter: see
/// ``clearInheritedCapabilities()``.
package func dropCapability(_ number: Int32) throws(SystemError) {
    try checkCode("prctl", "capability \(number)") { cl_drop_capability(number) }
}

/// Leaves this process, and all that it starts, no capability to inherit.
///
/// Engines before the mend of CVE-2022-24769 start containers with all that they may have as inheritable:
/// root would get from it what the bounding set no longer has, and other users by a program's file.
package func clearInheritedCapabilities() throws(SystemError) {
    try checkCode("capset", "capabilities") { cl_clear_inherited_capabilities() }
}

/// Keeps this process, and all that it starts, from changing what is mounted at the path and below.
///
/// What it mounts itself is from now on seen by nobody else. Needs Linux 5.12.
package func makeReadOnly(below path: String) throws(SystemError) {
    try checkCode("mount_setattr", path) { unsafe cl_read_only_below(path) }
}

/// Lets tools of the same user look into this process again: having been set-user-id forbade it.
package func becomeInspectable() {
    cl_become_inspectable()
}

/// Gives the pages of code back that this process needed so far; they come again when used.
package func forgetUsedCode() {
    cl_forget_code()
}
