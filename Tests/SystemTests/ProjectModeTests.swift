import Foundation
import Testing

/// What a shell does in a project's folder, by its mode, on a terminal.
@Suite(.lab, .rootless, .serialized) struct ProjectModeTests {
    private static let shells = ProjectTests.shells
    private let document: ProjectsDocument

    init() throws { document = try ProjectsDocument(replacing: [:]) }

    /// A project with a box that is made, and allowed.
    private struct Made {
        let host: Host
        let box: String
        var folder: String { host.home + "/work/p" }
        var inside: String { "[\(box)] $" }

        init(_ top: String, from image: TestImage, _ options: String = "") throws {
            host = try Host()
            box = host.name()
            let manifest = """
                \(top)
                [box.\(box)]
                image = "\(try image.reference)"
                bare = true
                shims = ["only-here"]
                \(options)

                """
            try host.write(manifest, to: "work/p/alcove.toml")
            try host.shell("mkdir work/p/sub else; ln -s work l").expect()
            try host.alcove("allow", "--yes", folder).expect()
            try host.alcove("apply", folder).expect()
        }

        func window(
            _ shell: String,
            _ hook: String,
            environment: [String: String] = [:],
            words: [String] = []
        ) throws -> Window {
            try Window(of: host, shell, start: hook, environment: environment, words: words)
        }
    }

    private func status(_ shell: String) -> String {
        shell == "fish" ? "echo $status" : "echo $?"
    }

    /// A shell in the box on the way in, and none on the way out.
    @Test func aShellInTheBoxIsOpened() throws {
        let made = try Made("activate = \"enter\"", from: .system)
        let (host, inside) = (made.host, made.inside)
        for shell in Self.shells {
            try host.write("shell = \"\(shell)\"\n", to: ".config/alcove/config.toml")
            let window = try made.window(shell, try document.line(for: shell))
            // By the name of a link, too; and it stays in the folders below.
            try window.type("cd l/p", until: inside)
            #expect(try window.type("echo $ALCOVE_BOX", until: inside) == [made.box])
            try window.type("cd sub", until: inside)
            // What it leaves for is where the host's shell is, and the prompt has its own status.
            try window.type("cd ~/else")
            #expect(try window.type(status(shell)) == ["0"], "\(shell)")
            #expect(try window.type("pwd") == [host.home + "/else"])
            try window.type("cd \(made.folder)", until: inside)
            try window.type("exit 3")
            #expect(try window.type(status(shell)) == ["0"], "\(shell)")
            #expect(try window.type("pwd") == [made.folder])
            // Who left it in the folder is not taken back at once, nor below.
            try window.type("cd sub")
            #expect(try window.type("pwd") == [made.folder + "/sub"])
            // Another pane looks for itself.
            try window.tmux(["split-window", "-c", made.folder, shell])
            try window.wait("a shell in the box") { $0.last == inside }
            try window.press("C-d")
            try window.wait("the host's prompt") { $0.last == "$" }
            #expect(try window.type("echo \".$ALCOVE_BOX\"") == ["."])
        }
    }

    /// The box knows how to leave by itself, and is started where it does not run; a box that cannot be
    /// had leaves a shell that is of use.
    @Test func aBoxThatCannotBeEnteredKeepsNobody() throws {
        let made = try Made("activate = \"enter\"", from: .system)
        let (host, hook) = (made.host, try document.line(for: "zsh"))
        try host.write("shell = \"bash\"\n", to: ".config/alcove/config.toml")
        try host.write("PS1='$ '\n", to: ".bashrc")
        try host.alcove("stop", made.box).expect()
        let window = try made.window("zsh", hook)
        try window.type("cd \(made.folder)", until: made.inside)
        try window.type("cd ~/else")
        #expect(try window.type("pwd") == [host.home + "/else"])
        // By the engine's own way, behind our back.
        try EngineSocket.remove(made.box)
        let told = try window.type("cd \(made.folder)")
        #expect(told.first?.hasPrefix("error: ") == true, "\(told)")
        #expect(told.count <= 2, "\(told)")
        #expect(try window.type("echo $?") == ["0"])
        #expect(try window.type("cd sub") == [])
        try host.alcove("rm", "--force", "--yes", made.box).expect()
        let unmade = "alcove: box '\(made.box)' is not made yet: 'alcove apply' makes it"
        #expect(try window.type("cd ..") == [unmade])
        #expect(try window.type("pwd") == [made.folder])
    }

    /// What the person says of a project counts more than its manifest, and that more than the settings.
    @Test func hintsAndNothing() throws {
        let made = try Made("", from: .busybox)
        let (host, folder) = (made.host, made.folder)
        let hint = "alcove: box '\(made.box)' is here: 'alcove enter'"
        for shell in Self.shells {
            let hook = try document.line(for: shell)
            let found = "command -v only-here; \(status(shell))"
            let missing = [shell == "fish" ? "127" : "1"]
            try host.write("projects.mode = \"hint\"\n", to: ".config/alcove/config.toml")
            let window = try made.window(shell, hook)
            #expect(try window.type("cd l/p") == [hint], "\(shell)")
            // Once for the way in, and nothing comes first in PATH.
            #expect(try window.type("cd sub") == [])
            #expect(try window.type(found) == missing, "\(shell)")
            #expect(try window.type("cd") == [])
            #expect(try window.type("cd \(folder)") == [hint])
            try window.type("cd")
            try host.write("projects.mode = \"off\"\n", to: ".config/alcove/config.toml")
            #expect(try window.type("cd \(folder)") == [], "\(shell)")
            #expect(try window.type(found) == missing)
            // From the next prompt on, and in a shell that starts here.
            try host.alcove("allow", "--yes", "--mode", "shims", folder).expect()
            try window.type("true")
            #expect(try window.type(found).count == 2, "\(shell)")
            try window.tmux(["split-window", "-c", folder + "/sub", shell])
            try window.wait("a prompt") { $0.last == "$" }
            #expect(try window.type(found).count == 2, "\(shell)")
            try window.type("cd")
            #expect(try window.type(found) == missing, "\(shell)")
            // For the next one, it is the settings' to say again.
            try host.alcove("deny", folder).expect()
            try host.alcove("allow", "--yes", folder).expect()
        }
    }

    /// A shell that was there before the program became another one says so, once, and works on.
    @Test func anOlderHookIsTold() throws {
        let host = try Host()
        try host.write("[box.a]\n", to: "p/sub/alcove.toml")
        for shell in Self.shells {
            let older = "sed 's/_alcove_protocol\\([= ]\\)[0-9]*/_alcove_protocol\\11/'"
            let hook = "alcove hook \(shell) | \(older)"
            let start = shell == "fish" ? "\(hook) | source" : "eval \"$(\(hook))\""
            let window = try Window(of: host, shell, start: start)
            let words = "this shell has the hook of another version: start a new shell"
            #expect(try window.type("cd ~/p/sub") == ["alcove: \(words)"], "\(shell)")
            #expect(try window.type("touch alcove.toml") == [], "\(shell)")
            #expect(try window.type("echo $PWD") == [host.home + "/p/sub"])
        }
    }

    /// As ssh starts a shell: without a session of the desktop's.
    @Test func shellsOfOtherMachinesAreServed() throws {
        let made = try Made("", from: .busybox)
        let script = "printf '#!/bin/sh\\necho here $*\\n' >/bin/only-here"
        let command = "\(script); chmod 755 /bin/only-here"
        try made.host.alcove("run", "--root", made.box, "--", "sh", "-c", command).expect()
        for shell in Self.shells {
            // Login shells have the system's PATH, of which a program that is not installed is no part.
            let programs = made.host.programs
            let path =
                shell == "fish" ? "set -gx PATH \(programs) $PATH" : "PATH=\(programs):$PATH"
            let window = try made.window(
                shell,
                path + "\n" + (try document.line(for: shell)),
                environment: [
                    "SSH_CONNECTION": "192.0.2.7 50000 192.0.2.1 22", "XDG_RUNTIME_DIR": "",
                    "DBUS_SESSION_BUS_ADDRESS": "",
                ],
                words: ["-l"]
            )
            #expect(try window.type("cd \(made.folder)") == [], "\(shell)")
            #expect(try window.type("only-here a") == ["here a"], "\(shell)")
            try window.type("cd")
            let found = try window.type("command -v only-here; \(status(shell))")
            #expect(found == [shell == "fish" ? "127" : "1"], "\(shell)")
        }
    }
}
