import Boxes
import Glibc
import Linux

/// Tells the terminal that it shows a box, and which: those that know it can open the next tab there.
///
/// The sequence is the one that VTE's terminals read; others pass it over.
struct TerminalMark {
    private let name: BoxName

    /// Nil when the user does not want it, or nothing is shown.
    init?(of name: BoxName, _ options: SessionOptions, on host: Host) {
        guard options.verb == .enter, Terminal(1) != nil,
            host.configuration.terminalMarks?.value == true
        else { return nil }
        self.name = name
    }

    func show() { write("push;\(name);alcove;\(getuid())") }
    func hide() { write("pop;;;") }

    private func write(_ words: String) {
        let bytes = Array("\u{1b}]777;container;\(words)\u{1b}\\".utf8)
        // A terminal that is gone shows no mark.
        try? writeAll(bytes[...], to: 1, subject: "terminal")
    }
}
