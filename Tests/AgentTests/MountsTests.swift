import Glibc
import Linux
import TestSupport
import Testing
import Wire

@testable import Agent

/// Root mounts something in the place of what a user has, and nowhere else.
@Suite(.enabled(if: getuid() == 0, "needs root")) struct MountsTests {
    private static func user() -> BoxSetup.User {
        var user = BoxSetup.ofAmy.user
        user.uid = 65534
        user.gid = 65534
        return user
    }

    /// Does it in a process of its own, whose mounts end with it; a thread's are not `/proc/self`'s.
    private static func isTrue(_ body: (_ folder: String) throws -> Bool) throws -> Bool {
        let folder = try TemporaryFolder()
        for name in ["gnupg", "other"] {
            try File.makeDirectories("\(folder.path)/run/\(name)", mode: 0o700)
        }
        try check("chown", "gnupg") { unsafe chown("\(folder.path)/run/gnupg", 65534, 65534) }
        let child = fork()
        if child == 0 {
            do {
                try makeReadOnly(below: "/proc")
                _exit(try body(folder.path) ? 0 : 1)
            } catch {
                _exit(2)
            }
        }
        return try Child.wait(child) == .code(0)
    }

    /// How many times something of ours is mounted there.
    private static func covers(_ path: String) -> Int {
        let lines = (try? File.read("/proc/self/mountinfo"))?.text.split(separator: "\n") ?? []
        return lines.count { $0.contains(" \(path) ") && $0.contains(" tmpfs alcove ") }
    }

    private static func isRefused(_ name: String, in folder: String) -> Bool {
        do {
            _ = try Mounts.coverFolder(name, of: user(), in: try Folder(folder))
            return false
        } catch {
            return true
        }
    }

    @Test func usersDirectoryIsCoveredOnce() async {
        await #expect(processExitsWith: .success) {
            let isDone = try Self.isTrue { folder in
                for _ in 0..<3 where Self.isRefused("run/gnupg", in: folder) { return false }
                let place = folder + "/run/gnupg"
                return Self.covers(place) == 1 && FileStatus(place)?.owner == 65534
            }
            #expect(isDone)
        }
    }

    /// So that what the host has there later can be looked at, also by an agent that came anew.
    @Test func whatIsCoveredIsStillReached() async {
        await #expect(processExitsWith: .success) {
            let isReached = try Self.isTrue { folder in
                let file = folder + "/run/gnupg/key"
                try File.replace(file, with: [], mode: 0o600)
                for _ in 0..<2 {
                    let cover = try Mounts.coverFolder(
                        "run/gnupg",
                        of: Self.user(),
                        in: try Folder(folder)
                    )
                    guard FileStatus(file) == nil, cover.above.status("key") == nil,
                        cover.beneath.status("key") != nil, File.names(in: cover.hosts) == ["key"]
                    else { return false }
                }
                return true
            }
            #expect(isReached)
        }
    }

    /// Else a program of the box chose where root mounts what that program may write.
    @Test func linkInItsPlaceLeadsRootNowhere() async {
        await #expect(processExitsWith: .success) {
            let isSafe = try Self.isTrue { folder in
                let place = folder + "/run/gnupg"
                for target in ["/usr/local/sbin", "other", folder + "/run/other"] {
                    try File.removeTree(place)
                    try File.link(place, to: target)
                    guard Self.isRefused("run/gnupg", in: folder) else { return false }
                }
                // Nor does a directory of somebody else's, or a link on the way out of the host's root.
                try File.link(folder + "/out", to: "/usr/local")
                guard Self.isRefused("run/other", in: folder),
                    Self.isRefused("out/sbin", in: folder)
                else { return false }
                return ["/usr/local/sbin", place, folder + "/run/other"].allSatisfy {
                    Self.covers($0) == 0
                }
            }
            #expect(isSafe)
        }
    }
}
