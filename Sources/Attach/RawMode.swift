import Linux

/// The caller's terminal while its keys go to the box: raw, and put back in the end.
final class RawMode {
    private let terminal: Terminal
    /// The settings to be put back: those of the moment when the terminal was taken, as another
    /// job of the caller's shell may have changed them since the session began.
    private var before: [UInt8] = []
    /// Whether all that is written to the terminal comes from the box's.
    private let ownsOutput: Bool
    private(set) var isOn = false

    init(_ terminal: Terminal, ownsOutput: Bool) {
        self.terminal = terminal
        self.ownsOutput = ownsOutput
    }

    deinit { leave() }

    func enter() {
        guard !isOn else { return }
        before = terminal.settings
        terminal.apply(Terminal.raw(before, output: ownsOutput))
        isOn = true
    }

    func leave() {
        guard isOn else { return }
        terminal.apply(before)
        isOn = false
    }
}
