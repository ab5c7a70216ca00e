import Boxes

/// What a command tells the user when it could not do what was asked.
struct Failure: Error, Equatable {
    /// What is wrong, in lower case and without a full stop.
    let message: String
    /// What the user can do about it, as a sentence.
    var hint: String?
    /// Lines of somebody else's that explain it: the engine's words, the end of a log.
    var details: [String] = []
    var status: Int32 = 1

    init(_ message: String, hint: String? = nil, details: [String] = [], status: Int32 = 1) {
        self.message = message
        self.hint = hint
        self.details = details
        self.status = status
    }

    /// The failure of `enter` and `run` before the command ran has a status of its own.
    func with(status: Int32) -> Failure {
        Failure(message, hint: hint, details: details, status: status)
    }

    /// The same failure with another way out of it.
    func with(hint: String) -> Failure {
        Failure(message, hint: hint, details: details, status: status)
    }

    /// The same failure with the box that it is about, where it does not say that.
    func about(_ box: BoxName) -> Failure {
        if message.isEmpty || message.contains("box '\(box)'") { return self }
        return Failure("box '\(box)': \(message)", hint: hint, details: details, status: status)
    }

    /// An end without a word: the user said no, and knows.
    static func declined(status: Int32 = 1) -> Failure { Failure("", status: status) }

    /// Says it on standard error.
    func report() {
        for line in lines { Console.error(line) }
    }

    /// Says it on error output of that console.
    func report(on console: Console) {
        for line in lines { console.write(.error, line + "\n") }
    }

    private var lines: [String] {
        if message.isEmpty { return [] }
        // Names in it are often a stranger's, who would like to talk to the terminal, or have a line of
        // their own there.
        let own = ["error: \(message)".printable] + details.map { "  \($0)".printableLines }
        return own + (hint.map { ["hint: \($0.printable)"] } ?? [])
    }
}
