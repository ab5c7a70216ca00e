import Foundation
import Linux
import TestSupport

@testable import Projects

/// Folders for shells with their hook to go into, and a stand-in for `alcove` that answers for one of
/// them, `p`.
final class HookedShell {
    let folder: TemporaryFolder
    let shell: HookShell
    /// What the stand-in was asked.
    var log: [String] {
        get throws { try folder.read("log").split(separator: "\n").map(String.init) }
    }

    /// A shell, and the words with which it reads no one's settings.
    private static let words: [HookShell: [String]] = [
        .bash: ["bash", "--norc", "--noprofile"], .zsh: ["zsh", "-f"],
        .fish: ["fish", "--no-config"],
    ]
    static let installed = HookShell.allCases.filter { Program.isInstalled($0.rawValue) }

    init(_ shell: HookShell) throws {
        self.shell = shell
        folder = try TemporaryFolder()
        for name in ["p/sub/x", "q/x", "bin/x"] { try folder.write(name, "") }
        try folder.write("p/alcove.toml", "")
        try folder.write("log", "")
        try folder.link("link", to: folder.path + "/p/sub")
        let past: Int64 = 1_700_000_000_000_000_001
        try File.mark(folder.path + "/p/alcove.toml", with: past)
        try File.mark(folder.path + "/moment", with: past)
        try File.mark(folder.path + "/record", with: past)
        try writeStandIn()
        try writeHook()
    }

    /// Answers for `p` and its folders as `alcove` does, and writes down that it was asked.
    private func writeStandIn() throws {
        let path = folder.path
        let (calls, watch) = answer
        let lines = calls.map(shell.line).joined()
        let text = """
            #!/bin/sh
            echo "$1 $2 $3 '$4'" >>\(path)/log
            if [ "$ALCOVE_PROJECT" = \(path)/p ]; then
                echo _alcove_told shims
                cat <<'E'
            \(shell.line(watch))E
                exit
            fi
            cat <<'E'
            \(lines)E
            [ -n "$ALCOVE_PROJECT$4" ] || cat <<'E'
            \(shell.line(["_alcove_keep", lines]))E

            """
        try File.replace(path + "/alcove", with: Array(text.utf8), mode: 0o755)
    }

    /// What `alcove` answers on the way into `p`, and what it has a shell watch there.
    private var answer: (calls: [[String]], watch: [String]) {
        let path = folder.path
        let join = [
            ["_alcove_join", path + "/p", "m1", path + "/bin"], ["_alcove_set", "WAS", "it's new"],
            ["_alcove_set", "NEW", "x y"], ["_alcove_set", "PLAIN", "new"],
            ["_alcove_told", "shims"],
        ]
        let files = [
            path + "/p/alcove.toml", path + "/moment", path + "/p/lock", "", path + "/record",
            path + "/moment",
        ]
        let watch = ["_alcove_watch", path + "/p"] + files
        return (join + [watch], watch)
    }

    /// Another hook for shells that start: one that knows what was answered on the way into `p`.
    func knowTheWayIn() throws {
        let (calls, watch) = answer
        let files = shell.list(Array(watch.dropFirst(2)))
        let deeds = calls.map(shell.list).joined(separator: "; ")
        try writeHook(known: [folder.path + "/p", files, deeds])
    }

    private func writeHook(known: [String] = []) throws {
        let name = "Tests/ProjectsTests/HookedShell.swift"
        let file = #filePath.replacing(name, with: "shell-hooks/alcove.\(shell.rawValue)")
        let text = try File.read(file).text
        try folder.write(
            "hook",
            shell.hook(text, program: folder.path + "/alcove", offers: false, known: known)
        )
    }

    /// The script's words for each shell: `%` is the folder.
    ///
    /// `show` writes what is of interest, `prompt` does what the shell does before a prompt.
    private static let prelude: [HookShell: String] = [
        .bash: """
        PLAIN=plain; set -u
        show() { echo "$PATH|$WAS|${NEW-none}|$PLAIN|$(env | grep -c '^PLAIN\\|^ALCOVE')"; }
        status() { return "$1"; }
        prompt() { local s=$? c; for c in "${PROMPT_COMMAND[@]}"; do status "$s"; eval "$c"; done; }
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

    /// The environment of a shell that nothing was done to.
    var environment: [String: String] {
        ["WAS": "old  value", "PATH": "/usr/bin:/bin", "HOME": folder.path]
    }

    /// What the shell writes, a line each, when it runs a script behind the prelude.
    ///
    /// `before` are words that run it, as `strace` does; lines that are typed have a prompt before each.
    func run(
        _ steps: String,
        before: [String] = [],
        environment: [String: String]? = nil,
        typed: Bool = false
    ) throws -> [String] {
        let script = (Self.prelude[shell] ?? "") + "\n" + steps + "\n"
        try folder.write("script", script.replacing("%", with: folder.path))
        let process = Foundation.Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let file = folder.path + "/script"
        process.arguments = before + (Self.words[shell] ?? []) + [typed ? "-i" : file]
        process.environment = environment ?? self.environment
        process.standardInput =
            typed ? FileHandle(forReadingAtPath: file) : FileHandle.nullDevice
        let pipe = Foundation.Pipe()
        process.standardOutput = pipe
        // Prompts are written there.
        process.standardError = typed ? FileHandle.nullDevice : pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let output = String(decoding: data, as: UTF8.self)
        return output.split(separator: "\n").map(String.init)
    }
}
