import Boxes
import Linux

/// What a shell's hook asks when the host does not have a command.
enum MissingCommand {
    /// What it is called by; no command of the user's.
    static let word = Array("missing-command".utf8)
    /// What shells give for a command that is not there.
    static let notFound: Int32 = 127

    /// Looks into the box that is meant here, if it runs, and offers to run the command there.
    ///
    /// - Returns: the command's status; ``notFound`` when it is not there, or not wanted from there.
    static func perform(_ words: [[UInt8]], on host: Host = Host()) -> Int32 {
        guard let name = words.first, !name.isEmpty else { return notFound }
        // Nothing is said of boxes where nobody asked for one.
        let level = host.console.level
        host.console.level = .quiet
        guard let box = try? DefaultBox(host: host).name(for: SessionOptions(.run)),
            host.isUp(box), has(name, in: box, host)
        else { return notFound }
        host.console.level = level
        let shown = name.text.printable
        // In a pipe or in the background, the terminal is another program's.
        guard host.console.canAsk, host.console.outputIsTerminal,
            Terminal(0)?.isInForeground != false
        else {
            let call = PastedCommand.shown("alcove run \(box) --", name.text)
            host.console.note(
                "alcove: '\(shown)' is in box '\(box)'\(call.map { ": \($0)" } ?? "")"
            )
            return notFound
        }
        guard host.console.agrees("alcove: '\(shown)' is in box '\(box)'. Run it there?") else {
            return notFound
        }
        var options = SessionOptions(.run)
        options.command = words
        do {
            return try host.openSession(options, box)
        } catch {
            error.report(on: host.console)
            return error.status
        }
    }

    private static func has(_ name: [UInt8], in box: BoxName, _ host: Host) -> Bool {
        let question = "command -v -- \"$1\" >/dev/null 2>&1"
        let words = ["sh", "-c", question, "sh"].map { Array($0.utf8) } + [name]
        guard let interruption = try? Interruption() else { return false }
        return (try? host.runInBox(box, words, interruption)) == 0
    }
}
