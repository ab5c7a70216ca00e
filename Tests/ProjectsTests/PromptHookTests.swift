import Linux
import TestSupport
import Testing

@testable import Projects

/// The hooks beside others that do something before each prompt.
@Suite struct PromptHookTests {
    /// Hooks that run before and behind ours, whatever the order in which they were loaded.
    private static let direnv: [HookShell: String] = [
        .bash: "eval \"$(direnv hook bash)\"", .zsh: "eval \"$(direnv hook zsh)\"",
        .fish: "direnv hook fish | source",
    ]

    /// In and out, where direnv has an own idea of what `PATH` was before.
    @Test(
        .enabled(if: Program.isInstalled("direnv"), "needs direnv"),
        arguments: HookedShell.installed,
        [true, false]
    )
    func pathIsSharedWithDirenv(_ name: HookShell, _ isFirst: Bool) throws {
        let shell = try HookedShell(name)
        let path = shell.folder.path
        try shell.folder.write("p/.envrc", "PATH_add tools\nexport OF_DIRENV=1\n")
        let hook = Self.direnv[name] ?? ""
        let unset = name == .fish ? "" : "set +u;"
        let lines = try shell.run(
            """
            \(unset) \(isFirst ? "\(hook); . %/hook" : ". %/hook; \(hook)")
            cd %/p; direnv allow; prompt; prompt; show; echo $OF_DIRENV
            touch -d @2000000000 .envrc; direnv allow; prompt; prompt; show
            cd %/q; prompt; prompt; show; echo "$OF_DIRENV."
            """
        )
        .filter { !$0.contains("direnv: ") }
        #expect(lines.count == 5, "\(lines)")
        for line in [lines.first, lines.dropFirst(2).first] {
            let folders = line?.split(separator: "|").first?.split(separator: ":").map(String.init)
            #expect(Set(folders ?? []) == ["\(path)/bin", "\(path)/p/tools", "/usr/bin", "/bin"])
            #expect(folders?.count == 4)
        }
        #expect(lines.dropFirst().first == "1")
        #expect(lines.suffix(2) == ["/usr/bin:/bin|old  value|none|plain|0", "."])
    }

    /// Whatever comes after it before a prompt, on the way in a box's commands are first.
    @Test(.enabled(if: HookedShell.installed.contains(.fish), "needs fish"))
    func commandsAreFirstInFish() throws {
        let shell = try HookedShell(.fish)
        let lines = try shell.run(
            """
            . %/hook
            function other --on-event fish_prompt
                contains /tools $PATH; or set -gx PATH /tools $PATH
            end
            cd %/p; prompt; emit fish_preexec; show
            set -gx PATH /later $PATH; prompt; emit fish_preexec; show
            """
        )
        let bin = shell.folder.path + "/bin"
        #expect(lines.first?.hasPrefix("\(bin):/tools:/usr/bin:/bin|") == true, "\(lines)")
        // What somebody puts there afterwards stays.
        #expect(lines.last?.hasPrefix("/later:\(bin):/tools:") == true, "\(lines)")
    }

    /// Each as somebody has it in `~/.bashrc`; what it wrote for a failed command is behind it.
    @Test(arguments: [
        "PROMPT_COMMAND='other'", "PROMPT_COMMAND='other; '", "PROMPT_COMMAND='other # x'",
        "PROMPT_COMMAND=(other true)", "declare -x PROMPT_COMMAND=other",
    ])
    func othersStayInBash(_ line: String) throws {
        let shell = try HookedShell(.bash)
        let lines = try shell.run(
            """
            other() { echo "status $?"; }
            \(line)
            . %/hook; . %/hook; cd %/p
            (exit 7); prompt; show; set +u; echo "${#PROMPT_COMMAND[@]}"
            """
        )
        #expect(lines.first == "status 7")
        #expect(lines.dropFirst().first?.hasPrefix(shell.folder.path + "/bin:") == true)
        #expect(lines.last == (line.contains("(") ? "3" : "1"))
    }

    /// As starship does: it takes what is there into a variable of its own, and runs it itself.
    @Test func onesThatWrapOthersAreServed() throws {
        let shell = try HookedShell(.bash)
        let lines = try shell.run(
            """
            . %/hook
            WRAPPED=$PROMPT_COMMAND; PROMPT_COMMAND=wrapper
            wrapper() { status=$?; eval "$WRAPPED"; echo "wrapped $status"; }
            . %/hook
            cd %/p; (exit 3); prompt; show; cd %; prompt; show
            """
        )
        #expect(lines.first == "wrapped 3")
        #expect(lines.last == "/usr/bin:/bin|old  value|none|plain|0")
        #expect(try shell.log.count == 1)
    }

    /// What others do before a prompt has the last command's status, in front of ours and behind it.
    @Test(arguments: HookedShell.installed)
    func statusIsTheLastCommands(_ name: HookShell) throws {
        let others: [HookShell: (before: String, behind: String)] = [
            .bash: (
                "keep() { local s=$?; echo $1 $s; return $s; }; PROMPT_COMMAND='keep before'",
                "PROMPT_COMMAND+=$'\\n''keep behind'"
            ),
            .zsh: (
                "before() { echo before $? }; precmd_functions=(before)",
                "behind() { echo behind $? }; precmd_functions+=(behind)"
            ),
            .fish: (
                "function before --on-event fish_prompt; echo before $status; end",
                "function behind --on-event fish_prompt; echo behind $status; end"
            ),
        ]
        let shell = try HookedShell(name)
        let (before, behind) = try #require(others[name])
        let fails = name == .fish ? "fish --no-config -c 'exit 7'; prompt" : "(exit 7)"
        let lines = try shell.run(
            "\(before)\n. %/hook\n\(behind)\ncd %/p\n\(fails)\nshow\n",
            typed: name != .fish
        )
        #expect(lines.contains("before 7") && lines.contains("behind 7"), "\(lines)")
        #expect(lines.contains { $0.hasPrefix(shell.folder.path + "/bin:") }, "\(lines)")
    }

    /// A subshell in a project has its commands, and the shell around it does not.
    @Test(arguments: HookedShell.installed.filter { $0 != .fish })
    func subshellsGoTheirOwnWay(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(
            ". %/hook; (cd %/p; prompt; show); prompt; show; echo \"$(cd %/p && prompt; show)\"; show"
        )
        let inside = "\(shell.folder.path)/bin:/usr/bin:/bin|it's new|x y|new|6"
        let outside = "/usr/bin:/bin|old  value|none|plain|0"
        #expect(lines == [inside, outside, inside, outside])
    }

    /// The status of the last command is the prompt's to show, and its failure ends no shell.
    @Test(arguments: HookedShell.installed)
    func statusIsKept(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let steps =
            name == .fish
            ? ". %/hook; cd %/p; false; _alcove_prompt; echo $status; false; _alcove_prompt; echo $status"
            : ". %/hook; set -e; cd %/p; prompt; cd %/q; prompt; cd %/p; prompt; echo 1; echo 1"
        #expect(try shell.run(steps) == ["1", "1"])
    }
}
