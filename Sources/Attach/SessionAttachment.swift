import Glibc
import Linux
package import Wire

/// The host's side of one session: from the request to the command's end it is the terminal, and
/// passes signals on.
package final class SessionAttachment {
    let connection: AgentConnection
    let streams: CallerStreams
    let signals: SignalQueue
    /// Told once, when the session began.
    let onStart: (Started) -> Void
    /// Told when the session stops, and when it goes on.
    let onPause: (_ isPaused: Bool) -> Void
    /// Asked when the agent is silent for long: whether waiting is of no use.
    private let isHopeless: () -> Bool
    /// The terminal of the box, by its master; nil without one, and when it hung up.
    var master: Int32?
    var rawMode: RawMode?
    /// Keys that the box's terminal did not take yet.
    var pendingKeys: [UInt8] = []
    var hasStarted = false
    var unheard: Unheard?
    /// When the session was asked for, in milliseconds of the clock.
    private var requested: Int64 = 0
    /// Seconds for which an agent may think before it starts a command.
    private static let patience = 30
    /// When to ask next whether waiting is of any use.
    private var doubt: Int64 = 0
    /// Pipes that are still copied.
    var relays: [Relay]
    /// Whether the command was told to stop, and told to go on again before it said that it stopped.
    var stopRequest: StopRequest = .none
    /// Passes on what a service tells of itself; nil for other commands.
    private let notifications: NotifyRelay?
    /// When to look again at a line that was typed and that nobody has read.
    var unreadLine: Int64?
    /// Whether the command has the terminal.
    var hasTerminal = false

    package init(
        _ connection: AgentConnection,
        streams: CallerStreams,
        notifications: NotifyRelay? = nil,
        isHopeless: @escaping () -> Bool = { false },
        onPause: @escaping (_ isPaused: Bool) -> Void = { _ in },
        onStart: @escaping (Started) -> Void
    ) throws(AttachError) {
        self.isHopeless = isHopeless
        self.onPause = onPause
        self.connection = connection
        self.streams = streams
        self.notifications = notifications
        relays = streams.relays
        self.onStart = onStart
        do {
            signals = try SignalQueue(Self.passedSignals)
        } catch {
            throw .system(error)
        }
    }

    deinit {
        rawMode?.leave()
        if let master { close(master) }
    }

    /// Opens the session and stays until it is over.
    package func run(_ request: SessionRequest) throws(AttachError) -> SessionEnd {
        requested = Clock.monotonic
        doubt = requested + 2000
        try connection.send(
            .open(request),
            descriptors: request.detached ? [] : streams.descriptors
        )
        // The command's ends are the command's alone: their closing tells its end of output.
        for relay in relays { close(relay.commandEnd) }
        defer { rawMode?.leave() }
        while true {
            for number in try waitForInput() {
                if let end = try serve(number, request) { return end }
            }
            try takeUnreadLine()
            if let unheard, !hasStarted, Clock.monotonic >= unheard.until {
                return .exited(.signal(unheard.signal))
            }
        }
    }

    /// The descriptors at which something happened.
    private func waitForInput() throws(AttachError) -> [Int32] {
        var waiting = [
            pollfd(fd: connection.socket.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0),
        ]
        if let master {
            let events = POLLIN | (pendingKeys.isEmpty ? 0 : POLLOUT)
            waiting.append(pollfd(fd: master, events: Int16(events), revents: 0))
        }
        // As long as the box takes no keys, the caller's stay where they are.
        if hasTerminal, rawMode?.isOn == true, pendingKeys.count < 4096 {
            waiting.append(pollfd(fd: streams.keyboard, events: Int16(POLLIN), revents: 0))
        }
        if watchesForLines, unreadLine == nil {
            waiting.append(pollfd(fd: streams.keyboard, events: Int16(POLLIN), revents: 0))
        }
        if let notifications {
            waiting.append(pollfd(fd: notifications.number, events: Int16(POLLIN), revents: 0))
        }
        waiting += relays.map { pollfd(fd: $0.source, events: Int16(POLLIN), revents: 0) }
        let begin = hasStarted ? nil : unheard?.until ?? Int64(Self.patience) * 1000 + requested
        let moment = begin.map { min($0, doubt) } ?? unreadLine
        let patience = moment.map { Int32(clamping: max(0, $0 - Clock.monotonic)) } ?? -1
        if unsafe poll(&waiting, UInt(waiting.count), patience) < 0, errno != EINTR {
            throw .system(SystemError(call: "poll", subject: "session", code: errno))
        }
        if let begin, unheard == nil {
            let now = Clock.monotonic
            if now >= begin || now >= doubt && isHopeless() {
                throw .silent(seconds: Int(now - requested) / 1000)
            }
            if now >= doubt { doubt = now + 5000 }
        }
        // What the box's terminal says comes before that the command ended.
        return waiting.filter { $0.revents != 0 }.map(\.fd).reversed()
    }

    private func serve(
        _ number: Int32,
        _ request: SessionRequest
    ) throws(AttachError) -> SessionEnd? {
        switch number {
        case signals.number:
            while let signal = signals.next() {
                if let end = try pass(signal) { return end }
            }
        case master: copyFromBox()
        case notifications?.number: notifications?.pass()
        case _ where relays.contains { $0.source == number }:
            relays.removeAll { $0.source == number && !$0.copy() }
        case streams.keyboard where watchesForLines: unreadLine = Clock.monotonic + 100
        case streams.keyboard where hasTerminal: return copyFromKeyboard() ? nil : .hungUp
        default:
            for answer in try connection.receive() {
                if let end = try take(answer, request) { return end }
            }
        }
        return nil
    }

    private func take(
        _ answer: Answer,
        _ request: SessionRequest
    ) throws(AttachError) -> SessionEnd? {
        switch answer {
        case .started(let started):
            begin(request)
            onStart(started)
            return request.detached ? .detached(pid: started.pid) : nil
        case .refused(let refusal):
            rawMode?.leave()
            throw .refused(refusal)
        case .exited(let exit):
            drain()
            return .exited(exit)
        case .stopped(let signal): try stop(by: Int32(signal))
        case .wantsTerminal: try giveTerminal()
        case .hello, .status: break
        }
        return nil
    }

    private func begin(_ request: SessionRequest) {
        hasStarted = true
        guard let terminal = streams.terminal, let master = connection.takeDescriptor() else {
            return
        }
        _ = fcntl(master, F_SETFL, O_RDWR | O_NONBLOCK)
        self.master = master
        rawMode = RawMode(terminal, ownsOutput: streams.terminals.contains(.output))
        if request.foreground {
            hasTerminal = true
            rawMode?.enter()
        }
    }
}
