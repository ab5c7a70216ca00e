import Boxes

/// A command with words of others, as a hint has it: to be pasted into a shell as it stands there.
enum PastedCommand {
    /// `'alcove allow /home/amy/site'`; with what a shell heeds, `alcove allow '/home/amy/my site'`.
    ///
    /// Nil where signs are not shown as they are: the command would be about something else.
    static func shown(_ command: String, _ words: String...) -> String? {
        guard words.allSatisfy({ $0.printable.isSame(as: $0) }) else { return nil }
        let quoted = words.map(\.quotedForShell)
        let line = ([command] + quoted).joined(separator: " ")
        return quoted == words ? "'\(line)'" : line
    }
}
