import Foundation
import Linux
import TestSupport
import Testing

@testable import Projects

/// The hooks themselves, in their shells, with a stand-in for `alcove`.
@Suite struct HookTests {
    /// A shell, and the words with which it reads no one's settings.
    static let shells: [(HookShell, [String])] = [
        (.bash, ["bash", "--norc", "--noprofile"]), (.zsh, ["zsh", "-f"]),
        (.fish, ["fish", "--no-config"]),
    ]
    .filter { Program.isInstalled($0.1[0]) }

    private let folder: TemporaryFolder
    private var log: [String] {
        get throws { try folder.read("log").split(separator: "\n").map(String.init) }
    }

    init() throws {
        folder = try TemporaryFolder()
        for name in ["p/sub/x", "q/x", "bin/x"] { try folder.write(name, "") }
        try folder.write("p/alcove.toml", "")
        try folder.write("log", "")
        try File.mark(folder.path + "/p/alcove.toml", with: 1_700_000_000_000_000_001)
        try File.mark(folder.path + "/moment", with: 1_700_000_000_000_000_001)
    }

    /// Answers for `p` and its folders as `alcove` does, and writes down that it was asked.
    private func standIn(_ shell: HookShell) throws {
        let path = folder.path
        let join = [
            ["_alcove_join", path + "/p", "m1", path + "/bin"], ["_alcove_set", "WAS", "it's new"],
            ["_alcove_set", "NEW", "x y"], ["_alcove_set", "PLAIN", "new"],
        ]
        let told = [
            ["_alcove_told", "shims"],
            ["_alcove_watch", path + "/p/alcove.toml", path + "/moment", path + "/p/lock", ""],
        ]
        let text = """
            #!/bin/sh
            echo "$1 $2 $3 '$4'" >>\(path)/log
            case $PWD in
            \(path)/p*)
                [ "$ALCOVE_PROJECT" = \(path)/p ] || cat <<'E'
            \(join.map(shell.line).joined())E
                cat <<'E'
            \(told.map(shell.line).joined())E
                ;;
            *) [ -z "$ALCOVE_PROJECT" ] || echo _alcove_leave ;;
            esac

            """
        try File.replace(path + "/alcove", with: Array(text.utf8), mode: 0o755)
    }

    /// What a shell writes when it runs a script behind its hook.
    private func run(_ shell: HookShell, _ steps: String) throws -> [String] {
        let words = try #require(Self.shells.first { $0.0 == shell }).1
        let script = (Self.scripts[shell] ?? "") + "\n" + steps
        try standIn(shell)
        let file = #filePath.replacing("Tests/ProjectsTests/HookTests.swift", with: "shell-hooks/")
        let text = try File.read(file + "alcove.\(shell.rawValue)").text
        let hook = shell.hook(text, program: folder.path + "/alcove", offers: false)
        try folder.write("hook", hook)
        try folder.write("script", script.replacing("%", with: folder.path))
        let process = Foundation.Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words + [folder.path + "/script"]
        process.environment = ["WAS": "old  value", "PATH": "/usr/bin:/bin", "HOME": folder.path]
        process.standardInput = FileHandle.nullDevice
        let pipe = Foundation.Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let output = String(decoding: data, as: UTF8.self)
        return output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Loaded twice, as by a careless start file.
    private static let scripts: [HookShell: String] = [
        .bash: """
        PLAIN=plain; set -u
        show() { echo "$PATH|$WAS|${NEW-none}|$PLAIN|$(env | grep -c '^PLAIN\\|^ALCOVE')"; }
        prompt() { eval "$PROMPT_COMMAND"; }
        """,
        .zsh: """
        PLAIN=plain; setopt no_unset sh_word_split ksh_arrays
        show() { echo "$PATH|$WAS|${NEW-none}|$PLAIN|$(env | grep -c '^PLAIN\\|^ALCOVE')"; }
        prompt() { local f; for f in "${precmd_functions[@]}"; do $f; done; }
        """,
        .fish: """
        set -g PLAIN plain
        function show; set -l new none; set -q NEW; and set new $NEW
            echo (string join : $PATH)"|$WAS|$new|$PLAIN|"(env | grep -c '^PLAIN\\|^ALCOVE'); end
        function prompt; emit fish_prompt; end
        """,
    ]

    @Test(arguments: shells.map(\.0))
    func whatWasBeforeIsRestored(_ shell: HookShell) throws {
        let lines = try run(
            shell,
            """

            . %/hook; . %/hook
            cd %/q; prompt; show
            cd %/p/sub; prompt; show
            prompt; prompt
            cd %/q; prompt; show
            """
        )
        let path = folder.path
        #expect(
            lines == [
                "/usr/bin:/bin|old  value|none|plain|0",
                "\(path)/bin:/usr/bin:/bin|it's new|x y|new|7",
                "/usr/bin:/bin|old  value|none|plain|0", "",
            ]
        )
        // In, and out: for prompts without a change nobody is asked.
        #expect(
            try log == [
                "in-project \(shell.rawValue) 1 ''", "in-project \(shell.rawValue) 1 'shims'",
            ]
        )
    }

    @Test(arguments: shells.map(\.0))
    func everyChangeIsSeen(_ shell: HookShell) throws {
        let lines = try run(
            shell,
            """

            . %/hook
            cd %/p; prompt; prompt; grep -c . %/log
            touch -d @1700000001 %/p/alcove.toml; prompt; grep -c . %/log
            touch -r %/moment %/p/alcove.toml; prompt; prompt; grep -c . %/log
            touch -d @1600000000 %/p/alcove.toml; prompt; grep -c . %/log
            touch -r %/moment %/p/alcove.toml; touch %/p/lock; prompt; grep -c . %/log
            rm %/p/lock; prompt; rm %/p/alcove.toml; prompt; grep -c . %/log
            """
        )
        #expect(lines == ["1", "2", "2", "3", "4", "5", ""])
    }

    @Test(arguments: shells.map(\.0))
    func withoutTheProgramItIsLeft(_ shell: HookShell) throws {
        let lines = try run(
            shell,
            """

            . %/hook
            cd %/p; prompt; rm %/alcove; cd sub; prompt; show
            """
        )
        #expect(lines == ["/usr/bin:/bin|old  value|none|plain|0", ""])
    }
}
