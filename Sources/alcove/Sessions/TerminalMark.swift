import Accounts
import Attach
import Boxes
import Glibc
import Linux
import Wire

/// Tells the terminal that it shows a box, and which: those that know it can open the next tab there.
///
/// Around `enter` on a terminal, and taken back on every way out: by this process on those that a
/// program has, and after a SIGKILL by another.
final class TerminalMark {
    private let mark: ContainerMark
    private var isShown = false
    private var watch: Watch?

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
            origin: ContainerMark.Origin(
                pid: getpid(),
                machine: Self.line("/etc/machine-id"),
                boot: Self.line("/proc/sys/kernel/random/boot_id")
            ),
            outer: Self.outer(host.environment),
            id: Self.word() + Self.word()
        )
    }

    /// What the prompts of shells in the box need to tell the terminal where they are: OSC 7 names a
    /// host, and terminals follow to no other than their own.
    var variable: [UInt8] { Array("ALCOVE_TERMINAL=\(mark.host)".utf8) }

    /// Sixteen random digits: two such are like no other session's.
    private static func word() -> String {
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The text of a short file; a host that lacks it tells no such thing of itself.
    private static func line(_ path: String) -> String {
        guard let bytes = try? File.read(path, limit: 128) else { return "" }
        return Array(bytes.prefix { $0 != 10 }).text
    }

    /// Whether the terminal says of itself that it is one that reads such marks, or passes them over.
    static func isKnown(_ environment: EnvironmentVariables) -> Bool {
        let term = environment["TERM"] ?? ""
        // In these the variables are those of the terminal that is around them.
        if ["screen", "tmux", "dumb", "linux"].contains(where: term.hasPrefix) { return false }
        let names = ["VTE_VERSION", "KONSOLE_VERSION", "GHOSTTY_RESOURCES_DIR", "WEZTERM_PANE"]
        return names.contains { environment[$0]?.isEmpty == false }
            || ["xterm-ghostty", "contour", "foot"].contains(where: term.hasPrefix)
    }

    /// The box whose session this program was called from, where that has a mark of its own.
    static func outer(_ environment: EnvironmentVariables) -> String? {
        guard environment["ALCOVE_TERMINAL"]?.isEmpty == false,
            let name = environment["ALCOVE_BOX"], (try? BoxName(name)) != nil
        else { return nil }
        return name
    }

    func show() {
        // First, so that there is no moment at which a SIGKILL leaves the mark where it is; a host that
        // has no process left for it does without.
        watch = try? Watch(TerminalGuard(1, saying: mark.ending))
        write(mark.beginning)
        isShown = true
    }

    func hide() {
        guard isShown else { return }
        isShown = false
        write(mark.ending)
        watch = nil
    }

    /// The session stopped and its caller's shell has the terminal, or it goes on.
    func pause(_ isPaused: Bool) {
        if isPaused { hide() } else { show() }
    }

    private func write(_ bytes: [UInt8]) {
        // A terminal that is gone shows no mark.
        try? writeAll(bytes[...], to: 1, subject: "terminal")
    }

    /// Lasts as long as the mark is shown.
    private final class Watch {
        private let process: TerminalGuard

        init(_ process: consuming TerminalGuard) { self.process = process }
    }
}
