import Glibc
import Linux

/// Words to the user: results on standard output, everything else on standard error.
struct Console {
    enum Stream: Equatable {
        case output, error
    }

    /// How much the user wants to hear beside results and failures.
    enum Level: Comparable {
        case quiet, normal, verbose
    }

    var level = Level.normal
    var inputIsTerminal = false
    var outputIsTerminal = false
    var errorIsTerminal = false
    /// Whether the user lets output be coloured: see no-color.org.
    var allowsColour = true
    /// The width of the terminal that error output goes to.
    var columns = 80
    /// Takes bytes as they are.
    var writeBytes: (Stream, [UInt8]) -> Void
    /// One line of input without its end; nil when there is no more.
    var readLine: () -> String?

    func write(_ stream: Stream, _ text: String) { writeBytes(stream, Array(text.utf8)) }

    /// A result, which is a line or several.
    func result(_ text: String) { write(.output, text + "\n") }

    /// What happens meanwhile; not for the quiet.
    func note(_ line: String) {
        if level > .quiet { show(line) }
    }

    /// What only the curious want to know.
    func detail(_ line: String) {
        if level == .verbose { show(line) }
    }

    /// What a question is about: who asks for quiet is to know it, too.
    func show(_ line: String) { write(.error, line.printableLines + "\n") }

    /// What is not as it should be, and keeps nothing from being done; not for the quiet.
    func warn(_ text: String) {
        if level > .quiet { write(.error, "warning: \(text.printableLines)\n") }
    }

    var coloursOutput: Bool { outputIsTerminal && allowsColour }
    /// Whether there is somebody who can be asked.
    var canAsk: Bool { inputIsTerminal && errorIsTerminal }
}

extension Console {
    /// The streams of this process.
    static func own(_ environment: EnvironmentVariables, level: Level = .normal) -> Console {
        let terminal = Terminal(2)
        return Console(
            level: level,
            inputIsTerminal: inputIsTerminal,
            outputIsTerminal: outputIsTerminal,
            errorIsTerminal: terminal != nil,
            allowsColour: (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb",
            columns: terminal?.window.map { Int($0.columns) } ?? 80,
            writeBytes: { stream, bytes in write(bytes, to: stream) },
            // Nothing is under way while somebody is asked: Ctrl-C is to end that, as it does elsewhere.
            readLine: { Signals.lettingEnd(by: [SIGINT, SIGTERM, SIGHUP], readOwnLine) }
        )
    }

    /// Writes a result, and a line's end.
    static func output(_ text: String) { write(Array("\(text)\n".utf8), to: .output) }

    /// Writes a result as it is.
    static func write(_ text: String) { write(Array(text.utf8), to: .output) }

    /// Writes a line that is no result.
    static func error(_ line: String) { write(Array("\(line)\n".utf8), to: .error) }

    static func warn(_ text: String) { error("warning: \(text.printableLines)") }

    static var outputIsTerminal: Bool { Terminal(1) != nil }
    static var errorIsTerminal: Bool { Terminal(2) != nil }
    static var inputIsTerminal: Bool { Terminal(0) != nil }

    private static func write(_ bytes: [UInt8], to stream: Stream) {
        guard stream == .output else {
            // Who hears no failures cannot be told of this one.
            try? writeAll(bytes[...], to: 2, subject: "error output")
            return
        }
        do {
            try writeAll(bytes[...], to: 1, subject: "standard output")
        } catch {
            endWithoutOutput(error)
        }
    }

    /// Ends the program: a result that nobody gets is a failure, whatever was done for it.
    private static func endWithoutOutput(_ error: SystemError) -> Never {
        // A reader that has seen enough is as usual; mostly SIGPIPE has ended the program by then.
        if error.code != Errno.brokenPipe {
            Failure("the result cannot be written", details: ["\(error)"]).report()
        }
        exit(1)
    }

    private static func readOwnLine() -> String? {
        // What was typed before the question was seen is no answer to it.
        if inputIsTerminal { tcflush(0, TCIFLUSH) }
        var line: [UInt8] = []
        while let byte = (try? readSome(from: 0, subject: "input", room: 1))?.first {
            if byte == UInt8(ascii: "\n") { return line.text }
            line.append(byte)
        }
        return line.isEmpty ? nil : line.text
    }
}
