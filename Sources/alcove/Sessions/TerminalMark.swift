import Accounts
import Attach
import Boxes
import Glibc
import Linux
import Wire

/// Tells the terminal that it shows a box, and which: those that know it can open the next tab there.
///
/// Around `enter` on a terminal, and taken back on every way out that a program has; after a SIGKILL
/// the next shell of the terminal says for itself what it is.
final class TerminalMark {
    private let mark: ContainerMark
    private var isShown = false
    /// How the session ended, when that is known.
    var exit: Exit?

    /// Nil when the user does not want it, or nothing is shown.
    init?(of name: BoxName, _ options: SessionOptions, on host: Host) {
        guard options.verb == .enter, Terminal(1) != nil,
            host.configuration.terminalMarks?.value ?? Self.isKnown(host.environment)
        else { return nil }
        mark = ContainerMark(
            box: name.description,
            uid: host.uid,
            user: host.environment["USER"] ?? "",
            host: hostName(),
            directory: Process.directory ?? [],
            id: "alcove-\(host.uid)-\(getpid())-\(Clock.monotonic)"
        )
    }

    /// Whether the terminal says of itself that it is one that reads such marks, or passes them over.
    static func isKnown(_ environment: [String: String]) -> Bool {
        let term = environment["TERM"] ?? ""
        // In these the variables are those of the terminal that is around them.
        if ["screen", "tmux", "dumb", "linux"].contains(where: term.hasPrefix) { return false }
        let names = ["VTE_VERSION", "KONSOLE_VERSION", "GHOSTTY_RESOURCES_DIR", "WEZTERM_PANE"]
        return names.contains { environment[$0]?.isEmpty == false }
            || ["xterm-ghostty", "contour", "foot"].contains(where: term.hasPrefix)
    }

    func show() { write(mark.beginning, shows: true) }

    func hide() {
        if isShown { write(mark.ending(exit), shows: false) }
    }

    /// The session stopped and its caller's shell has the terminal, or it goes on.
    func pause(_ isPaused: Bool) {
        if isPaused { hide() } else { show() }
    }

    private func write(_ bytes: [UInt8], shows: Bool) {
        isShown = shows
        // A terminal that is gone shows no mark.
        try? writeAll(bytes[...], to: 1, subject: "terminal")
    }
}
