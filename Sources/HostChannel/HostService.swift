import Glibc
package import Linux
package import Serving
package import Wire

/// Runs commands on the host for one box, for as long as the box runs.
///
/// One process for each box that runs, so that what comes over a box's socket can only be about that
/// box, and a box that floods its own harms no other.
package final class HostService: SessionKeeper {
    private let place: HostPlace
    private let server: SessionServer
    private let surroundings: HostSurroundings
    private let lookUp: () -> HostGuest?
    private let report: (String, _ box: String) -> Void
    private var lock: FileLock?
    private let watch: DirectoryWatch
    /// When to look whether the box is still there, in milliseconds of the clock.
    private var doubt: Int64
    private var end = End.none
    /// How the box was called when it was last asked for.
    private var name = "?"
    /// Whether the service manager listens, and starts this again when somebody calls.
    private let isListenedFor: Bool
    /// When somebody was last here, in milliseconds of the clock.
    private var lastCall = Clock.monotonic

    /// Milliseconds for which a box may be starting, or between an end and a start.
    private static let patience: Int64 = 90_000
    private static let pause: Int64 = 2000
    /// How often a box is looked after that has been killed, maybe, so that nothing told of it.
    private static let round: Int64 = 600_000
    /// How long nobody has to call until this ends, where the service manager starts it again.
    private static let idle: Int64 = 60_000
    /// For how long commands may take to end when this ends.
    private static let farewell: Int64 = 4000

    /// Nil when there is a service for that box already.
    ///
    /// `listener` is the socket, where the service manager made it; `guest` gives the box as it is at that moment, nil when it is no more; `report` takes what is to
    /// be kept of what was refused.
    package init?(
        at place: HostPlace,
        _ surroundings: HostSurroundings,
        listener: consuming FileDescriptor? = nil,
        guest: @escaping () -> HostGuest?,
        report: @escaping (String, _ box: String) -> Void
    ) throws(SystemError) {
        self.place = place
        self.surroundings = surroundings
        lookUp = guest
        isListenedFor = listener != nil
        self.report = report
        // Those who only ask whether it is held hold it, too, for a moment.
        guard let lock = try FileLock.wait(place.lock, milliseconds: 300) else { return nil }
        self.lock = consume lock
        server = try SessionServer(heeding: [SIGTERM, SIGINT, SIGHUP, SIGPIPE])
        watch = try DirectoryWatch(place.folder)
        doubt = Clock.monotonic + Self.patience
        server.keeper = self
        try server.poller.add(watch.number, .input)
        if let listener = consume listener {
            try server.listen(on: listener)
        } else {
            try publish()
        }
        server.setAlarm()
    }

    /// The socket stands in its place when it can be connected to, not before.
    private func publish() throws(SystemError) {
        let beside = place.socket + ".new"
        try File.remove(beside)
        let socket = try UnixSocket.listen(at: beside, mode: 0o600)
        try File.move(beside, to: place.socket)
        try server.listen(on: socket)
    }

    /// Serves until the box is gone, nobody calls any more, or a signal ends it.
    ///
    /// - Returns: whether the box is gone.
    package func run() throws(SystemError) -> Bool {
        while true {
            while end == .none || !server.sessions.isEmpty && Clock.monotonic < doubt {
                for number in try server.serveOnce() where number == watch.number { look() }
            }
            lock = nil
            let isGone = end != .idle && File.kind(place.agent) != .socket
            guard end == .doubtful, !isGone, !isListenedFor else { return isGone }
            // The box has come back in this very moment; so does this, unless another came first.
            guard let lock = try FileLock.wait(place.lock, milliseconds: 300) else { return false }
            self.lock = consume lock
            end = .none
            doubt = Clock.monotonic + Self.round
            try publish()
            server.setAlarm()
        }
    }

    private enum End {
        case none
        /// The box seems to be gone.
        case doubtful
        /// Nobody calls.
        case idle
        case final
    }

    /// Takes no more orders, and asks what runs to come to its end.
    private func beginEnd(_ kind: End) {
        guard end == .none else { return }
        end = kind
        // What still runs here must not keep the next service from beginning.
        if kind == .final { lock = nil }
        server.stopListening()
        server.endSessions()
        doubt = Clock.monotonic + Self.farewell
        server.setAlarm()
    }

    /// Something came or went beside the socket.
    private func look() {
        let names = watch.names()
        guard end == .none else { return }
        if names.contains("host.sock"), File.kind(place.socket) != .socket {
            // The whole place was taken away: the box was removed, or its user has logged out.
            beginEnd(.final)
        } else if names.contains("agent.sock") {
            let isUp = File.kind(place.agent) == .socket
            doubt = Clock.monotonic + (isUp ? Self.round : Self.pause)
            server.setAlarm()
        }
    }

    package var nextMoment: Int64? {
        isListenedFor && end == .none ? min(doubt, lastCall + Self.idle) : doubt
    }

    package func advance(to now: Int64) {
        guard end == .none else { return }
        if isListenedFor, now >= lastCall + Self.idle {
            if server.isIdle { return beginEnd(.idle) }
            lastCall = now
        }
        guard now >= doubt else { return }
        doubt = now + Self.round
        // A socket that its agent has left behind answers nobody.
        if (try? UnixSocket.connect(to: place.agent)) == nil { beginEnd(.doubtful) }
    }

    package func heed(signal: Int32) {
        if [SIGTERM, SIGINT].contains(signal) { beginEnd(.final) }
    }

    /// A box's own user, and not in another box: each is to have its own policy, and its own name in
    /// questions and in the log.
    package func admits(_ peer: UnixSocket.Peer) -> Bool {
        peer.uid == getuid() && !isOfOtherBox(peer.pid)
    }

    /// What the caller's root says of the box that it is in; on the host, it says nothing.
    ///
    /// Who means harm finds a way around this, as around all that keeps boxes of one user apart.
    private func isOfOtherBox(_ pid: Int32) -> Bool {
        let marker = "/proc/\(pid)/root/run/.alcoveenv"
        // A root that cannot be looked into bears no mark.
        guard let bytes = try? File.readRegular(marker, limit: 4096) else { return false }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let id = lines.lazy.map { Array($0).text }.first { $0.hasPrefix("id=") }?.dropFirst(3)
        return id.map { !place.isOf(box: String($0)) } ?? false
    }

    package func order(for request: SessionRequest) throws(Refusal) -> SessionOrder {
        lastCall = Clock.monotonic
        guard let guest = lookUp() else { throw Refusal(.ending, subject: []) }
        name = guest.name
        do {
            return try surroundings.order(for: request, of: guest)
        } catch {
            if error.reason == .denied {
                let words = request.arguments.map(\.text).joined(separator: " ")
                report("denied on the host: \(words)", guest.name)
            }
            throw error
        }
    }

    package func hear(_ call: Call, from connection: Connection) {
        server.answer(connection, .refused(Refusal(.badRequest, subject: [])))
    }

    package func takeWarnings() -> [String] { [] }

    package func finished(_ session: Session) -> Bool { true }

    package func log(_ line: String) { report(line, name) }
}
