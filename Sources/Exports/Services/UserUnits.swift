import Linux

/// The user's service manager, where there is one: what it makes of files is changed by its own tool.
package enum UserUnits {
    /// Whether there is a manager to talk with.
    package static var areManaged: Bool {
        guard let runtime = Environment.value("XDG_RUNTIME_DIR") else { return false }
        return File.kind(runtime + "/systemd/private") == .socket
            && Program.isInstalled("systemctl")
    }

    /// Where the manager looks for what its user wrote.
    private static var folder: String? {
        let home = Environment.value("HOME").map { $0 + "/.config" }
        return (Environment.value("XDG_CONFIG_HOME") ?? home).map { $0 + "/systemd/user" }
    }

    /// The units among these files, which are the manager's own and nobody else's.
    static func names(in paths: [String]) -> [String] {
        guard let folder else { return [] }
        return paths.compactMap { path in
            guard path.hasSuffix(".service"), Traces.parent(of: path) == folder else { return nil }
            return String(path.dropFirst(folder.count + 1))
        }
    }

    /// Has it stop units whose files go.
    ///
    /// - Returns: whether one of them was at work.
    static func stop(_ units: [String]) -> Bool {
        guard !units.isEmpty, areManaged else { return false }
        let wereActive = call(["is-active", "--quiet"] + units, seconds: 5)
        if wereActive { _ = call(["stop"] + units, seconds: 30) }
        return wereActive
    }

    /// Has it read its files anew.
    static func reload() {
        // Whoever looks at a unit before the next login, and it is stale, is told so by it.
        if areManaged { _ = call(["daemon-reload"], seconds: 10) }
    }

    /// Has it forget how units ended whose files are gone.
    static func forget(_ units: [String]) {
        // It refuses that for those that it has forgotten already.
        if !units.isEmpty, areManaged { _ = call(["--quiet", "reset-failed"] + units, seconds: 5) }
    }

    /// Has it start a unit, or start it anew.
    ///
    /// - Returns: whether it runs, or ran to its end.
    package static func restart(_ unit: String) -> Bool { call(["restart", unit], seconds: 100) }

    /// Has it begin a unit, now and from now on.
    ///
    /// - Returns: whether it did.
    static func enable(_ unit: String) -> Bool { call(["enable", "--now", unit], seconds: 30) }

    /// Has it end a unit, and not begin it again.
    static func disable(_ unit: String) {
        // Whoever is not there to be told does not begin it either.
        if areManaged { _ = call(["disable", "--now", unit], seconds: 30) }
    }

    /// What it knows of a unit, in its own words; nil when it cannot be asked.
    package static func property(_ name: String, of unit: String) -> String? {
        var lines: [String] = []
        let words = ["show", "--value", "--property", name, unit]
        guard call(words, seconds: 5, line: { lines.append($0) }) else { return nil }
        return lines.first.map(UnitQuoting.shown)
    }

    private static func call(
        _ words: [String],
        seconds: Int,
        line: (String) -> Void = { _ in }
    ) -> Bool {
        let program = Program(
            "systemctl",
            ["--user", "--no-ask-password"] + words,
            environment: Environment.all
        )
        let begin = Moment()
        // A tool that cannot be started did nothing.
        let ending = try? program.run { text in
            if let text { line(text) }
            return begin.millisecondsAgo < seconds * 1000
        }
        return ending == .code(0)
    }
}
