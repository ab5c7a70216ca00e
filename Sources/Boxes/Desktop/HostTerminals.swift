/// Where the caller's terminal has its own description, which most boxes lack (kitty, ghostty).
package enum HostTerminals {
    /// The directories as a box sees them, for `TERMINFO_DIRS`; nil when no variable names one.
    package static func folders(_ variable: (String) -> String?) -> String? {
        let named = [variable("TERMINFO") ?? ""] + lists(variable("TERMINFO_DIRS"))
        let folders = named.filter { $0.hasPrefix("/") }.map { "/run/host" + $0 }
        return folders.isEmpty ? nil : folders.joined(separator: ":")
    }

    private static func lists(_ words: String?) -> [String] {
        (words ?? "").split(separator: ":").map(String.init)
    }
}
