import Linux

/// Words to the user: results on standard output, everything else on standard error.
enum Console {
    /// Writes a result, and a line's end.
    static func output(_ text: String) {
        // A reader that went away ends the program by SIGPIPE; other failures have nobody to hear.
        try? writeAll(Array("\(text)\n".utf8)[...], to: 1, subject: "output")
    }

    /// Writes a line that is no result.
    static func error(_ line: String) {
        try? writeAll(Array("\(line)\n".utf8)[...], to: 2, subject: "error output")  // as above
    }

    static func warn(_ text: String) { error("warning: \(text)") }

    static var outputIsTerminal: Bool { Terminal(1) != nil }
    static var errorIsTerminal: Bool { Terminal(2) != nil }
    static var inputIsTerminal: Bool { Terminal(0) != nil }
}
