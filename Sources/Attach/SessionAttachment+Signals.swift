import Glibc
import Linux
import Wire

/// A stop that was passed on to the command.
enum StopRequest {
    case none, made, takenBack
}

/// Signals, stopping, and who has the terminal.
extension SessionAttachment {
    /// What reaches the command's process group; a signal that the caller was started to ignore
    /// (`nohup`) is ignored here, too.
    static var passedSignals: [Int32] {
        let all = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT]
        return all.filter { !Signals.isIgnored($0) }
    }

    /// - Returns: the session's end, when it ends for this caller.
    func pass(_ signal: Int32) throws(AttachError) -> SessionEnd? {
        switch signal {
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
        // Keys in raw mode reach the box alone: the others of this job did not hear of the stop.
        Signals.stopSelf(by: SIGTSTP, wholeGroup: wasRaw)
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
