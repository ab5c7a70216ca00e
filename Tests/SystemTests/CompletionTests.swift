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
        // What is in a box is known while it runs.
        try host.alcove("start", box).expect()
        try host.write("", to: "odd file.tar")
        let window = try Window(of: host, shell, start: place.start)
        for (typed, completed) in [
            ("alcove stop \(box.prefix(5))", "alcove stop \(box)"),
            ("alcove -q stop \"\(box.prefix(5))", "alcove -q stop \"\(box)"),
            ("alcove rollb", "alcove rollback"),
            ("alcove create --netw", "alcove create --network"),
            ("alcove create --network priv", "alcove create --network private"),
            ("alcove create --network=priv", "alcove create --network=private"),
            ("alcove create --image slackw", "alcove create --image slackware"),
            ("alcove try fedora:rawh", "alcove try fedora:rawhide"),
            ("alcove load od", "alcove load odd\\ file.tar"),
            ("alcove run --env-file=od", "alcove run --env-file=odd\\ file.tar"),
            ("alcove run \(box) -- nslook", "alcove run \(box) -- nslookup"),
            ("alcove run \(box) -- ls od", "alcove run \(box) -- ls odd\\ file.tar"),
            ("alcove export bin --box \(box) nslook", "alcove export bin --box \(box) nslookup"),
            ("alcove rollback \(box) ", "alcove rollback \(box) 1"),
            ("alcove hook zs", "alcove hook zsh"),
        ] {
            try window.tmux(["send-keys", "-l", "--", typed])
            try window.press("Tab")
            try window.wait("'\(completed)'") { $0.contains { $0.hasPrefix("$ " + completed) } }
            // The line goes.
            try window.press("C-u")
            try window.wait("an empty line") { $0.last == "$" }
        }
    }
}
