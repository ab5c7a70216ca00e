import Glibc
import Linux
package import Wire

/// Begins and ends the services of a box with OpenRC, as a process of its own beside the agent.
///
/// OpenRC needs no first process of its own: its runlevels are commands, which elsewhere stand in
/// `/etc/inittab`. A service that goes on comes to the agent, who is its box's first process.
package enum Runlevels {
    package static let word = "runlevels"
    static let beginning = ["sysinit", "boot", "default"]
    static let ending = ["shutdown"]

    /// What went wrong, for the agent: a line each, in a directory where only root writes.
    static let report = "/run/.alcove-services"

    private static let programs = ["/usr/sbin/openrc", "/sbin/openrc", "/usr/bin/openrc"]
    /// Where OpenRC keeps the services that a runlevel could not start, until that comes to its end.
    private static let failed = "/run/openrc/failed"
    /// Of Debian's 'initscripts': it removes all files below /run, other mounts' too.
    private static let cleaner = "/lib/init/bootclean.sh"

    /// The status of one that could not tell how its services came up.
    static let untold: Int32 = 2

    /// Goes through runlevels, one after the other.
    ///
    /// - Returns: 0 when all came up, 1 when the report tells what did not, and ``untold``.
    package static func run(_ levels: [String], _ setup: BoxSetup) -> Int32 {
        let faults = faults(of: levels, setup)
        for fault in faults { say("warning: openrc: \(fault)") }
        do {
            try File.replace(report, with: Array(faults.joined(separator: "\n").utf8), mode: 0o600)
        } catch {
            say("error: openrc: how its services came up cannot be told: \(error)")
            return untold
        }
        return faults.isEmpty ? 0 : 1
    }

    private static func faults(of levels: [String], _ setup: BoxSetup) -> [String] {
        guard let program = programs.first(where: File.isExecutable) else {
            return ["there is no OpenRC in the box"]
        }
        guard File.kindFollowed(cleaner) == nil else {
            return [
                "'\(cleaner)' of the image would remove files of the host's; no service was started"
            ]
        }
        if levels != ending {
            // Without a list of what is mounted, nothing is known of what its scripts would remove.
            let mounted = (try? File.read("/proc/self/mountinfo")) ?? []
            guard !mounted.isEmpty else { return ["what is mounted in the box cannot be seen"] }
            if let place = EmptiedPlaces().place(of: setup.mounts, mounted) {
                return ["it would empty '\(place)', which is the host's; no service was started"]
            }
        }
        do {
            // Scripts that begin a system clear directories, and the host is below one of them.
            try makeReadOnly(below: "/run/host")
        } catch {
            return ["the host's files cannot be kept from its scripts: \(error)"]
        }
        do {
            try Capabilities.dropThoseOfHosts(keepsNetwork: !setup.followsHostNetwork)
            if !setup.allowsRoot { try Capabilities.dropMounting() }
        } catch {
            return ["its services would have power over the host: \(error)"]
        }
        var faults: [String] = []
        let watch: DirectoryWatch
        do {
            // OpenRC would make it, when it is too late to watch.
            try File.makeDirectories(failed, mode: 0o755)
            watch = try DirectoryWatch(failed)
        } catch {
            return ["\(error)"]
        }
        for level in levels {
            if !go(to: level, program) { faults.append("runlevel '\(level)' failed") }
            for name in watch.names().sorted() where FailedUnits.isName(name.utf8) {
                faults.append("service '\(name)' failed")
            }
        }
        return faults
    }

    /// Whether it came to an end of its own; that a service failed is told elsewhere.
    private static func go(to level: String, _ program: String) -> Bool {
        let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        do {
            let process = try Child.spawn(
                program,
                ["--nocolor", level].map { Array($0.utf8) },
                environment: [Array(path.utf8)],
                streams: (0, 2, 2)
            )
            return try Child.wait(process) == .code(0)
        } catch {
            say("error: \(error)")
            return false
        }
    }

    private static func say(_ line: String) {
        // A log that nobody takes is no reason to stop.
        try? writeAll(Array("alcove-init: \(line)\n".utf8)[...], to: 2, subject: "log")
    }
}
