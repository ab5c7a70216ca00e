import Linux
import TestSupport
import Testing

@testable import Projects

/// The hooks themselves, in their shells, with a stand-in for `alcove`.
@Suite struct HookTests {
    static let shells = HookedShell.installed

    @Test(arguments: shells)
    func whatWasBeforeIsRestored(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        // Loaded twice, as by a careless start file.
        let lines = try shell.run(
            """
            . %/hook; . %/hook
            cd %/q; prompt; show
            cd %/p/sub; prompt; show
            prompt; cd ..; prompt; cd %/p/sub; prompt
            cd %/q; prompt; show
            """
        )
        let path = shell.folder.path
        #expect(
            lines == [
                "/usr/bin:/bin|old  value|none|plain|0",
                "\(path)/bin:/usr/bin:/bin|it's new|x y|new|6",
                "/usr/bin:/bin|old  value|none|plain|0",
            ]
        )
        // On the way in: within, on the way out and at prompts without a change nobody is asked.
        #expect(try shell.log == ["in-project \(name.rawValue) 3 ''"])
    }

    @Test(arguments: shells)
    func everyChangeIsSeen(_ name: HookShell) throws {
        let lines = try HookedShell(name).run(
            """
            . %/hook
            cd %/p; prompt; prompt; grep -c . %/log
            touch -d @1700000001 %/p/alcove.toml; prompt; grep -c . %/log
            touch -r %/moment %/p/alcove.toml; prompt; prompt; grep -c . %/log
            touch -d @1600000000 %/p/alcove.toml; prompt; grep -c . %/log
            touch -r %/moment %/p/alcove.toml; touch %/p/lock; prompt; grep -c . %/log
            rm %/p/lock; prompt; rm %/p/alcove.toml; prompt; grep -c . %/log; show
            """
        )
        #expect(lines.dropLast() == ["1", "2", "2", "3", "4", "4"])
        #expect(lines.last == "/usr/bin:/bin|old  value|none|plain|0")
    }

    /// What programs did not have, they do not get by the name it is kept under either.
    @Test(arguments: shells)
    func whatWasNotExportedIsNot(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(
            """
            . %/hook; cd %/p; prompt; env | grep -c '=plain$'; show
            cd %/q; prompt; show
            """
        )
        #expect(
            lines == [
                "0", "\(shell.folder.path)/bin:/usr/bin:/bin|it's new|x y|new|6",
                "/usr/bin:/bin|old  value|none|plain|0",
            ]
        )
    }

    /// A shell that was started in the project never had what its parent kept for itself.
    @Test(arguments: shells)
    func aShellWithinLeavesAsWell(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let path = shell.folder.path
        let environment = [
            "ALCOVE_PROJECT": path + "/p", "ALCOVE_PROJECT_MARK": "m1",
            "ALCOVE_PROJECT_BIN": path + "/bin", "ALCOVE_PROJECT_VARIABLES": " x:WAS v:MINE n:NEW",
            "ALCOVE_WAS_WAS": "old", "WAS": "new", "NEW": "x", "MINE": "of the project",
            "PATH": "\(path)/bin:/usr/bin:/bin", "HOME": path,
        ]
        let lines = try shell.run(
            ". %/hook; cd %/q; prompt; show; env | grep -c MINE",
            environment: environment
        )
        #expect(lines == ["/usr/bin:/bin|old|none|plain|0", "0"])
    }

    /// Fish has some that nobody sets; that is no reason for a word at each change of the directory.
    @Test(arguments: shells)
    func aShellsOwnVariablesAreLeftAlone(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(
            """
            . %/hook; _alcove_join %/p mark ''; _alcove_set version mine; _alcove_set NEW x
            show; _alcove_leave; show
            """
        )
        #expect(
            lines == [
                "/usr/bin:/bin|old  value|x|plain|4", "/usr/bin:/bin|old  value|none|plain|0",
            ]
        )
    }

    /// As the record of a box that was removed.
    @Test(arguments: shells)
    func aFileThatIsGoneIsSeen(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        _ = try shell.run(". %/hook; cd %/p; prompt; prompt; rm %/record; prompt")
        #expect(try shell.log.count == 2)
    }

    /// A variable that has the name of one of the hook's own is a variable, and its value is text.
    @Test(arguments: shells)
    func variablesMayHaveAnyName(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(
            """
            . %/hook
            _alcove_join %/p mark %/bin
            _alcove_set kind 'a v:PATH'
            _alcove_set entry 'x:PATH'
            _alcove_set name 'x[$(touch %/evil)]'
            _alcove_set was 'y[$(touch %/evil)]'
            env | grep -c -E '^(kind|entry|name|was)='
            _alcove_leave
            env | grep -c -E '^(kind|entry|name|was)='
            show
            """
        )
        #expect(lines == ["4", "0", "/usr/bin:/bin|old  value|none|plain|0"])
        #expect(File.kind(shell.folder.path + "/evil") == nil)
    }

    /// Nobody can take back what was made read-only meanwhile; programs do not have it any more.
    @Test(arguments: shells.filter { $0 != .fish })
    func whatBecameReadOnlyStaysWithoutAWord(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(
            """
            . %/hook; cd %/p; prompt
            readonly NEW=mine; readonly WAS=own
            cd %/q; prompt; show; env | grep -c '^NEW='; env | grep '^WAS='
            cd %/p; prompt; cd %/q; prompt; show; env | grep -c '^NEW='; env | grep '^WAS='
            """
        )
        let left = ["/usr/bin:/bin|own|mine|plain|0", "0", "WAS=own"]
        #expect(lines == left + left)
    }

    /// By its name the folder is not in the project.
    @Test(arguments: shells)
    func linksLeadIntoProjects(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(". %/hook; cd %/link; prompt; prompt; show; cd %; prompt; show")
        #expect(
            lines == [
                "\(shell.folder.path)/bin:/usr/bin:/bin|it's new|x y|new|6",
                "/usr/bin:/bin|old  value|none|plain|0",
            ]
        )
        #expect(try shell.log.count == 1)
    }

    @Test(arguments: shells)
    func aFolderThatWasRemovedIsNoProject(_ name: HookShell) throws {
        let lines = try HookedShell(name).run(
            ". %/hook; cd %/p/sub; prompt; rm -r %/p; prompt; prompt; show"
        )
        #expect(lines.last == "/usr/bin:/bin|old  value|none|plain|0")
    }

    @Test(arguments: shells)
    func withoutTheProgramItIsLeft(_ name: HookShell) throws {
        let lines = try HookedShell(name).run(
            ". %/hook; cd %/p; prompt; rm %/alcove; cd %/q; prompt; cd %/p; prompt; show"
        )
        #expect(lines == ["/usr/bin:/bin|old  value|none|plain|0"])
    }

    /// It is asked once, and not before each prompt.
    @Test(arguments: shells)
    func aProgramThatFailsIsNotAskedAgain(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let text = "#!/bin/sh\necho asked >>\(shell.folder.path)/log\nexit 64\n"
        let program = shell.folder.path + "/alcove"
        try File.replace(program, with: Array(text.utf8), mode: 0o755)
        #expect(
            try shell.run(". %/hook; cd %/p; prompt; prompt; cd sub; prompt; show")
                == ["/usr/bin:/bin|old  value|none|plain|0"]
        )
        #expect(try shell.log == ["asked"])
    }

    /// As of a pane of tmux, whose server was started in the project.
    @Test(arguments: shells)
    func aNewShellKnowsWhatItTookOver(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let path = shell.folder.path
        var environment = shell.environment
        environment.merge([
            "PATH": "/nvm:\(path)/bin:/usr/bin:/bin", "WAS": "it's new", "NEW": "x y",
            "ALCOVE_PROJECT": path + "/p", "ALCOVE_PROJECT_MARK": "m1",
            "ALCOVE_PROJECT_BIN": path + "/bin", "ALCOVE_WAS_WAS": "old  value",
            "ALCOVE_PROJECT_VARIABLES": " x:WAS n:NEW",
        ]) { $1 }
        let lines = try shell.run(
            ". %/hook; cd %/p; prompt; show; cd %/q; prompt; show",
            environment: environment
        )
        #expect(
            lines == [
                "\(path)/bin:/nvm:/usr/bin:/bin|it's new|x y|plain|5",
                "/nvm:/usr/bin:/bin|old  value|none|plain|0",
            ]
        )
        // It is in another place at once.
        #expect(
            try shell.run(". %/hook; cd %/q; prompt; show", environment: environment)
                == ["/nvm:/usr/bin:/bin|old  value|none|plain|0"]
        )
    }

    /// Start files of login shells set it anew.
    @Test(arguments: shells)
    func aPathWithoutItsCommandsGetsThemBack(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let set = name == .fish ? "set -gx PATH /usr/bin /bin" : "PATH=/usr/bin:/bin"
        let lines = try shell.run(". %/hook; cd %/p; prompt; \(set); prompt; show")
        #expect(lines == ["\(shell.folder.path)/bin:/usr/bin:/bin|it's new|x y|new|6"])
    }

    /// Where nothing changed, and on the way out, no process is started; on the way in, one is.
    @Test(.enabled(if: Program.isInstalled("strace"), "needs strace"), arguments: shells)
    func processesAreCounted(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let text = "#!/bin/sh\nread answer <\(shell.folder.path)/answer\nexit 0\n"
        try File.replace(shell.folder.path + "/alcove", with: Array(text.utf8), mode: 0o755)
        try shell.folder.write("answer", "")
        let trace = shell.folder.path + "/trace"
        func processes(_ steps: String) throws -> Int {
            let before = ["strace", "-f", "-o", trace, "-e", "trace=clone,clone3,fork,vfork"]
            _ = try shell.run(". %/hook; cd %/q; prompt; \(steps)", before: before)
            let lines = try File.read(trace).text.split(separator: "\n")
            // A thread is none.
            return lines.count {
                ["clone", "fork"].contains(where: $0.contains) && !$0.contains("CLONE_THREAD")
                    && !$0.contains("resumed")
            }
        }
        let none = try processes("true")
        #expect(try processes("prompt; prompt; prompt") == none)
        #expect(try processes("cd %; prompt; cd /; prompt; prompt") == none)
        #expect(try processes("cd %/p; prompt") == none + 1)
        #expect(try processes("cd %/p; prompt; prompt; cd sub; prompt; cd %; prompt") == none + 1)
    }
}
