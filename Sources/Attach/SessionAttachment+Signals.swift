import Glibc
import Linux
import Wire

/// A stop that was passed on to the command.
enum StopRequest {
    case none, made, takenBack
}

/// A signal that asks for the end, to an agent that has not said anything yet; and how long it may
/// take to.
struct Unheard {
    let signal: UInt8
    /// In milliseconds of the clock.
    let until: Int64
}

/// Signals, stopping, and who has the terminal.
extension SessionAttachment {
    /// What reaches the command's process group; a signal that the caller was started to ignore
    /// (`nohup`) is ignored here, too.
    static var passedSignals: [Int32] {
        let all = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT]
        return (all + deadlySignals).filter { !Signals.isIgnored($0) }
    }

    /// What would end this program on the spot, with the terminal as it is: taken as its end.
    private static var deadlySignals: [Int32] {
        [SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGXCPU, SIGXFSZ, SIGABRT]
    }

    /// - Returns: the session's end, when it ends for this caller.
    func pass(_ signal: Int32) throws(AttachError) -> SessionEnd? {
        switch signal {
        // An agent that is stopped or paused tells nobody: this caller ends all the same, soon.
        case _ where !hasStarted && [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains(signal):
            unheard = unheard ?? Unheard(signal: UInt8(signal), until: Clock.monotonic + 1000)
        case _ where Self.deadlySignals.contains(signal): return .exited(.signal(UInt8(signal)))
        case SIGWINCH where master != nil:
            if resize() { return nil }
        case SIGHUP where streams.terminal != nil: return .hungUp
        case SIGTSTP: stopRequest = .made
        case SIGCONT:
            if stopRequest == .made { stopRequest = .takenBack }
            resume()
        default: break
        }
        try connection.send(.signal(UInt8(signal)))
        return nil
    }

    /// - Returns: whether the box's terminal has another size now.
    @discardableResult
    private func resize() -> Bool {
        guard let master, let window = streams.terminal?.window, let inner = Terminal(master),
            inner.window != window
        else { return false }
        inner.resize(window)
        return true
    }

    /// The command stopped: so does its caller, as a job of its own shell.
    func stop(by signal: Int32) throws(AttachError) {
        let isOver = stopRequest == .takenBack
        stopRequest = .none
        if isOver { return }
        let wasRaw = rawMode?.isOn == true
        rawMode?.leave()
        onPause(true)
        // Keys in raw mode reach the box alone: the others of this job did not hear of the stop.
        Signals.stopSelf(by: SIGTSTP, wholeGroup: wasRaw)
        onPause(false)
        resume()
        try connection.send(.signal(UInt8(SIGCONT)))
    }

    /// After a stop: the terminal may be another's now, and of another size.
    private func resume() {
        resize()
        guard hasTerminal, let terminal = streams.terminal, terminal.isInForeground else { return }
        rawMode?.enter()
    }

    /// Whether the caller's keys are somebody else's until the command asks, and it may be asking
    /// in a way that the kernel does not tell: by waiting for input without reading it.
    var watchesForLines: Bool {
        hasStarted && !hasTerminal && master != nil && streams.terminals.contains(.input)
    }

    /// A line that lies unread for a while is the command's: a program that has the keyboard would
    /// have read it, or have the terminal give single keys.
    func takeUnreadLine() throws(AttachError) {
        guard let time = unreadLine, Clock.monotonic >= time else { return }
        unreadLine = nil
        guard watchesForLines, let terminal = streams.terminal else { return }
        var keyboard = pollfd(fd: streams.keyboard, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&keyboard, 1, 0) > 0 else { return }
        if terminal.givesLines, terminal.isInForeground {
            try giveTerminal()
        } else {
            unreadLine = Clock.monotonic + 200
        }
    }

    /// The command wants to read the terminal, or to change it.
    func giveTerminal() throws(AttachError) {
        guard let terminal = streams.terminal, streams.keyboard >= 0 else {
            try connection.send(.signal(UInt8(SIGHUP)))
            return
        }
        // In the background it has to wait for it, like any job.
        while !terminal.isInForeground {
            guard Signals.stopSelf(by: SIGTTIN, wholeGroup: true) else { break }
        }
        hasTerminal = true
        rawMode?.enter()
        try connection.send(.foreground)
    }
}
