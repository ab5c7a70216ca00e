import Foundation
import Testing

/// A command of a box on the host is what it would be there: streams, end, directory, variables.
@Suite(.lab, .sharedBox()) struct HostCommandTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    /// Runs a shell's words in the box.
    private func shell(_ script: String, _ words: String...) throws -> Outcome {
        let words = ["run", box.name, "--", "sh", "-c", script, "sh"] + words
        return try box.host.alcove(words, stdin: "in\n")
    }

    @Test func runsOnTheHost() throws {
        // The host's program, which a busybox has not; and its mounts, which are not the box's.
        let there = try box.run("alcove", "host", "--", "readlink", "/proc/self/ns/mnt")
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/mnt")
        there.expect("\(here)\n").expectSilence()
        let user = try box.run("alcove", "host", "id", "-u")
        user.expect("\(Lab.uid)\n")
    }

    @Test func exitCodesPassUnchanged() throws {
        for code in [0, 1, 2, 64, 125, 126, 127, 128, 130, 137, 255] as [Int32] {
            try box.run("alcove", "host", "--", "sh", "-c", "exit \(code)").expect(exit: code)
                .expectSilence()
        }
        let killed = try box.run("alcove", "host", "--", "sh", "-c", "kill -9 $$")
        #expect(killed.status == 137, "\(killed)")
    }

    @Test func whatCannotBeRunIsToldAsAShellDoes() throws {
        try box.run("alcove", "host", "--", "no-such-command")
            .expectError(exit: 127, mentioning: "no-such-command", "on the host")
        try box.run("alcove", "host", "--", "/etc/passwd")
            .expectError(exit: 126, mentioning: "/etc/passwd")
        try box.run("alcove", "host", "-w", "/no/such/place", "true")
            .expectError(exit: 125, mentioning: "/no/such/place")
        try box.run("alcove", "host").expectError(exit: 64, mentioning: "no command")
        try box.run("alcove", "host", "--bogus", "true").expectError(
            exit: 64,
            mentioning: "--bogus"
        )
    }

    @Test func pipesAreHandedOver() throws {
        try shell("printf abc | alcove host -- tr a-z A-Z | alcove host -- rev").expect("CBA")
        try shell("alcove host -- cat").expect("in\n")
        try shell("alcove host -- sh -c 'echo out; echo err >&2' 2>/dev/null").expect("out\n")
        try shell("alcove host -- sh -c 'echo out; echo err >&2' 2>&1 >/dev/null").expect("err\n")
        // An end of input that is not followed is no end of the command.
        try shell("alcove host -- sh -c 'cat; echo end' </dev/null").expect("end\n")
    }

    @Test func bytesAreAllThere() throws {
        let script = "alcove host -- head -c 50000000 /dev/urandom | tee /tmp/$1 | md5sum"
        let name = "alcove-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: "/tmp/\(name)") }
        let outcome = try shell("\(script); alcove host -- md5sum </tmp/$1", name)
        let sums = outcome.stdout.split(separator: 10)
        #expect(sums.count == 2 && sums[0] == sums[1], "\(outcome)")
    }

    @Test func argumentsArriveAsTheyAre() throws {
        for argument in ["", " ", "a b", "$HOME", "'", "\"", "\\", "a\nb", "*", "-n", "--", "ü"] {
            try box.run("alcove", "host", "--", "printf", "<%s>", argument).expect("<\(argument)>")
        }
    }

    @Test func directoryIsWhereTheBoxIs() throws {
        try shell("mkdir -p sub/dir; cd sub/dir; alcove host -- pwd")
            .expect("\(box.host.home)/sub/dir\n").expectSilence()
        try shell("cd /run/host/usr; alcove host -- pwd").expect("/usr\n").expectSilence()
        try shell("cd /tmp; alcove host -- pwd").expect("/tmp\n").expectSilence()
        let elsewhere = try shell("cd /bin; alcove host -- pwd").expect("\(box.host.home)\n")
        #expect(elsewhere.complaints.contains { $0.contains("not on the host") }, "\(elsewhere)")
        try shell("alcove host --workdir /usr/bin -- pwd").expect("/usr/bin\n")
        try shell("mkdir -p sub; alcove host -w sub -- pwd").expect("\(box.host.home)/sub\n")
    }

    @Test func variablesAreTheHostsAndWhatWasAskedFor() throws {
        let script = """
            export LEAK=1 LD_LIBRARY_PATH=/nowhere A=box DISPLAY=:77
            alcove host -e A -e B=2 -- sh -c 'echo "$LEAK|$LD_LIBRARY_PATH|$A|$B|$DISPLAY|$HOME"'
            alcove host -- sh -c 'echo "${ALCOVE_BOX-none} $PATH"'
            """
        let path = box.host.environment["PATH"] ?? ""
        try shell(script).expect("||box|2|:77|\(box.host.home)\nnone \(path)\n")
    }

    @Test func maskOfModesIsTheCallers() throws {
        try shell("umask 027; alcove host -- sh -c umask").expect("0027\n")
    }

    @Test func everyOtherWordIsTheHostsAlcoves() throws {
        let listed = try box.run("alcove", "list", "--json")
        #expect(text(listed.stdout).contains(box.name), "\(listed)")
        try box.run("alcove", "--version").expectSilence()
        try box.run("alcove", "bogus").expectError(exit: 64, mentioning: "bogus")
    }

    @Test func whereNoBoxIsNamedTheCallingOneIsMeant() throws {
        let other = try box.host.box()
        try box.run("alcove", "run", "--", "sh", "-c", "echo $ALCOVE_BOX").expect("\(box.name)\n")
        try box.run("alcove", "run", other, "--", "sh", "-c", "echo $ALCOVE_BOX; exit 7")
            .expect("\(other)\n", exit: 7)
        // From box to box, and from that to itself.
        let echo = "alcove run -- sh -c 'echo $ALCOVE_BOX'"
        try box.run("alcove", "run", other, "--", "sh", "-c", echo).expect("\(other)\n")
        try shell("printf abc | alcove run \(other) -- tr a-z A-Z").expect("ABC")
    }

    @Test(.rootless) func rootOfTheBoxIsTheUserOnTheHost() throws {
        try box.host.alcove("run", "--root", box.name, "--", "alcove", "host", "id", "-u")
            .expect("\(Lab.uid)\n")
        try box.run("sudo", "alcove", "host", "--", "id", "-u").expect("\(Lab.uid)\n")
    }

    /// As many as `ALCOVE_TEST_CALLS` says, one after the other; ten thousand take a minute or two.
    @Test func aThousandCallsLeaveNothingBehind() throws {
        let calls = Lab.variable("ALCOVE_TEST_CALLS").flatMap { Int($0) } ?? 1000
        let script = """
            n=0
            while [ $n -lt \(calls) ]; do
                [ "$(alcove host -- echo $n)" = $n ] || exit 1
                n=$((n + 1))
            done
            """
        let words = ["run", box.name, "--", "sh", "-c", script]
        try box.host.alcove(words, seconds: 120 + Double(calls) / 20).expect()
    }

    @Test func aFloodIsServed() throws {
        let script = """
            n=0
            while [ $n -lt 200 ]; do alcove host -- sh -c 'sleep 1; echo x' & n=$((n + 1)); done
            wait
            """
        try box.host.alcove(["run", box.name, "--", "sh", "-c", script], seconds: 120)
            .expect(String(repeating: "x\n", count: 200))
    }

    @Test func commandEndsWithItsCaller() throws {
        let seconds = Processes.uniqueSeconds()
        let child = try box.host.start([
            "run", box.name, "--", "alcove", "host", "--", "sleep", seconds,
        ])
        try eventually("the command runs") { try Processes.sleeping(seconds) != nil }
        child.send(SIGKILL)
        try eventually("the command is gone") { try Processes.sleeping(seconds) == nil }
        _ = try child.wait(seconds: 5)
    }

    @Test func clientThatIsKilledTakesItsCommandAlong() throws {
        let seconds = Processes.uniqueSeconds()
        let script = "alcove host -- sleep \(seconds) & p=$!; sleep 0.5; kill -9 $p; wait $p"
        let outcome = try box.host.alcove("run", box.name, "--", "sh", "-c", script)
        #expect(outcome.status == 137, "\(outcome)")
        try eventually("the command is gone") { try Processes.sleeping(seconds) == nil }
        try box.run("alcove", "host", "true").expect()
    }

    @Test func signalsReachTheCommand() throws {
        let script = """
            alcove host -- sh -c 'trap "echo got; exit 5" TERM; echo ready; while :; do sleep 0.1; done' &
            p=$!; sleep 1; kill -TERM $p; wait $p; echo $?
            """
        try shell(script).expect("ready\ngot\n5\n")
    }
}
