import Glibc
import Linux
import Serving
import Wire

extension Agent {
    static let signals: [Int32] = [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE, systemdHalt]

    /// SIGRTMIN+3, by which engines ask a system's init to halt; see systemd(1).
    static let systemdHalt: Int32 = 37

    package func heed(signal: Int32) {
        switch signal {
        case SIGTERM, SIGINT, Self.systemdHalt: stop()
        // By this busybox's poweroff asks an init.
        case SIGUSR2 where setup.system == .openrc: stop()
        case SIGUSR1 where deadline == nil:
            do {
                try publish()
            } catch {
                log("error: cannot publish the socket: \(error)")
            }
        default: break
        }
    }

    /// Ends the sessions in good order, for as long as an engine's patience surely lasts.
    func stop() {
        guard deadline == nil else { return }
        log("stopping")
        stopSystem()
        deadline = Clock.monotonic + 600
        server.stopListening()
        // The socket of a box that is down must answer nobody; it may be gone already.
        _ = try? asUser(setup.user) { () throws(SystemError) in
            try File.remove(boxPath(ofHost: setup.socket))
        }
        server.endSessions()
        if let later = stopServices() { deadline = later }
        server.setAlarm()
    }

    package var nextMoment: Int64? { deadline ?? quietFrom }

    package func advance(to now: Int64) {
        if let moment = quietFrom, moment <= now {
            quietFrom = nil
            forgetUsedCode()
        }
    }
}
