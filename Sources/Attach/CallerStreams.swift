import Glibc
import Linux
package import Wire

/// What the caller's three streams are: terminals, or something to be handed over.
package struct CallerStreams {
    package let terminals: SessionRequest.Terminals
    /// The streams that are no terminals, in their order.
    let descriptors: [Int32]
    /// The caller's terminal; nil when no stream is one.
    let terminal: Terminal?
    /// Ends of pipes that stand in for the caller's terminal, where the command is to have none.
    let relays: [Relay]
    /// What keys are read from, once the command may read them.
    let keyboard: Int32
    /// What the terminal's output is written to.
    let screen: Int32
    /// A descriptor of `/dev/tty` that was opened for one of these.
    private let opened: Int32?

    /// - Parameter wantsTerminals: whether a terminal may become one in the box (`--no-tty` forbids).
    package init(wantsTerminals: Bool) {
        let streams: [(Int32, SessionRequest.Terminals)] = [(0, .input), (1, .output), (2, .error)]
        var terminals = SessionRequest.Terminals.none
        var descriptors: [Int32] = []
        var relays: [Relay] = []
        for (number, kind) in streams {
            if wantsTerminals, Terminal(number) != nil {
                terminals.insert(kind)
            } else if Terminal(number) != nil, let relay = Relay(for: number) {
                relays.append(relay)
                descriptors.append(relay.commandEnd)
            } else {
                descriptors.append(number)
            }
        }
        self.relays = relays
        self.terminals = terminals
        self.descriptors = descriptors
        let numbers = streams.filter { terminals.contains($0.1) }.map(\.0)
        terminal = numbers.first.flatMap { Terminal($0) }
        var opened: Int32?
        if !terminals.isEmpty, !terminals.isSuperset(of: .window) {
            // The other direction of the same terminal, for a command that asks for it.
            let tty = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
            opened = tty < 0 ? nil : tty
        }
        self.opened = opened
        keyboard = terminals.contains(.input) ? 0 : opened ?? -1
        screen = terminals.contains(.output) ? 1 : terminals.contains(.error) ? 2 : opened ?? 0
    }

    /// Whether the command may have the terminal at once: it is all the caller's window, and the
    /// caller is what its user is working with.
    package var isInForeground: Bool {
        terminals.isSuperset(of: .window) && terminal?.isInForeground == true
    }

    /// Whether something of the caller's may have been read already for a command that has not begun.
    package var areRelayed: Bool { !relays.isEmpty }

    /// What the terminal is like, for the one in the box.
    package func describe(in request: inout SessionRequest) {
        request.terminals = terminals
        request.foreground = isInForeground
        guard let terminal else { return }
        // In the background the settings are those of the job that has the terminal.
        if terminal.isInForeground { request.termios = terminal.settings }
        if let window = terminal.window {
            request.window = WindowSize(rows: window.rows, columns: window.columns)
        }
    }
}
