import Linux

/// What is going on, on error output: one line that is drawn again on a terminal, else a line for
/// each milestone.
final class ProgressLine {
    private let console: Console
    /// Milliseconds that only grow.
    private let clock: () -> Int64
    private var lastDrawn: Int64?
    private var isOpen = false

    init(_ console: Console, clock: @escaping () -> Int64 = { Clock.monotonic }) {
        self.console = console
        self.clock = clock
    }

    /// Begins something new.
    func milestone(_ text: String) {
        guard console.level > .quiet else { return }
        if console.errorIsTerminal {
            draw(text)
        } else {
            console.note(text)
            lastDrawn = clock()
        }
    }

    /// Tells how far it is; not each time it is called.
    func update(_ text: @autoclosure () -> String) {
        guard console.level > .quiet else { return }
        let pause: Int64 = console.errorIsTerminal ? 100 : 10_000
        if let lastDrawn, clock() - lastDrawn < pause { return }
        if console.errorIsTerminal {
            draw(text())
        } else {
            console.note(text())
            lastDrawn = clock()
        }
    }

    /// Tells what goes on where the line is drawn again, and nowhere else.
    func sketch(_ text: @autoclosure () -> String) {
        if console.errorIsTerminal { update(text()) }
    }

    /// Writes a line of somebody else's output, for those who want to see all of it.
    func log(_ text: String) {
        guard console.level == .verbose else { return }
        clear()
        console.note(text)
    }

    /// Takes the line away.
    func clear() {
        if isOpen { console.write(.error, "\r\u{1b}[K") }
        isOpen = false
    }

    private func draw(_ text: String) {
        // The last column stays free: some terminals begin a new line there.
        let shown = text.shown(inColumns: max(console.columns - 1, 1))
        console.write(.error, "\r\u{1b}[K\(shown)")
        isOpen = true
        lastDrawn = clock()
    }
}
