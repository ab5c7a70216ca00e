import Foundation

/// A window of tmux's with a person's own shell in it, whose prompt is `$ `.
///
/// The server is the window's own, and ends with it.
final class Window {
    let host: Host
    let shell: String
    private let socket: String
    /// Tmux takes the path of new windows from who asks for them.
    private let environment: [String: String]

    /// Start files, which load the hook as docs/projects.md says.
    static let startFiles = [
        "bash": (path: ".bashrc", prompt: "PS1='$ '"),
        "zsh": (path: ".zshrc", prompt: "PROMPT='$ '; unsetopt prompt_sp"),
        "fish": (
            path: ".config/fish/config.fish",
            prompt: "function fish_prompt; echo -n '$ '; end; set -g fish_greeting"
        ),
    ]

    /// Opens it; `start` are lines of the shell's start file, behind that of its prompt, `more` are
    /// variables beside those that everybody has (an empty one is not there), and `words` the shell's.
    init(
        of host: Host,
        _ shell: String,
        start: String = "",
        environment more: [String: String] = [:],
        words: [String] = []
    ) throws {
        self.host = host
        self.shell = shell
        socket = "\(host.home)/tmux-\(UUID().uuidString.prefix(8))"
        let file = Self.startFiles[shell]
        try host.write("\(file?.prompt ?? "")\n\(start)\n", to: file?.path ?? "")
        // As most homes have it: shells of boxes are login shells.
        try host.write(". ~/.bashrc\n", to: ".profile")
        var environment = host.environment
        environment["PATH", default: ""] = "\(host.programs):" + environment["PATH", default: ""]
        environment["TERM"] = "xterm-256color"
        environment["SHELL"] = "/usr/bin/\(shell)"
        environment.merge(more) { $1 }
        self.environment = environment.filter { !$0.value.isEmpty }
        let size = ["-x", "200", "-y", "50"]
        try tmux(["-f", "/dev/null", "new-session", "-d"] + size + [shell] + words)
        try wait("the first prompt") { $0.last == "$" }
    }

    deinit {
        // It is gone already when its shell is.
        _ = try? tmux(["kill-server"])
    }

    @discardableResult
    func tmux(_ words: [String]) throws -> String {
        let outcome = try host.run(
            ["/usr/bin/tmux", "-S", socket] + words,
            stdin: [],
            environment: environment.map { Array("\($0)=\($1)".utf8) },
            seconds: 20
        )
        guard outcome.end == .exited(0) else { throw Problem("\(outcome)") }
        return text(outcome.stdout)
    }

    /// All lines that were shown, without what is empty at the end.
    func lines() throws -> [String] {
        var lines = try tmux(["capture-pane", "-p", "-J", "-S", "-"])
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Waits until what is shown is as it should be.
    func wait(_ what: String, seconds: Double = 30, _ holds: ([String]) -> Bool) throws {
        do {
            try eventually(what, seconds: seconds) { holds(try lines()) }
        } catch {
            throw Problem(
                "\(shell), \(error); the window shows\n" + (try lines().joined(separator: "\n"))
            )
        }
    }

    /// Types keys, by tmux's names for those that are no letters.
    func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

    /// Types a line, and waits until there is a new line that is the prompt, or ends as given.
    ///
    /// - Returns: what was shown between the line and that end.
    @discardableResult
    func type(_ line: String, until end: String? = nil, seconds: Double = 60) throws -> [String] {
        let before = try lines().count
        try tmux(["send-keys", "-l", "--", line])
        try tmux(["send-keys", "Enter"])
        try wait("'\(end ?? "$")' after '\(line)'", seconds: seconds) { lines in
            guard lines.count > before, let last = lines.last else { return false }
            return end.map { last.hasSuffix($0) } ?? (last == "$")
        }
        return Array(try lines().dropFirst(before).dropLast())
    }
}
