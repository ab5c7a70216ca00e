import Glibc
package import Linux
import Wire

/// The process that starts sessions for others: the agent of a box, or the host for a box.
///
/// One thread waits for everything; with nothing to do it never wakes up.
package final class SessionServer {
    package let poller: Poller
    private let signals: SignalQueue
    private let alarm: Alarm
    package weak var keeper: (any SessionKeeper)?
    /// The socket that callers connect to; -1 is none.
    var listener: Int32 = -1
    var connections: [Int32: Connection] = [:]
    /// How many there were so far.
    var connectionCount = 0
    /// Whether nobody is listened to, because no descriptor is left.
    var isDeaf = false
    /// By the leader's process id.
    package internal(set) var sessions: [Int32: Session] = [:]
    /// Leaders, by the descriptor their reports come on.
    var reporters: [Int32: Int32] = [:]

    /// The keeper heeds these signals; that children changed is heeded here.
    package init(heeding signals: [Int32]) throws(SystemError) {
        poller = try Poller()
        self.signals = try SignalQueue([SIGCHLD] + signals)
        alarm = try Alarm()
        try poller.add(self.signals.number, .input)
        try poller.add(alarm.number, .input)
    }

    deinit { if listener >= 0 { close(listener) } }

    /// Whether nobody has a session, or a connection.
    package var isIdle: Bool { sessions.isEmpty && connections.isEmpty }

    /// Waits until something happens, and does it.
    ///
    /// - Returns: descriptors of the keeper's own at which something happened.
    package func serveOnce() throws(SystemError) -> [Int32] {
        try poller.wait().map(\.descriptor).filter { !handle($0) }
    }

    private func handle(_ number: Int32) -> Bool {
        switch number {
        case signals.number:
            while let signal = signals.next() {
                if signal == SIGCHLD { reap() } else { keeper?.heed(signal: signal) }
            }
        case alarm.number:
            alarm.acknowledge()
            let now = Clock.monotonic
            keeper?.advance(to: now)
            advanceHangups(to: now)
        case listener: acceptConnection()
        default:
            if let leader = reporters[number] {
                readReports(of: leader)
            } else if connections[number] != nil {
                serve(number)
            } else {
                return false
            }
        }
        return true
    }

    /// Has the alarm ring at the next moment of the sessions or the keeper.
    package func setAlarm() {
        var soonest = keeper?.nextMoment
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
