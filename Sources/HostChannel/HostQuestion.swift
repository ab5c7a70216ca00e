import Glibc
import Linux

/// Asks the user on their desktop whether a box may run a command on the host.
///
/// Never on the terminal that the command came from: a program of the box could answer there.
package struct HostQuestion {
    let box: String
    let program: [UInt8]
    let arguments: [[UInt8]]

    package init(box: String, program: [UInt8], arguments: [[UInt8]]) {
        self.box = box
        self.program = program
        self.arguments = arguments
    }

    package enum Answer: Equatable, Sendable {
        case once, always, no
        /// There is no desktop, or nothing on it that can ask.
        case nobody
    }

    /// A program that shows questions, and how it tells the answers.
    enum Tool: String, CaseIterable {
        case zenity, kdialog

        func words(_ text: String) -> [String] {
            switch self {
            case .zenity:
                [
                    "--question", "--no-markup", "--title=Alcove", "--text=\(text)",
                    "--ok-label=Once", "--cancel-label=No", "--extra-button=Always",
                ]
            case .kdialog:
                // It takes text that looks like it for HTML.
                [
                    "--title", "Alcove", "--yes-label", "Once", "--no-label", "Always",
                    "--cancel-label", "No", "--yesnocancel",
                    text.replacing("&", with: "\\u{26}").replacing("<", with: "\\u{3C}"),
                ]
            }
        }

        func answer(_ ending: Ending, output: [UInt8]) -> Answer {
            switch (self, ending) {
            case (_, .code(0)): .once
            case (.zenity, .code(1)) where output == Array("Always\n".utf8): .always
            case (.kdialog, .code(1)): .always
            default: .no
            }
        }
    }

    /// What is asked: nothing of the box's but as plain text, and not more than fits.
    var text: String {
        let words = ([program] + arguments.dropFirst()).map(\.text).joined(separator: " ")
        return "Box '\(box)' wants to run on this computer:\n\n\(HostLog.plain(words))"
    }

    /// Asks, and waits for the answer; none within so many seconds is a no.
    package func ask(_ environment: [String: String], seconds: Int = 120) -> Answer {
        let hasScreen = ["WAYLAND_DISPLAY", "DISPLAY"].contains {
            environment[$0]?.isEmpty == false
        }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        let tool = Tool.allCases.lazy.compactMap { tool in
            folders.lazy.map { "\($0)/\(tool.rawValue)" }
                .first { $0.hasPrefix("/") && File.isExecutable($0) }.map { (tool, $0) }
        }.first
        guard hasScreen, let (kind, path) = tool else { return .nobody }
        do {
            return try ask(kind, path, milliseconds: seconds * 1000)
        } catch {
            return .nobody
        }
    }

    private func ask(
        _ tool: Tool,
        _ path: String,
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
                return tool.answer(ending, output: (try? Self.rest(of: reader)) ?? [])
            }
            if begin.millisecondsAgo > milliseconds {
                Signals.send(SIGKILL, to: child)
                _ = try Child.wait(child)
                return .no
            }
            usleep(30_000)
        }
    }

    private static func rest(of pipe: borrowing FileDescriptor) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(pipe.number, &bytes, bytes.count)
        return Array(bytes[..<max(0, count)])
    }
}
