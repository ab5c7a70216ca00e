import Linux

/// The caller's terminal while its keys go to the box: raw, and put back in the end.
final class RawMode {
    private let terminal: Terminal
    private let before: [UInt8]
    /// Whether all that is written to the terminal comes from the box's.
    private let ownsOutput: Bool
    private(set) var isOn = false

    init(_ terminal: Terminal, ownsOutput: Bool) {
        self.terminal = terminal
        self.ownsOutput = ownsOutput
        before = terminal.settings
    }

    deinit { leave() }

    func enter() {
        guard !isOn else { return }
        terminal.apply(Terminal.raw(before, output: ownsOutput))
        isOn = true
    }

    func leave() {
        guard isOn else { return }
        terminal.apply(before)
        isOn = false
    }
}
