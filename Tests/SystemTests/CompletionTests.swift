import Foundation
import Testing

/// Words that the shells complete, at the touch of a key.
@Suite(.lab, .rootless) struct CompletionTests {
    /// Where a shell looks for it, and what its start file needs for that.
    private static let places = [
        "bash": (path: "completions/bash", start: ". ~/completions/bash"),
        "zsh": (
            path: "completions/_alcove",
            start:
                "fpath=(~/completions $fpath); autoload -Uz compinit; compinit -u -d ~/.zcompdump"
        ),
        "fish": (path: ".config/fish/completions/alcove.fish", start: ""),
    ]

    @Test(arguments: ["bash", "zsh", "fish"])
    func wordsAreCompleted(_ shell: String) throws {
        let host = try Host()
        let box = try host.box()
        let place = try #require(Self.places[shell])
        let script = try host.alcove("--generate-completion-script", shell)
        try host.write(text(script.stdout), to: place.path)
        let window = try Window(of: host, shell, start: place.start)
        for (typed, completed) in [
            ("alcove stop \(box.prefix(5))", "alcove stop \(box)"),
            ("alcove rollb", "alcove rollback"),
            ("alcove create --netw", "alcove create --network"),
            ("alcove create --network priv", "alcove create --network private"),
            ("alcove create --image slackw", "alcove create --image slackware"),
            ("alcove hook zs", "alcove hook zsh"),
        ] {
            try window.tmux(["send-keys", "-l", "--", typed])
            try window.press("Tab")
            // Its first one tells what the option is for.
            if shell == "zsh", typed.hasSuffix("--netw") { try window.press("Tab") }
            try window.wait("'\(completed)'") { $0.contains { $0.hasPrefix("$ " + completed) } }
            // The line goes.
            try window.press("C-u")
            try window.wait("an empty line") { $0.last == "$" }
        }
    }
}
