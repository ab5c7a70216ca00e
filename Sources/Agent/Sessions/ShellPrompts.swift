import Linux
import Serving

/// What a shell is told beside its words, so that its prompt shows the box.
enum ShellPrompts {
    /// A directory with an `.zshenv` that does it, and then reads the user's own.
    static let zsh = "/.alcove/zsh"

    /// For a zsh that is a session; not for one that another program starts.
    static func add(to entries: [[UInt8]], for command: SessionCommand) -> [[UInt8]] {
        let names = [Array("zsh".utf8), Array("-zsh".utf8)]
        guard let name = command.arguments.first, names.contains(name),
            File.kind("\(zsh)/.zshenv") == .file
        else { return entries }
        var variables = Variables(entries)
        variables["ALCOVE_ZDOTDIR"] = variables["ZDOTDIR"]
        variables["ZDOTDIR"] = Array(zsh.utf8)
        return variables.entries
    }
}
