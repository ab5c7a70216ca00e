import Glibc
import Linux

extension Agent {
    /// Ends a session whose caller is gone: HUP at once, TERM after a second, KILL after three more.
    func hangUp(_ session: Session) {
        session.signal(SIGHUP)
        session.signal(SIGCONT)
        session.hangup = .hung(next: Clock.monotonic + 1000)
        setAlarm()
    }

    /// Goes on with every session whose time has come.
    func advanceHangups() {
        let now = Clock.monotonic
        if let moment = quietFrom, moment <= now {
            quietFrom = nil
            forgetUsedCode()
        }
        for session in sessions.values {
            switch session.hangup {
            case .hung(let next) where next <= now:
                end(session, with: SIGTERM)
                session.hangup = .terminated(next: now + 3000)
            case .terminated(let next) where next <= now:
                end(session, with: SIGKILL)
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

    /// The box is quiet when no session came for a while: its last wake-up until one does.
    func awaitQuiet() {
        quietFrom = sessions.isEmpty && deadline == nil ? Clock.monotonic + 2000 : nil
        setAlarm()
    }

    private func setAlarm() {
        var soonest = deadline ?? quietFrom
        for session in sessions.values {
            switch session.hangup {
            case .hung(let next), .terminated(let next): soonest = min(soonest ?? next, next)
            case .none, .killed: continue
            }
        }
        guard let soonest else { return alarm.set(milliseconds: 0) }
        alarm.set(milliseconds: Int32(clamping: max(1, soonest - Clock.monotonic)))
    }
}
