import Glibc
import Testing

/// Each standard stream is connected on its own, and handed over as it is.
@Suite(.lab, .sharedBox()) struct StreamTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    @Test func outputAndErrorsStayApart() throws {
        let outcome = try box.run("sh", "-c", "echo out; echo err >&2; exit 7")
        outcome.expect("out\n", exit: 7)
        #expect(text(outcome.stderr) == "err\n")
    }

    @Test func binaryDataPassesUnchanged() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        try box.host.run(
            ["\(box.host.programs)/alcove", "run", box.name, "--", "cat"],
            stdin: bytes,
            environment: box.host.environment.map { Array("\($0)=\($1)".utf8) }
        ).expect(bytes: bytes)
    }

    @Test func endOfInputIsSeen() throws {
        try box.run("wc", "-c", stdin: "").expect("0\n")
        try box.run("wc", "-c", stdin: "five\n").expect("5\n")
    }

    @Test func commandThatReadsNothingDoesNotWaitForInput() throws {
        try box.run("echo", "done", stdin: nil).expect("done\n")
    }

    @Test func inputIsLeftForTheNextCommand() throws {
        try box.host.shell(
            "printf 'one\\ntwo\\n' | { alcove run \(box.name) -- true; cat; }"
        ).expect("one\ntwo\n")
    }

    @Test func redirections() throws {
        try box.host.shell(
            """
            alcove run "$1" -- sh -c 'echo out; echo err >&2' >out 2>err </dev/null
            alcove run "$1" -- sh -c 'echo more' >>out
            alcove run "$1" -- sh -c 'echo hidden >&2' 2>/dev/null
            cat out err
            """,
            box.name
        ).expect("out\nmore\nerr\n").expectSilence()
    }

    @Test func readerThatGoesEndsTheCommand() throws {
        try box.host.shell(
            "set -o pipefail; alcove run \(box.name) -- yes | head -n 1; echo ${PIPESTATUS[0]}",
            seconds: 20
        ).expect("y\n141\n")
    }

    @Test func closedStreamsAreNoFailure() throws {
        let child = try box.host.start(
            ["run", box.name, "--", "sh", "-c", "exit 4"],
            streams: [.closed, .closed, .closed]
        )
        #expect(try child.wait(seconds: 20) == .exited(4))
    }

    @Test func streamsAreThoseOfTheCaller() throws {
        // Not a copy through a pipe: the file's own offset moves.
        try box.host.shell(
            """
            printf 'first\\nsecond\\n' >file
            exec 3<file
            alcove run "$1" -- dd bs=6 count=1 <&3 2>/dev/null
            cat <&3
            """,
            box.name
        ).expect("first\nsecond\n")
    }

    @Test func noTerminalWhereThereIsNone() throws {
        try box.run("sh", "-c", "for n in 0 1 2; do test -t $n && echo $n; done; true").expect()
    }
}
