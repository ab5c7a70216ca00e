import Linux

/// Which terminal a command opens in, and by which words.
struct TerminalChoice {
    let environment: EnvironmentVariables
    /// Where a program is; nil when it is not installed.
    let find: (String) -> String?

    /// A program and the words before the command's own; nil when there is no terminal.
    ///
    /// Who set `xdg-terminal-exec` up, or the variable `TERMINAL`, said what they want; then the
    /// desktop's own comes before all others.
    func words() -> [String]? {
        if let path = find("xdg-terminal-exec") { return [path] }
        if let wish = environment["TERMINAL"], let words = words(for: wish) { return words }
        let desktops = (environment["XDG_CURRENT_DESKTOP"] ?? "").split(separator: ":")
        let own = desktops.flatMap { Self.own[$0.lowercased()] ?? [] }
        return (own + Self.all.map(\.name)).lazy.compactMap { words(for: $0) }.first
    }

    /// Those of a terminal by its name or path, if it is there.
    private func words(for wish: String) -> [String]? {
        guard !wish.isEmpty, let path = find(wish) else { return nil }
        let name = wish.split(separator: "/").last.map(String.init)
        let known = Self.all.first { $0.name == name }
        return [path] + (known?.words ?? ["-e"])
    }

    /// Terminals, and how each is told that what follows is a command with its arguments.
    private static let all: [(name: String, words: [String])] = [
        ("ptyxis", ["--new-window", "--"]), ("kgx", ["--"]), ("gnome-console", ["--"]),
        ("gnome-terminal", ["--"]), ("konsole", ["-e"]), ("xfce4-terminal", ["-x"]),
        ("mate-terminal", ["-x"]), ("qterminal", ["-e"]), ("lxterminal", ["-e"]),
        ("cosmic-term", ["--"]), ("tilix", ["-e"]), ("terminator", ["-x"]),
        ("foot", []), ("kitty", []), ("alacritty", ["-e"]), ("ghostty", ["-e"]),
        ("wezterm", ["start", "--"]), ("contour", []), ("urxvt", ["-e"]),
        ("x-terminal-emulator", ["-e"]), ("st", ["-e"]), ("xterm", ["-e"]),
    ]

    private static let own: [String: [String]] = [
        "gnome": ["ptyxis", "kgx", "gnome-terminal"], "kde": ["konsole"],
        "xfce": ["xfce4-terminal"], "mate": ["mate-terminal"], "lxqt": ["qterminal"],
        "lxde": ["lxterminal"], "x-cinnamon": ["gnome-terminal"], "cosmic": ["cosmic-term"],
        "sway": ["foot"], "hyprland": ["kitty", "foot"],
    ]
}
