import Glibc
import Testing

/// A command in a box is what it would be outside: exit, arguments, variables.
@Suite(.lab, .sharedBox()) struct RunTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    @Test func exitCodesPassUnchanged() throws {
        for code in Int32(0)...255 {
            try box.run("sh", "-c", "exit \(code)").expect(exit: code).expectSilence()
        }
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGKILL, SIGSEGV, SIGTERM, SIGUSR1, SIGALRM])
    func deathBySignalIs128AndItsNumber(_ signal: Int32) throws {
        let outcome = try box.run("sh", "-c", "kill -\(signal) $$")
        #expect(outcome.status == 128 + signal, "\(outcome)")
    }

    @Test func commandNotFoundIs127() throws {
        try box.run("no-such-command").expectError(exit: 127, mentioning: "no-such-command")
        try box.run("/no/such/command").expectError(exit: 127, mentioning: "/no/such/command")
    }

    @Test func commandNotExecutableIs126() throws {
        try box.run("/etc/passwd").expectError(exit: 126, mentioning: "/etc/passwd")
        try box.run("/etc").expectError(exit: 126, mentioning: "/etc")
    }

    @Test func unknownBoxIs125() throws {
        try box.host.alcove("run", "ghost", "--", "true").expectError(
            exit: 125,
            mentioning: "ghost"
        )
    }

    @Test(arguments: [125, 126, 127] as [Int32])
    func commandsOwnCodeIsToldFromOurs(_ code: Int32) throws {
        try box.run("sh", "-c", "exit \(code)").expect(exit: code).expectSilence()
    }

    @Test func badOptionIsAUsageError() throws {
        let outcome = try box.host.alcove("run", "--no-such-option", box.name, "--", "true")
        #expect(outcome.status == 64, "\(outcome)")
    }

    @Test(arguments: [
        "", " ", "two words", "a\"b", "a'b", "$HOME", "`id`", "$(id)", "a\nb", "\\", "*", "-n",
        "--", "ü", "\u{1F9F0}", "#", "!", "~", "%s", "\t", "a=b", "{a,b}", "\u{1B}[0m",
    ])
    func argumentsArriveAsTheyAre(_ argument: String) throws {
        try box.run("printf", "<%s>", argument).expect("<\(argument)>")
        try box.host.alcove(
            "run",
            "-e",
            "VALUE=\(argument)",
            box.name,
            "--",
            "sh",
            "-c",
            "printf %s \"$VALUE\""
        )
        .expect(argument)
    }

    @Test func argumentsAreBytes() throws {
        let all = (1...255).map { UInt8($0) }
        let outcome = try box.host.run(
            ["\(box.host.programs)/alcove", "run", box.name, "--", "printf", "%s"],
            more: [all],
            stdin: [],
            environment: box.host.environment.map { Array("\($0)=\($1)".utf8) }
        )
        outcome.expect(bytes: all)
    }

    @Test func variablesAreBytes() throws {
        let all = (1...255).map { UInt8($0) }
        let outcome = try box.host.run(
            [
                "\(box.host.programs)/alcove", "run", box.name, "--", "sh", "-c",
                "printf %s \"$ALL\"",
            ],
            stdin: [],
            environment: box.host.environment.map { Array("\($0)=\($1)".utf8) }
                + [Array("ALL=".utf8) + all]
        )
        outcome.expect(bytes: all)
    }

    @Test func thousandsOfArgumentsArrive() throws {
        let many = (0..<20_000).map { "argument-\($0)" }
        try box.host.alcove(["run", box.name, "--", "sh", "-c", "echo $#", "sh"] + many)
            .expect("20000\n")
    }

    @Test func optionsEndAtTheFirstWordOfTheCommand() throws {
        try box.run("echo", "--help", "-v", "--root").expect("--help -v --root\n")
    }

    @Test func callersVariablesArrive() throws {
        var environment = box.host.environment
        environment["EDITOR"] = "some editor"
        environment["EMPTY"] = ""
        environment["LD_PRELOAD"] = "/nonexistent.so"
        try box.host.alcove(
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "echo \"$EDITOR ${EMPTY-unset} ${LD_PRELOAD-unset}\"",
            environment: environment
        ).expect("some editor  unset\n")
    }

    @Test func cleanEnvironmentHasNothingOfTheCaller() throws {
        var environment = box.host.environment
        environment["MINE"] = "1"
        try box.host.alcove(
            "run",
            "--clean-env",
            box.name,
            "--",
            "sh",
            "-c",
            "echo \"${MINE-unset} $HOME $USER\"",
            environment: environment
        ).expect("unset \(box.host.home) \(Lab.user)\n")
    }

    @Test func boxKnowsItsName() throws {
        try box.run(
            "sh",
            "-c",
            "echo $ALCOVE_BOX $CONTAINER_ID; grep -c . /run/.alcoveenv >/dev/null && echo told"
        )
        .expect("\(box.name) \(box.name)\ntold\n")
        try box.run("ls", "/run/.alcoveenv", "/run/.toolboxenv")
            .expect("/run/.alcoveenv\n/run/.toolboxenv\n")
    }

    @Test func personIsTheSame() throws {
        try box.run("id", "-u").expect("\(getuid())\n")
        try box.run("id", "-g").expect("\(getgid())\n")
        try box.run("id", "-un").expect("\(Lab.user)\n")
        try box.run("sh", "-c", "echo $HOME; cd; pwd").expect(
            "\(box.host.home)\n\(box.host.home)\n"
        )
    }

    @Test func umaskAndLimitsAreTheCallers() throws {
        try box.host.shell(
            "umask 027; ulimit -S -n 321; alcove run \(box.name) -- sh -c 'umask; ulimit -S -n'"
        )
        .expect("0027\n321\n")
    }

    @Test func pathOfTheImageComesFirst() throws {
        var environment = box.host.environment
        environment["PATH"] = "/only/on/the/host:\(box.host.home)/bin:/usr/bin:/bin"
        let outcome = try box.host.alcove(
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "echo $PATH",
            environment: environment
        )
        let path = text(outcome.stdout).split(separator: "\n").joined().split(separator: ":")
        #expect(path.last.map(String.init) == "\(box.host.home)/bin", "\(outcome)")
        #expect(!path.contains("/only/on/the/host"), "\(outcome)")
    }

    @Test func manyAtOnce() throws {
        let children = try (0..<50).map { _ in
            try box.host.start(["run", box.name, "--", "sh", "-c", "exit 3"])
        }
        for child in children { #expect(try child.wait(seconds: 60) == .exited(3)) }
    }
}
