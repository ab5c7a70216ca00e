import Boxes
import Glibc
import Linux
import Upkeep

/// A staged generation takes its box's place when the last session in the box ends: by a process of
/// its own, for which nobody waits.
enum StagedTaking {
    /// What it is called by; no command of the user's.
    static let word = Array("take-staged".utf8)

    /// Begins it where something is staged; otherwise it costs a look at one path.
    static func begin(_ name: BoxName, on host: Host) {
        // What is not taken now is by the next start of the box.
        if File.kind(host.store.stagedMark(name)) != nil { host.spawn(word, [name.description]) }
    }

    /// Takes it before somebody comes in, where nobody saw the last session's end.
    ///
    /// That was a detached one, or its caller was killed. Where nothing is staged it costs the same look.
    static func catchUp(_ name: BoxName, on host: Host) {
        // The start of a box that does not run does it anyway.
        guard File.kind(host.store.stagedMark(name)) != nil, host.isUp(name), !host.isInUse(name)
        else { return }
        Process.withUsualMask {
            // What keeps it from being taken keeps nobody from coming in.
            do { try take(name, host) } catch {}
        }
    }

    /// Is that process.
    ///
    /// - Returns: the exit status.
    static func perform(_ words: [[UInt8]]) -> Int32 {
        guard let text = words.first?.text, let name = try? BoxName(text) else { return 64 }
        // Nobody reads what could be said of a failure.
        do { try take(name, Host()) } catch { return 1 }
        return 0
    }

    private static func take(_ name: BoxName, _ host: Host) throws {
        let household = try host.household(of: try host.record(name))
        try household.takeStaged(
            name,
            isBusy: { _ in isBusy(name, host) },
            isUp: { host.isUp(at: $0) }
        )
        ExportFollowing(host: host).follow(name)
    }

    /// The agent may know of a session for a moment longer than its caller.
    static func isBusy(_ name: BoxName, _ host: Host) -> Bool {
        for _ in 0..<5 {
            if !host.isInUse(name) { return false }
            usleep(100_000)
        }
        return true
    }
}
