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
    /// The terminal of the box, by its master; nil without one, and when it hung up.
    var master: Int32?
    var rawMode: RawMode?
    /// Keys that the box's terminal did not take yet.
    var pendingKeys: [UInt8] = []
    var hasStarted = false
    /// Pipes that are still copied.
    var relays: [Relay]
    /// Whether the command was told to stop, and told to go on again before it said that it stopped.
    var stopRequest: StopRequest = .none
    /// When to look again at a line that was typed and that nobody has read.
    var unreadLine: Int64?
    /// Whether the command has the terminal.
    var hasTerminal = false

    package init(
        _ connection: AgentConnection,
        streams: CallerStreams,
        onStart: @escaping (Started) -> Void
    ) throws(AttachError) {
        self.connection = connection
        self.streams = streams
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
        waiting += relays.map { pollfd(fd: $0.source, events: Int16(POLLIN), revents: 0) }
        let patience = unreadLine.map { Int32(clamping: max(0, $0 - Clock.monotonic)) } ?? -1
        if unsafe poll(&waiting, UInt(waiting.count), patience) < 0, errno != EINTR {
            throw .system(SystemError(call: "poll", subject: "session", code: errno))
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
