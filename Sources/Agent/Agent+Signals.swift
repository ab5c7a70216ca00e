import Glibc
import Linux
import Wire

extension Agent {
    static let signals: [Int32] = [
        SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGPIPE, systemdHalt,
    ]

    /// SIGRTMIN+3, by which engines ask a system's init to halt; see systemd(1).
    static let systemdHalt: Int32 = 37

    func handle(signal: Int32) {
        switch signal {
        case SIGCHLD: reap()
        case SIGTERM, SIGINT, Self.systemdHalt: stop()
        case SIGUSR1 where deadline == nil:
            do {
                try publish()
            } catch {
                log("error: cannot publish the socket: \(error)")
            }
        default: break
        }
    }

    /// Takes note of every child that changed; orphans that came to this process are just reaped.
    private func reap() {
        while let (pid, change) = Child.nextChange() {
            guard let session = sessions[pid] else { continue }
            readReports(of: pid)
            switch change {
            case .stopped(let signal):
                if !session.hasTerminal { tell(session, .stopped(UInt8(signal))) }
            case .ended(let ending):
                // The monitor of a terminal tells the command's end itself, unless it was killed.
                if session.ending == nil { session.ending = ending }
                finish(session)
            }
        }
    }

    /// Ends the sessions in good order, for as long as an engine's patience surely lasts.
    func stop() {
        guard deadline == nil else { return }
        log("stopping")
        deadline = Clock.monotonic + 600
        closeListener()
        // The socket of a box that is down must answer nobody; it may be gone already.
        _ = try? asUser(setup.user) { () throws(SystemError) in
            try File.remove(boxPath(ofHost: setup.socket))
        }
        for session in sessions.values {
            session.signal(SIGHUP)
            session.signal(SIGTERM)
            session.signal(SIGCONT)
        }
        alarm.set(milliseconds: 600)
    }

    /// Kills what is left below this process, whoever started it.
    func endEverything() {
        for _ in 0..<20 {
            let left = ProcessTree().descendants(of: getpid())
            if left.isEmpty { break }
            for pid in left { Signals.send(SIGKILL, to: pid) }
            while let (pid, change) = Child.nextChange() {
                guard let session = sessions[pid], case .ended(let ending) = change else {
                    continue
                }
                readReports(of: pid)
                if session.ending == nil { session.ending = ending }
                finish(session)
            }
            usleep(2000)
        }
        for session in sessions.values {
            session.ending = .signal(UInt8(SIGKILL))
            finish(session)
        }
    }
}
