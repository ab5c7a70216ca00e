import Glibc
import Linux
import Wire

extension SessionServer {
    /// Ends a session whose caller is gone: HUP at once, TERM after a second, KILL after three more.
    func hangUp(_ session: Session) {
        session.signal(SIGHUP)
        session.signal(SIGCONT)
        session.hangup = .hung(next: Clock.monotonic + 1000)
        setAlarm()
    }

    /// Goes on with every session whose time has come.
    func advanceHangups(to now: Int64) {
        for session in sessions.values {
            switch session.hangup {
            case .hung(let next) where next <= now:
                end(session, with: SIGTERM)
                session.hangup = .terminated(next: now + 3000)
            case .terminated(let next) where next <= now:
                // What left the session is its leader's still, and soon would be nobody's.
                let below = ProcessTree().descendants(of: session.leader)
                end(session, with: SIGKILL)
                for pid in below { Signals.send(SIGKILL, to: pid) }
                session.hangup = .killed
            case .none, .hung, .terminated, .killed: continue
            }
        }
        setAlarm()
    }

    /// All of the session: with a terminal its jobs have process groups of their own.
    private func end(_ session: Session, with signal: Int32) {
        session.signal(signal)
        session.signal(SIGCONT)
        guard session.hasTerminal else { return }
        for entry in ProcessTree().entries
        where entry.session == session.leader && entry.pid != session.leader {
            Signals.send(signal, to: entry.pid)
            Signals.send(SIGCONT, to: entry.pid)
        }
    }

    /// Asks every session to end.
    package func endSessions() {
        for session in sessions.values {
            session.signal(SIGHUP)
            session.signal(SIGTERM)
            session.signal(SIGCONT)
        }
    }

    /// Takes note of every child that changed; orphans that came to this process are just reaped.
    func reap() {
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

    /// Kills what is left below this process, whoever started it.
    package func endEverything() {
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
