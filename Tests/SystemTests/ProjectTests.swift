import Foundation
import Testing

/// Projects as their users meet them: in a shell with its hook, on a terminal.
@Suite(.lab, .rootless, .serialized) struct ProjectTests {
    static let shells = ["bash", "zsh", "fish"]

    /// The tour of docs/projects.md, character for character; the image is the lab's, and what the
    /// machine that tests may have itself has another name.
    @Test func tourIsAsWritten() throws {
        for shell in Self.shells {
            let host = try Host()
            defer { _ = try? host.alcove("rm", "--force", "--yes", "site") }
            let document = try ProjectsDocument(
                replacing: [
                    "packages = [\"nodejs\", \"npm\"]": "bare = true",
                    "  box 'site': has the packages: nodejs, npm\n": "",
                    "debian:trixie": try TestImage.busybox.reference, "/home/amy": host.home,
                    "node": "alcove-node", "npm": "alcove-npm",
                ]
            )
            try host.write(document.manifest, to: "src/site/alcove.toml")
            let window = try Window(of: host, shell, start: try document.line(for: shell))
            for step in document.tour {
                try window.type(step.line, until: step.answers.isEmpty ? nil : "[y/N]")
                for answer in step.answers { try window.type(answer) }
                if step.line.hasPrefix("alcove apply") { try fill("site", host) }
            }
            #expect(try window.lines().dropLast() == document.shown(by: shell)[...], "\(shell)")
        }
    }

    /// The second one: what a pull brings is shown before it is heeded.
    @Test func whatAPullBringsIsAsked() throws {
        for shell in Self.shells {
            let host = try Host()
            let document = try ProjectsDocument(replacing: ["/home/amy": host.home], number: 2)
            let powers = "image = \"debian:trixie\"\n"
            try host.write("[box.site]\n\(powers)", to: "up/alcove.toml")
            let script = """
                git config --global user.email a@b && git config --global user.name a && mkdir .ssh src
                git init -q up && git -C up add . && git -C up commit -qm 1 && git clone -q up src/site
                echo 'volumes = ["~/.ssh"]' >>up/alcove.toml && git -C up commit -qam 2
                """
            try host.shell(script).expect()
            try host.alcove("allow", "--yes", "src/site").expect()
            let window = try Window(of: host, shell, start: try document.line(for: shell))
            try window.type("cd src/site")
            for step in document.tour {
                try window.type(step.line, until: "[y/N]")
                for answer in step.answers { try window.type(answer) }
            }
            let shown = try window.lines().dropLast().drop { !$0.hasPrefix("$ git") }
            #expect(Array(shown) == document.shown(by: shell), "\(shell)")
        }
    }

    /// Puts into the box what it is used for.
    private func fill(_ box: String, _ host: Host) throws {
        let script = """
            printf '#!/bin/sh\\necho v20.19.2\\n' >/bin/alcove-node
            chmod 755 /bin/alcove-node
            """
        try host.alcove("run", "--root", box, "--", "sh", "-e", stdin: script).expect()
    }

    /// A command that only the box has is offered; one that nobody has is what it always was.
    @Test func commandsOfTheBoxAreOffered() throws {
        let host = try Host()
        let box = try host.box()
        let script =
            "printf '#!/bin/sh\\necho here $*\\nexit 3\\n' >/bin/only-here; chmod 755 /bin/only-here"
        try host.alcove("run", "--root", box, "--", "sh", "-c", script).expect()
        try host.write("projects.command-not-found = true\n", to: ".config/alcove/config.toml")
        let document = try ProjectsDocument(replacing: [:])
        let missing = [
            "bash": "bash: %: command not found", "zsh": "zsh: command not found: %",
            "fish": "fish: Unknown command: %",
        ]
        let own = [
            // As distributions have it in the file for all.
            "bash": "function command_not_found_handle { echo mine \"$1\"; return $?; }",
            "zsh": "command_not_found_handler() { echo mine $1; return 127; }",
            "fish": "function fish_command_not_found; echo mine $argv[1]; end",
        ]
        let offer = "alcove: 'only-here' is in box '\(box)'"
        for shell in Self.shells {
            let hook = try document.line(for: shell)
            let window = try Window(of: host, shell, start: hook)
            let status = shell == "fish" ? "echo $status" : "echo $?"
            func plain(_ name: String) -> String {
                missing[shell]?.replacing("%", with: name) ?? ""
            }
            try window.type("only-here a 'b c'", until: "[y/N]")
            #expect(try window.type("y") == ["here a b c"])
            #expect(try window.type(status) == [shell == "fish" ? "127" : "3"])
            try window.type("only-here", until: "[y/N]")
            #expect(try window.type("n") == [plain("only-here")])
            #expect(try window.type(status) == ["127"])
            #expect(try window.type("nowhere-at-all") == [plain("nowhere-at-all")])
            let second = try Window(of: host, shell, start: "\(own[shell] ?? "")\n\(hook)")
            #expect(try second.type("nowhere-at-all") == ["mine nowhere-at-all"])
            // The terminal of a pipe is another's; fish looks before there is one.
            if shell == "fish" { continue }
            #expect(
                try Set(window.type("only-here | cat"))
                    == ["\(offer): 'alcove run \(box) -- only-here'", plain("only-here")]
            )
        }
        let asked = try host.alcove("missing-command", "only-here")
        asked.expect(exit: 127)
        #expect(asked.complaints == ["\(offer): 'alcove run \(box) -- only-here'"])
    }

    /// A grant is for a folder where it is: the same one mounted elsewhere is another project.
    @Test func whatIsMountedElsewhereIsAnotherProject() throws {
        let host = try Host()
        try host.write("[box.site]\nimage = \"busybox\"\nbare = true\n", to: "work/alcove.toml")
        try host.alcove("allow", "-q", "--yes", host.home + "/work").expect()
        let script = """
            mkdir there
            unshare --user --map-root-user --mount sh -c \
                'mount --bind work there && alcove plan there; alcove plan -q work'
            """
        let seen = try host.shell(script)
        #expect(text(seen.stdout).hasPrefix("site: make\n"), "\(seen)")
        #expect(text(seen.stderr).contains("/there/alcove.toml' is not allowed yet"), "\(seen)")
    }
}

/// What docs/projects.md shows.
struct ProjectsDocument {
    let manifest: String
    /// Each command of the tour, and what is typed when it asks.
    let tour: [(line: String, answers: [String])]
    private let screen: [String]
    private let document: String

    /// Reads it, with other words in the place of some; `number` is that of the tour.
    init(replacing words: KeyValuePairs<String, String>, number: Int = 1) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/projects.md")
        let text = words.reduce(try String(contentsOf: file, encoding: .utf8)) {
            $0.replacing($1.key, with: $1.value)
        }
        func block(_ language: String, _ number: Int = 1) -> String {
            let blocks = text.components(separatedBy: "```\(language)\n")
            let rest = blocks.dropFirst(number).first ?? ""
            return rest.components(separatedBy: "```").first ?? ""
        }
        let screen = block("console", number).split(separator: "\n").map(String.init)
        manifest = block("toml")
        document = text
        self.screen = screen
        tour = screen.reduce(into: []) { steps, line in
            if line.hasPrefix("$ ") {
                steps.append((String(line.dropFirst(2)), []))
            } else if let question = line.range(of: "[y/N] ") {
                steps[steps.count - 1].answers.append(String(line[question.upperBound...]))
            }
        }
    }

    /// What a shell shows of it; the document has bash's words.
    func shown(by shell: String) -> [String] {
        screen.map { line in
            guard line.hasPrefix("bash: "), line.hasSuffix(": command not found") else {
                return line
            }
            let name = line.dropFirst("bash: ".count).dropLast(": command not found".count)
            switch shell {
            case "zsh": return "zsh: command not found: \(name)"
            case "fish": return "fish: Unknown command: \(name)"
            default: return line
            }
        }
    }

    /// The line that loads the hook, from the table.
    func line(for shell: String) throws -> String {
        let row = document.split(separator: "\n").first { $0.hasPrefix("| \(shell)") } ?? ""
        guard let line = row.components(separatedBy: "`").dropFirst().first else {
            throw Problem("docs/projects.md has no line for \(shell)")
        }
        return line.replacing("\\|", with: "|")
    }
}
