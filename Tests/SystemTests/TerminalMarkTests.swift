import Foundation
import Testing

/// A terminal is told that it shows a box, and that it does so no more, however that came.
@Suite(.lab) struct TerminalMarkTests {
    let host: Host

    init() throws { host = try Host() }

    private func enter(_ box: String, _ words: String...) throws -> Terminal {
        try Terminal(
            host,
            words: ["enter"] + words + [box],
            environment: ["VTE_VERSION": "7600", "COLORTERM": "truecolor"]
        )
    }

    /// The three beginnings, in their order; gives the context's id.
    private func expectBeginning(_ terminal: Terminal, _ box: String) throws -> String {
        try terminal.expect("\u{1b}]777;container;push;\(box);alcove;\(Lab.uid)\u{1b}\\")
        try terminal.expect("\u{1b}]666;vte.container.name=\(box);vte.container.runtime=alcove;")
        try terminal.expect("\u{1b}]3008;start=")
        let rest = try terminal.expect(";container=\(box)\u{1b}\\")
        return String(rest.prefix { $0 != ";" })
    }

    private func expectEnd(_ terminal: Terminal, _ id: String) throws {
        try terminal.expect("\u{1b}]777;container;pop;;;\(Lab.uid)\u{1b}\\")
        try terminal.expect("\u{1b}]666;vte.container.name;vte.container.runtime;")
        try terminal.expect("\u{1b}]3008;end=\(id)\u{1b}\\")
    }

    @Test func markIsThereAsLongAsTheSession() throws {
        let box = try host.box()
        for keys in ["exit\n", "\u{4}"] {
            let terminal = try enter(box)
            let id = try expectBeginning(terminal, box)
            #expect(id.count == 32)
            try terminal.send("echo \"<$TERM $COLORTERM>\"\n")
            try terminal.expect("<xterm-256color truecolor>")
            // Keys that come before the shell asks for them are not what they would be then.
            try terminal.expect("$ ")
            try terminal.send(keys)
            try expectEnd(terminal, id)
            #expect(try terminal.finish().end == .exited(0))
        }
        for signal in [SIGHUP, SIGKILL] {
            let terminal = try enter(box)
            let id = try expectBeginning(terminal, box)
            terminal.child.send(signal)
            try expectEnd(terminal, id)
        }
        let terminal = try enter(box)
        let id = try expectBeginning(terminal, box)
        try host.alcove("stop", box).expect()
        try expectEnd(terminal, id)
    }

    @Test func boxIsShownAgainWhenOneThatWasEnteredFromItIsLeft() throws {
        let (outer, inner) = (try host.box(), try host.box())
        let terminal = try enter(outer)
        let around = try expectBeginning(terminal, outer)
        try terminal.expect("$ ")
        try terminal.send("alcove enter \(inner)\n")
        let id = try expectBeginning(terminal, inner)
        try terminal.expect("$ ")
        try terminal.send("exit\n")
        try terminal.expect("\u{1b}]777;container;push;\(outer);alcove;\(Lab.uid)\u{1b}\\")
        try terminal.expect("\u{1b}]666;vte.container.name=\(outer);vte.container.runtime=alcove;")
        try terminal.expect("\u{1b}]3008;end=\(id)\u{1b}\\")
        try terminal.expect("$ ")
        try terminal.send("exit\n")
        try expectEnd(terminal, around)
    }

    @Test func otherTerminalsAreToldNothing() throws {
        let box = try host.box()
        let terminal = try Terminal(host, "enter", box)
        try terminal.send("exit\n")
        #expect(try !terminal.finish().shown.contains("\u{1b}]"))
    }

    /// The name is before each shell's own prompt, and the directory is one of the terminal's host.
    @Test func promptsShowTheBox() throws {
        try host.shell(
            """
            cd; mkdir -p .config/fish; echo '. ~/.bashrc' >.profile; echo "PS1='mine> '" >.bashrc
            echo "PROMPT='mine> '" >.zshrc
            echo "function fish_prompt; echo -n 'mine> '; end" >.config/fish/config.fish
            """
        ).expect()
        let name = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
            .trimmingCharacters(in: .newlines)
        let box = try host.box(from: .system, "--hostname", "elsewhere")
        for shell in ["bash", "zsh", "fish"] {
            let terminal = try enter(box, "--shell", shell)
            try terminal.expect("\u{1b}]7;file://\(name)\(host.home)\u{1b}\\")
            try terminal.expect("[\(box)] mine> ")
            try terminal.send("cd '/run/host/usr/share'\n")
            try terminal.expect("\u{1b}]7;file://\(name)/usr/share\u{1b}\\")
            try terminal.expect("[\(box)] mine> ")
            try terminal.send("exit\n")
            _ = try terminal.finish()
        }
    }
}
