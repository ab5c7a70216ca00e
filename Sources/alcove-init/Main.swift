import Agent
import Glibc
import Linux
import Wire

/// The program in every box; the name it is called by says what it is to do.
@main
enum Main {
    static func main() {
        Process.fillClosedStreams()
        endPlainlyOnFaults()
        let words = argumentBytes
        switch name(in: words) {
        case "sudo": exit(Sudo.run(Array(words.dropFirst())))
        case "alcove": exit(HostCall.run(Array(words.dropFirst())))
        case GitCredentials.name: exit(GitCredentials.run(Array(words.dropFirst())))
        case "init", "alcove-init", nil: exit(beAgent(words.dropFirst()))
        case let name?: exit(HostCall.run(shim: name, Array(words.dropFirst())))
        }
    }

    // A closure in `main` itself looks whether it is on the main actor, and with that comes the concurrency's
    // library: half a megabyte in every box.
    private static func name(in words: [[UInt8]]) -> String? {
        words.first?.split(separator: UInt8(ascii: "/")).last.map { Array($0).text }
    }

    private static func beAgent(_ words: ArraySlice<[UInt8]>) -> Int32 {
        if words.first == Array("--version".utf8) {
            say("alcove-init \(AgentVersion.current)", to: 1)
            return 0
        }
        if words.first == Array("run".utf8) { return Entry.run(Array(words.dropFirst())) }
        if words.first == Array("follow".utf8) { return Follower.run(Array(words.dropFirst())) }
        if words.first == Array(SSHAccess.word.utf8) {
            return SSHServer.run(Array(words.dropFirst()))
        }
        if words.first == Array("files".utf8) { return FileReader.run(Array(words.dropFirst())) }
        do {
            try becomeRoot()
            // Whatever this starts: a system, the person's sessions.
            try clearInheritedCapabilities()
            let setup = try BoxSetup(bytes: try File.read("/.alcove/setup"))
            if words.first == Array(Runlevels.word.utf8) {
                return Runlevels.run(words.dropFirst().map(\.text), setup)
            }
            if setup.system == .systemd, !setup.isTrial {
                let isWoken = words.first == Array("wake".utf8)
                return try (isWoken ? SystemBoot.wake : SystemBoot.run)(setup, AgentVersion.current)
                    ? 0 : 1
            }
            if (try? UnixSocket.connect(to: "/run/host\(setup.socket)")) != nil {
                say("alcove-init: this box has its agent already", to: 2)
                return 1
            }
            return try Agent(setup: setup, version: AgentVersion.current).run() ? 0 : 1
        } catch let error as SystemError where error.call == "open" {
            say("alcove-init: this is the first process of a box; it runs nowhere else", to: 2)
        } catch WireError.version {
            let version = AgentVersion.current
            say(
                "alcove-init: error: what is to be set up is not of this version, \(version)",
                to: 2
            )
            return BoxSetup.otherLayoutStatus
        } catch is RootDenied {
            say("alcove-init: error: the engine's storage ignores set-user-id (nosuid)", to: 2)
        } catch {
            say("alcove-init: error: \(error)", to: 2)
        }
        return 1
    }

    private struct RootDenied: Error {}

    /// The container's user is the box's, whose root this program is by its set-user-id bit.
    private static func becomeRoot() throws {
        guard geteuid() == 0 else { throw RootDenied() }
        guard getuid() != 0 else { return }
        try becomeUser(0, group: 0)
        becomeInspectable()
    }

    private static func say(_ text: String, to stream: Int32) {
        // Whoever closed the stream does not want to know.
        try? writeAll(Array("\(text)\n".utf8)[...], to: stream, subject: "output")
    }
}
