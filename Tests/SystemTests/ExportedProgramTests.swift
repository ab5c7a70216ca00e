import Foundation
import Testing

/// A program of a box, called from the host, is as one of the host's own.
@Suite(.lab, .sharedBox()) struct ExportedProgramTests {
    let box: SharedBox
    var host: Host { box.host }

    init() throws {
        box = try SharedBox.current
        // Once more for the same name makes it anew.
        try box.host.alcove("export", "bin", "--box", box.name, "--as", "box-sh", "sh")
            .expect("\(box.host.home)/.local/bin/box-sh\n")
    }

    /// Calls the wrapper with the words.
    private func call(
        _ words: [String],
        stdin: [UInt8] = [],
        path: String? = nil,
        variables: [String: String] = [:]
    ) throws -> Outcome {
        var environment = host.environment
        environment["PATH"] = path ?? "\(Lab.programs):/usr/bin:/bin"
        environment.merge(variables) { $1 }
        return try host.run(
            ["\(host.home)/.local/bin/box-sh"] + words,
            stdin: stdin,
            environment: environment.map { Array("\($0)=\($1)".utf8) }
        )
    }

    @Test(arguments: [
        "", " ", "two words", "a\"b", "a'b", "$HOME", "`id`", "$(id)", "a\nb", "\\", "*", "-n",
        "--", "ü", "\u{1F9F0}", "#", "!", "~", "%s", "\t", "a=b", "{a,b}", "\u{1B}[0m", "'\u{301}",
    ])
    func argumentsArriveAsTheyAre(_ word: String) throws {
        try call(["-c", "printf '<%s>' \"$@\"", "sh", word, "x"]).expect("<\(word)><x>")
            .expectSilence()
    }

    @Test func argumentsThatAreNoTextArrive() throws {
        let environment = host.environment.map { Array("\($0)=\($1)".utf8) }
        let outcome = try host.run(
            ["\(host.home)/.local/bin/box-sh", "-c", "printf '<%s>' \"$1\"", "sh"],
            more: [[0xff, 0xfe, 0x0a]],
            stdin: [],
            environment: environment
        )
        outcome.expect(bytes: [0x3c, 0xff, 0xfe, 0x0a, 0x3e])
    }

    @Test(arguments: [0, 1, 42, 125, 126, 127, 255] as [Int32])
    func exitCodesPassUnchanged(_ code: Int32) throws {
        try call(["-c", "exit \(code)"]).expect(exit: code).expectSilence()
    }

    @Test func deathBySignalIsTold() throws {
        #expect(try call(["-c", "kill -TERM $$"]).status == 128 + SIGTERM)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGUSR1])
    func signalsReachTheProgram(_ signal: Int32) throws {
        let (reading, writing) = try pipe()
        defer { close(reading) }
        let script =
            "trap 'echo caught; exit 33' \(signal); echo ready; while :; do sleep 0.05; done"
        let child = try Child(
            ["\(host.home)/.local/bin/box-sh", "-c", script].map { Array($0.utf8) },
            environment: host.environment.map { Array("\($0)=\($1)".utf8) },
            directory: host.home,
            streams: [.file("/dev/null"), .descriptor(writing), .file("/dev/null")]
        )
        close(writing)
        #expect(try line(from: reading) == "ready")
        child.send(signal)
        #expect(try line(from: reading) == "caught")
        #expect(try child.wait(seconds: 10) == .exited(33))
    }

    @Test func standardStreamsAreItsOwn() throws {
        let bytes = (0...255).map { UInt8($0) } + (0...255).map { UInt8($0) }
        try call(["-c", "cat"], stdin: bytes).expect(bytes: bytes).expectSilence()
        let outcome = try call(["-c", "echo out; echo err >&2"])
        #expect(text(outcome.stdout) == "out\n" && text(outcome.stderr) == "err\n", "\(outcome)")
    }

    @Test func itRunsInTheBoxWhereTheCallerIs() throws {
        try call(["-c", "grep ^name= /run/.alcoveenv; pwd"])
            .expect("name=\(box.name)\n\(host.home)\n")
        // Nothing of the wrapper's own is among its variables.
        let outcome = try call(["-c", "env"], variables: ["key": "1", "line": "2"])
        #expect(!text(outcome.stdout).contains("__alcove"), "\(outcome)")
        #expect(text(outcome.stdout).contains("key=1\n"), "\(outcome)")
    }

    @Test func theToolIsFoundWhereItWas() throws {
        try call(["-c", "exit 7"], path: "/usr/bin:/bin").expect(exit: 7).expectSilence()
    }

    @Test func inItsOwnBoxItIsTheProgram() throws {
        // No way to the host is needed.
        let wrapper = "\(host.home)/.local/bin/box-sh"
        try box.run("env", "PATH=/nowhere", wrapper, "-c", "echo \"$0 $1\"", "a b", "c")
            .expect("a b c\n").expectSilence()
        try box.run(wrapper, "-c", "exit 9").expect(exit: 9)
    }

    @Test func whereThereIsNoWayToTheHostItSaysSo() throws {
        let other = try host.box()
        try host.alcove(
            "run",
            "-e",
            "PATH=/nowhere",
            other,
            "--",
            "\(host.home)/.local/bin/box-sh",
            "-c",
            "true"
        ).expectError(exit: 125, mentioning: "box-sh", box.name)
    }

    @Test func wishesHold() throws {
        try host.alcove(
            ["export", "bin", "--box", box.name, "--as", "wish", "-w", "/var", "-e", "A=it's $B"]
                + ["-e", "C", "sh", "--", "-c", "echo \"$A|$C|$PWD|$1|$2\"", "sh", "a b"]
        ).expect("\(host.home)/.local/bin/wish\n")
        let environment = host.environment.merging(["C": "caller's"]) { $1 }
        try host.run(
            ["\(host.home)/.local/bin/wish", "y z"],
            stdin: [],
            environment: environment.map { Array("\($0)=\($1)".utf8) }
        ).expect("it's $B|caller's|/var|a b|y z\n")
    }

    @Test(.rootless) func rootIsTheBoxesOwn() throws {
        try host.alcove("export", "bin", "--box", box.name, "--as", "root-id", "--root", "id")
            .expect("\(host.home)/.local/bin/root-id\n")
        try host.shell("\"$HOME\"/.local/bin/root-id -u").expect("0\n")
        try box.run("\(host.home)/.local/bin/root-id", "-u").expect("0\n")
    }

    @Test func whatTheBoxHasNotIsTold() throws {
        try host.alcove("export", "bin", "--box", box.name, "no-such-program")
            .expectError(mentioning: "no-such-program")
        try host.alcove("export", "bin", "--box", box.name, "/etc/passwd")
            .expectError(mentioning: "/etc/passwd")
    }
}
