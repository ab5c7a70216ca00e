import Boxes
import Glibc
package import Linux

/// Asks the user on their desktop whether a box may run a command on the host.
///
/// Never on the terminal that the command came from: a program of the box could answer there.
package struct HostQuestion {
    let box: String
    let program: [UInt8]
    let arguments: [[UInt8]]
    /// Where it would run, which many a command is about; nil when that is not known.
    let directory: [UInt8]?
    /// Milliseconds within which nobody reads and answers: a program that ends sooner, and says nothing,
    /// found no display.
    var moment = 300

    package init(box: String, program: [UInt8], arguments: [[UInt8]], directory: [UInt8]?) {
        self.box = box
        self.directory = directory
        self.program = program
        self.arguments = arguments
    }

    package enum Answer: Equatable, Sendable {
        case once, always, no
        /// There is no desktop, or nothing on it that can ask.
        case nobody
        /// The command is longer than a question can show, so nobody could know what it does.
        case tooLong
        /// Another question is open, and stays so.
        case busy
    }

    /// A program that shows questions, and how it tells the answers.
    enum Tool: String, CaseIterable {
        case zenity, kdialog

        func words(_ text: String) -> [String] {
            switch self {
            case .zenity:
                [
                    "--question", "--no-markup", "--default-cancel", "--title=Alcove",
                    "--text=\(text)", "--ok-label=Once", "--cancel-label=No",
                    "--extra-button=Always",
                ]
            case .kdialog:
                // Its buttons cannot be told from its end, so the answer is a word that it prints. It
                // takes text with tags for HTML, and backslashes for escapes.
                [
                    "--title", "Alcove", "--radiolist",
                    text.replacing("\\", with: "\\\\").replacing("<", with: "\u{2039}"),
                    "no", "No", "on", "once", "Once", "off", "always", "Always", "off",
                ]
            }
        }

        func answer(_ ending: Ending, output: [UInt8]) -> Answer {
            switch (self, ending) {
            case (.zenity, .code(0)): .once
            case (.zenity, .code(1)) where output == Array("Always\n".utf8): .always
            case (.kdialog, .code(0)) where output == Array("once\n".utf8): .once
            case (.kdialog, .code(0)) where output == Array("always\n".utf8): .always
            default: .no
            }
        }
    }

    /// What is asked: nothing of the box's but as plain text, each word told from the next, and all
    /// of it; nil when that is more than fits.
    var text: String? {
        let words = ([program] + arguments.dropFirst()).map(\.text.quotedForShell)
        let line = Self.folded(words.joined(separator: " "))
        let place = Self.folded((directory ?? []).text.quotedForShell)
        guard line.utf8.count + place.utf8.count <= Self.most else { return nil }
        let command = HostLog.plain(line, most: Self.most)
        let question = "Box '\(box)' wants to run on this computer:\n\n\(command)"
        guard directory != nil else { return question }
        return question + "\n\nin the directory \(HostLog.plain(place, most: Self.most))"
    }

    /// Bytes of a command and its directory that are still read before the answer.
    private static let most = 800

    /// Blanks do not push what comes behind them out of sight.
    private static func folded(_ line: String) -> String {
        var folded = ""
        var blanks = 0
        for scalar in line.unicodeScalars {
            if scalar == " " {
                blanks += 1
                continue
            }
            folded += blanks > 3 ? " (\(blanks) blanks) " : String(repeating: " ", count: blanks)
            blanks = 0
            folded.unicodeScalars.append(scalar)
        }
        return folded
    }

    /// Asks, and waits for the answer; none within so many seconds is a no.
    package func ask(_ environment: EnvironmentVariables, seconds: Int = 120) -> Answer {
        let hasScreen = ["WAYLAND_DISPLAY", "DISPLAY"].contains {
            environment[$0]?.isEmpty == false
        }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        let tool = Tool.allCases.lazy.compactMap { tool in
            folders.lazy.map { "\($0)/\(tool.rawValue)" }
                .first { $0.hasPrefix("/") && File.isExecutable($0) }.map { (tool, $0) }
        }.first
        guard hasScreen, let (kind, path) = tool else { return .nobody }
        guard let text else { return .tooLong }
        do {
            return try ask(kind, path, text, milliseconds: seconds * 1000)
        } catch {
            return .nobody
        }
    }

    private func ask(
        _ tool: Tool,
        _ path: String,
        _ text: String,
        milliseconds: Int
    ) throws(SystemError) -> Answer {
        let pipe = try Pipe()
        let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
        let child = try Child.spawn(
            path,
            tool.words(text).map { Array($0.utf8) },
            environment: Environment.all,
            directory: "/",
            streams: (null.number, pipe.writer.number, null.number)
        )
        let reader = pipe.keepReader()
        let begin = Moment()
        while true {
            if let ending = try Child.poll(child) {
                _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
                // An answer that cannot be read is the one by the status alone.
                let output = (try? Self.rest(of: reader)) ?? []
                let answer = tool.answer(ending, output: output)
                let isAtOnce = begin.millisecondsAgo < moment
                return answer == .no && output.isEmpty && isAtOnce ? .nobody : answer
            }
            if begin.millisecondsAgo > milliseconds {
                Signals.send(SIGKILL, to: child)
                _ = try Child.wait(child)
                return .no
            }
            // A stop that was meant for the command is not for what it waits for.
            Signals.send(SIGCONT, to: child)
            usleep(30_000)
        }
    }

    private static func rest(of pipe: borrowing FileDescriptor) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(pipe.number, &bytes, bytes.count)
        return Array(bytes[..<max(0, count)])
    }
}
