import Boxes
import TestSupport
import Testing

@testable import alcove

/// Every form in which words can be wrong, in our voice: the parser's own is never seen.
@Suite struct UsageTests {
    private func told(_ words: [String]) throws -> String {
        try Sandbox().alcove(words)
    }

    @Test(arguments: [
        (["create", "--imgae", "x"], "unknown option '--imgae'", "Did you mean '--image'?"),
        (["create", "--bogus"], "unknown option '--bogus'", "See 'alcove help create'."),
        (["list", "-a"], "unknown option '-a'", "All boxes are listed, running or not."),
        (["logs", "-n", "5", "web"], "unknown option '-n'", "Did you mean '--tail'?"),
        (["-V"], "unknown option '-V'", "Did you mean '--version'?"),
        (["create", "-x"], "unknown option '-x'", "See 'alcove help create'."),
        (
            ["create", "--name", "web"], "unknown option '--name'",
            "The name stands alone: 'alcove create NAME --image IMAGE'."
        ),
        (["--bogus"], "unknown option '--bogus'", "See 'alcove help'."),
        (["list", "--al"], "unknown option '--al'", "See 'alcove help list'."),
        (["rm", "--forse", "x"], "unknown option '--forse'", "Did you mean '--force'?"),
        (["run", "--detahc", "web"], "unknown option '--detahc'", "Did you mean '--detach'?"),
        (
            ["run", "-it", "web", "--", "sh"], "unknown option '-it'",
            "Leave it out: a session has a terminal where its caller has one."
        ),
        (["enter", "--detach"], "unknown option '--detach'", "See 'alcove help enter'."),
        (
            ["enter", "--name", "web"], "unknown option '--name'",
            "The name stands alone: 'alcove enter NAME'."
        ),
        (
            ["create", "web", "--additional-packages", "git"],
            "unknown option '--additional-packages'", "Did you mean '--package'?"
        ),
        (["rm", "-a"], "unknown option '-a'", "Did you mean '--all'?"),
        (["prune", "--force"], "unknown option '--force'", "Did you mean '--yes'?"),
        (
            ["edit", "web", "--package", "jq"], "unknown option '--package'",
            "'alcove install' and 'alcove uninstall' change packages."
        ),
        (
            ["edit", "web", "--image", "debian"], "unknown option '--image'",
            "It matters only when a box is made; make another box with it."
        ),
        (
            ["edit", "--name", "site", "web"], "unknown option '--name'",
            "'alcove rename NAME NEW-NAME' gives a box another name."
        ),
        (
            ["install", "web", "--reinstall", "jq"], "unknown option '--reinstall'",
            "See 'alcove help install'; with options of its own, the manager is called by "
                + "'alcove run --root BOX -- …'."
        ),
    ])
    func unknownOptions(_ words: [String], _ message: String, _ hint: String) throws {
        #expect(try told(words) == "error: \(message)\nhint: \(hint)\n[64]")
    }

    @Test(arguments: [
        ("hostnam", "Did you mean 'hostname'?"),
        ("--hostname", "Write '--unset hostname'."),
        ("hostname=web", "Write '--unset hostname'."),
        ("home", "It is never without one: '--home shared' is what it has unless told."),
        (
            "image",
            "Write OPTION, or OPTION=VALUE where it may be given several times: volume, env, "
                + "device, group, label, shell, hostname, workdir, memory, cpus, gpu, "
                + "without, on-start, host-shim, host-commands, "
                + "engine-option."
        ),
    ])
    func whatCannotBeUnset(_ words: String, _ hint: String) throws {
        #expect(
            try told(["edit", "web", "--unset=\(words)"]) == """
                error: --unset: '\(words)' is nothing that can be unset
                hint: \(hint)
                [64]
                """
        )
    }

    @Test(arguments: [
        (["create", "--image"], "--image", "--image IMAGE", "create"),
        (["create", "--image", "--bare"], "--image", "--image IMAGE", "create"),
        (["create", "-i"], "-i", "-i IMAGE", "create"),
        (["stop", "web", "--time"], "--time", "--time SECONDS", "stop"),
        (["logs", "web", "--tail", "-5"], "--tail", "--tail LINES", "logs"),
        (["list", "--engine"], "--engine", "--engine ENGINE", "list"),
        (["run", "--env"], "--env", "--env KEY[=VALUE]", "run"),
    ])
    func missingValues(
        _ words: [String],
        _ option: String,
        _ form: String,
        _ command: String
    ) throws {
        #expect(
            try told(words) == """
                error: the option '\(option)' needs a value
                hint: Write '\(form)'; see 'alcove help \(command)'.
                [64]
                """
        )
    }

    @Test(arguments: [
        (["try"], "'alcove try' needs IMAGE", "alcove try IMAGE", "try"),
        (["rename"], "'alcove rename' needs NAME", "alcove rename NAME NEW-NAME", "rename"),
        (
            ["rename", "one"], "'alcove rename' needs NEW-NAME", "alcove rename NAME NEW-NAME",
            "rename"
        ),
    ])
    func missingArguments(
        _ words: [String],
        _ message: String,
        _ form: String,
        _ command: String
    ) throws {
        #expect(
            try told(words) == """
                error: \(message)
                hint: Write '\(form)'; see 'alcove help \(command)'.
                [64]
                """
        )
    }

    @Test(arguments: [
        (["show", "one", "two"], "'two'", "See 'alcove help show'."),
        (["list", "a", "b"], "s 'a', 'b'", "See 'alcove help list'."),
        (
            ["create", "one", "two"], "'two'",
            "A box has one name; its image is given with '--image'."
        ),
        (
            ["try", "debian", "ls", "x"], "s 'ls', 'x'",
            "A command stands behind '--': 'alcove try IMAGE -- ls x'."
        ),
        (
            ["enter", "web", "ls"], "'ls'",
            "'enter' opens a shell; 'alcove run NAME -- ls' runs a command."
        ),
        (
            ["enter", "web", "--", "make", "all"], "s 'make', 'all'",
            "'enter' opens a shell; 'alcove run NAME -- make all' runs a command."
        ),
    ])
    func unexpectedArguments(_ words: [String], _ list: String, _ hint: String) throws {
        let gap = list.hasPrefix("s ") ? "" : " "
        #expect(
            try told(words) == "error: unexpected argument\(gap)\(list)\nhint: \(hint)\n[64]"
        )
    }

    @Test func valuesOfFlags() throws {
        #expect(
            try told(["create", "--bare=yes"]) == """
                error: the option '--bare' takes no value, and 'yes' was given to it
                hint: Leave '=yes' out.
                [64]
                """
        )
    }

    @Test(arguments: [
        (["--memory", "much"], "--memory: 'much' is not a size"),
        (["--cpus", "many"], "--cpus: 'many' is not a number of processors"),
        (["--network", "mine"], "--network: 'mine' is none of its values"),
        (["--pid", "none"], "--pid: 'none' is none of its values"),
        (["--ipc", "x"], "--ipc: 'x' is none of its values"),
        (["--pull", "sometimes"], "--pull: 'sometimes' is none of its values"),
        (["--home", "privat"], "--home: 'privat' is not a home for a box"),
        (["-v", "a:b"], "-v: 'a:b' is not a volume"),
        (["--volume", "a:b"], "--volume: 'a:b' is not a volume"),
        (["-e", "A B=1"], "-e: 'A B=1' is not a variable"),
        (["-e", "1A=1"], "-e: '1A=1' is not a variable"),
        (["-e", "=1"], "-e: '=1' is not a variable"),
        (["--shell", "zhs"], "--shell: 'zhs' is not a shell"),
        (["--shell", "bin/zsh"], "--shell: 'bin/zsh' is not a shell"),
        (["--workdir", "src"], "--workdir: 'src' is not a working directory"),
        (["--hostname", "a_b"], "--hostname: 'a_b' is not a host name"),
        (["--device", "fuse"], "--device: 'fuse' is not a device"),
        (["--device", "/tmp/x"], "--device: '/tmp/x' is not a device"),
        (["--platform", "a/b/c/d"], "--platform: 'a/b/c/d' is not a platform"),
        (["--label", "dev.alcove.id=x"], "--label: 'dev.alcove.id=x' is not a label"),
        (["--engine", "lxc"], "--engine: 'lxc' names no engine"),
        (["--engine", "tcp://a:1"], "--engine: 'tcp://a:1' is no engine of this machine"),
    ])
    func badValues(_ words: [String], _ message: String) throws {
        let lines = try told(["create", "web", "--image", "debian"] + words).split(separator: "\n")
        #expect(lines.count == 3 && lines[0] == "error: \(message)" && lines[2] == "[64]")
        #expect(lines[1].hasPrefix("hint: ") && lines[1].hasSuffix("."))
    }

    @Test func choicesAreNamed() throws {
        #expect(
            try told(["create", "--network", "mine"]).contains(
                "hint: Write one of 'host', 'private', 'none'."
            )
        )
    }

    @Test(arguments: ["a/b", "-", "a b", "ä"])
    func namesThatAreNone(_ name: String) throws {
        let told = try told(["create", name])
        #expect(told.hasPrefix("error: '\(name)' is not a name for a box\nhint: Use letters,"))
        #expect(told.hasSuffix("[64]"))
    }

    @Test func longNamesTellTheLimit() throws {
        #expect(
            try told(["show", String(repeating: "x", count: 64)]) == """
                error: a name of 64 characters is too long for a box
                hint: Use at most 63 characters.
                [64]
                """
        )
    }

    @Test(arguments: [
        ["stop", "-t", "soon", "web"], ["restart", "-t", "-1", "web"],
        ["logs", "--tail", "x", "w"],
    ])
    func numbersThatAreNone(_ words: [String]) throws {
        let told = try told(words)
        #expect(told.hasPrefix("error: "))
        #expect(told.hasSuffix("[64]"))
        #expect(!told.contains("Usage:"))
    }

    @Test func completionsOfAnUnknownShell() throws {
        #expect(
            try told(["--generate-completion-script", "csh"]) == """
                error: there are no completions for 'csh'
                hint: Name one of 'zsh', 'bash', 'fish'.
                [64]
                """
        )
    }

    @Test(arguments: ["create", "enter", "run", "try", "rm", "list", "show", "logs", "config"])
    func theParsersOwnFormIsNeverSeen(_ command: String) throws {
        for words in [
            [command, "--nonsense"], [command, "--engine"], [command, "a b", "--", "c d"],
        ] {
            let told = try told(words)
            for mark in ["Error:", "Usage:", "Help:", "The value", "Missing"] {
                #expect(!told.contains(mark), "\(words): \(told)")
            }
        }
    }
}

@Suite struct CommandWordTests {
    private func failure(_ words: String..., boxes: [String] = []) -> Failure? {
        CommandWord.failure(words) { boxes.contains($0.description) }
    }

    @Test func helpsOnFromANearWord() {
        #expect(failure("list") == nil)
        #expect(failure("ls") == nil)
        #expect(failure("help", "create") == nil)
        #expect(failure("crate")?.hint == "Did you mean 'create'?")
        #expect(failure("help", "nope")?.message == "there is no command 'nope'")
        #expect(failure("help", "nope")?.status == 64)
        #expect(failure("exec")?.hint == "Did you mean 'run'?")
        #expect(failure("version")?.hint == "Did you mean 'alcove --version'?")
        #expect(failure("xyzzy")?.hint == "See 'alcove help'.")
    }

    @Test func optionsAloneAreNoCommand() {
        for words in [["--engine"], ["--engine", "docker"], ["-q"], ["-v", "--quiet"]] {
            let failure = CommandWord.failure(words) { _ in false }
            #expect(failure?.message == "no command was given")
        }
        #expect(failure("--help") == nil)
        #expect(failure() == nil)
    }

    @Test func boxesAreEnteredByName() {
        #expect(failure("web", boxes: ["web"])?.hint == "Go into the box with 'alcove enter web'.")
    }
}
