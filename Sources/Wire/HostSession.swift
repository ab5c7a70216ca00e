/// Variables that a session in a box has of its caller's terminal and desktop, by which a command on
/// the host meets the same.
///
/// They go back to the host with a command; all others are the host's own.
package enum HostSession {
    package static let terminalNames = VariableNames(["TERM", "COLORTERM", "NO_COLOR"])

    /// What is one terminal's and of no sense in another.
    package static let terminalOnly = [
        "TERM", "COLORTERM", "NO_COLOR", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "VTE_VERSION",
        "WINDOWID", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "STY", "TMUX", "TMUX_PANE",
        "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID", "ALCOVE_TERMINAL",
    ]

    private static let desktop = [
        "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "DISPLAY", "PIPEWIRE_REMOTE",
        "PULSE_SERVER", "SSH_AUTH_SOCK", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP",
        "XDG_RUNTIME_DIR", "XDG_SEAT", "XDG_SESSION_DESKTOP", "XDG_SESSION_ID",
        "XDG_SESSION_TYPE", "XDG_VTNR",
    ]

    /// What is one login's.
    package static let desktopNames = VariableNames(desktop)

    package static let names = VariableNames(terminalOnly + desktop)
}

/// A set of names of variables.
package struct VariableNames: Sendable {
    private let names: Set<[UInt8]>

    package init(_ names: [String]) { self.names = Set(names.map { Array($0.utf8) }) }

    /// Whether a `KEY=VALUE` is of one of these names.
    package func matches(_ variable: [UInt8]) -> Bool {
        guard let sign = variable.firstIndex(of: UInt8(ascii: "=")) else { return false }
        return names.contains(Array(variable[..<sign]))
    }
}
