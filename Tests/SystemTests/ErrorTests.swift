import Foundation
import Testing

/// What a mistake is answered with: one line that says what is wrong, one that helps, and the right code.
@Suite(.lab) struct ErrorTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func noSuchBox() throws {
        for words in [["show"], ["start"], ["stop"], ["rm", "--yes"], ["logs"]] {
            let outcome = try host.alcove(words + ["ghost"])
            outcome.expectError(mentioning: "ghost")
            #expect(outcome.complaints.first == "error: no box named 'ghost'", "\(outcome)")
            #expect(outcome.complaints.last?.hasPrefix("hint: ") == true, "\(outcome)")
        }
    }

    @Test(arguments: [
        ["--bogus"], ["bogus"], ["create", "--bogus"], ["run"], ["rename", "one"], ["rm"],
        ["create", "box", "--pull", "sometimes"], ["create", "box", "--memory", "much"],
    ])
    func usageErrorsExit64(_ words: [String]) throws {
        let outcome = try host.alcove(words)
        #expect(outcome.status == 64 && outcome.stdout.isEmpty, "\(outcome)")
        #expect(outcome.complaints.first?.hasPrefix("error: ") == true, "\(outcome)")
        #expect(outcome.complaints.last?.hasPrefix("hint: ") == true, "\(outcome)")
    }

    @Test func pausedBoxIsToldOf() throws {
        let box = try host.box()
        try host.alcove("start", box).expect()
        try EngineSocket.post("/containers/\(box)/pause", json: "{}")
        defer { try? EngineSocket.post("/containers/\(box)/unpause", json: "{}") }
        let list = try host.alcove("list")
        #expect(text(list.stdout).contains("\(box)  paused "), "\(list)")
        for words in [["stop"], ["restart"], ["rm", "--yes"]] {
            let outcome = try host.alcove(words + [box])
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.complaints.first == "error: box '\(box)' is paused", "\(outcome)")
            #expect(outcome.complaints.last?.hasSuffix(" unpause \(box)'.") == true, "\(outcome)")
        }
        let run = try host.alcove("run", box, "--", "true", seconds: 10)
        run.expectError(exit: 125, mentioning: "box '\(box)' is paused")
    }

    @Test func sessionThatEndsWithItsBoxSaysSo() throws {
        let box = try host.box()
        try host.alcove("start", box).expect()
        let outcome = try host.shell(
            "alcove run $1 -- sh -c 'touch ~/here; exec sleep 50' & while ! [ -e ~/here ]; do sleep .1; "
                + "done; alcove rm --force $1; wait $!",
            box
        )
        outcome.expectError(exit: 125, mentioning: "the box ended before the command did")
    }

    @Test func programThatIsNotThereIsToldOfByRootToo() throws {
        let box = try host.box()
        let missing = try host.alcove("run", "--root", box, "--", "no-such-program")
        missing.expectError(exit: 127, mentioning: "'no-such-program' was not found in the box")
        #expect(missing.complaints.count == 1 && missing.stdout.isEmpty, "\(missing)")
        let denied = try host.alcove("run", "--root", box, "--", "/etc/passwd")
        denied.expectError(exit: 126, mentioning: "'/etc/passwd' cannot be executed in the box")
        #expect(denied.complaints.count == 1, "\(denied)")
    }

    @Test func commandThatIsNoneIsHelpedOn() throws {
        let box = try host.box()
        for command in ["ls -la /", "cd", "export"] {
            let outcome = try host.alcove("run", box, command)
            outcome.expectError(exit: 127, mentioning: "'\(command)' was not found in the box")
            #expect(outcome.complaints.last?.hasPrefix("hint: ") == true, "\(outcome)")
        }
    }

    @Test func nameOfTheBoxIsMissedInACommand() throws {
        let box = try host.box()
        let outcome = try host.alcove("run", "make", "all")
        outcome.expectError(exit: 125, mentioning: "no box named 'make'")
        #expect(
            outcome.complaints.last == "hint: Did you mean 'alcove run \(box) -- make all'?",
            "\(outcome)"
        )
    }

    @Test func fileOfVariablesIsToldByItsLine() throws {
        let box = try host.box()
        try Data("# of ours\nA=1 2\nHOME\n\nB=\"3\"\n".utf8).write(
            to: URL(filePath: host.home + "/good")
        )
        try host.alcove(
            "run",
            "--env-file",
            host.home + "/good",
            box,
            "--",
            "sh",
            "-c",
            "echo \"$A$B\""
        )
        .expect("1 2\"3\"\n")
        try Data("A=1\nexport B=2\n".utf8).write(to: URL(filePath: host.home + "/bad"))
        let outcome = try host.alcove("run", "--env-file", host.home + "/bad", box, "--", "true")
        outcome.expectError(exit: 125, mentioning: "/bad:2: 'export B=2' is not a variable")
    }

    @Test func workingDirectoryOfTheBoxThatIsMissingIsToldOf() throws {
        let box = try host.box(from: .busybox, "--workdir", "/no-such")
        let outcome = try host.alcove("run", box, "--", "true")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(
            outcome.complaints.first?.hasPrefix(
                "note: the working directory '/no-such' of box '\(box)' is not there; it begins in"
            ) == true,
            "\(outcome)"
        )
    }

    @Test func resultThatNobodyGetsIsAFailure() throws {
        for words in ["list --json", "config", "--help", "doctor"] {
            let outcome = try host.shell("alcove \(words) >/dev/full")
            outcome.expectError(exit: 1, mentioning: "the result cannot be written")
        }
        try host.shell("alcove help create | true").expect().expectSilence()
    }

    @Test func helpAndVersionGoToStandardOutput() throws {
        for words in [["--help"], ["--version"], ["create", "--help"]] {
            let outcome = try host.alcove(words)
            #expect(
                outcome.status == 0 && !outcome.stdout.isEmpty && outcome.stderr.isEmpty,
                "\(outcome)"
            )
        }
    }

    @Test func nothingToListIsNoFailure() throws {
        let outcome = try host.alcove("list")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try host.listed().isEmpty)
    }

    @Test func jsonIsAloneOnStandardOutput() throws {
        _ = try host.box()
        let outcome = try host.alcove("list", "--json", "--verbose")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(
            outcome.stdout.first == UInt8(ascii: "{") || outcome.stdout.first == UInt8(ascii: "[")
        )
    }
}
