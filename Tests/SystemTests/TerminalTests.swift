import Glibc
import Testing

/// A terminal is a terminal in the box.
@Suite(.lab, .sharedBox()) struct TerminalTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    @Test func eachStreamThatIsOneBecomesOne() throws {
        let test = "for n in 0 1 2; do test -t $n && echo is-$n; done; exit 6"
        let all = try Terminal(box.host, "run", box.name, "--", "sh", "-c", test)
        let (shown, end) = try all.finish()
        #expect(shown == "is-0\r\nis-1\r\nis-2\r\n")
        #expect(end == .exited(6))
    }

    @Test func pipedOutputKeepsTheKeyboard() throws {
        let (reading, writing) = try pipe()
        defer { close(reading) }
        let terminal = try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "test -t 0 && ! test -t 1 && echo ready; read answer; echo \"got $answer\"",
            streams: [1: .descriptor(writing)]
        )
        close(writing)
        #expect(try line(from: reading) == "ready")
        try terminal.send("hello\n")
        #expect(try line(from: reading) == "got hello")
        #expect(try terminal.finish().end == .exited(0))
    }

    @Test func noTerminalIfNotWanted() throws {
        let terminal = try Terminal(
            box.host,
            "run",
            "-T",
            box.name,
            "--",
            "sh",
            "-c",
            "test -t 1 || echo none"
        )
        try terminal.expect("none")
    }

    @Test func sizeFollowsTheWindow() throws {
        let terminal = try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.05; done",
            rows: 31,
            columns: 97
        )
        try terminal.expect("31 97")
        try terminal.resize(rows: 40, columns: 111)
        try terminal.expect("40 111")
    }

    @Test func interruptKeyReachesTheCommand() throws {
        let terminal = try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.05; done"
        )
        try terminal.expect("ready")
        try terminal.send("\u{3}")
        try terminal.expect("caught")
        #expect(try terminal.finish().end == .exited(9))
    }

    @Test func everyKeyPassesAtOnce() throws {
        // Engines steal Ctrl-P and Ctrl-Q, as the keys to detach.
        let terminal = try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "stty raw -echo; echo ready; dd bs=1 count=3 2>/dev/null | od -An -tx1"
        )
        try terminal.expect("ready")
        try terminal.send("\u{10}\u{11}\u{1D}")
        try terminal.expect("10 11 1d", seconds: 5)
    }

    @Test func terminalIsLeftAsItWas() throws {
        let terminal = try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "stty raw -echo; echo ready; sleep 1"
        )
        let before = try terminal.settings()
        try terminal.expect("ready")
        _ = try terminal.finish()
        let after = try terminal.settings()
        #expect(before == after)
    }

    @Test func closedWindowLeavesNoProcess() throws {
        let mark = Processes.uniqueSeconds()
        let terminal = try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "trap '' HUP; sleep \(mark) & sleep \(mark)"
        )
        try eventually("it runs") { try Processes.mention(mark) }
        terminal.close()
        try eventually("it is gone", seconds: 15) { try !Processes.mention(mark) }
    }

    @Test func enterIsALoginShellThatTakesItsExitCodeAlong() throws {
        let terminal = try Terminal(box.host, "enter", box.name)
        try terminal.send("echo shell-$((40 + 2)) $ALCOVE_BOX; pwd; exit 5\n")
        try terminal.expect("shell-42 \(box.name)")
        try terminal.expect(box.host.home)
        #expect(try terminal.finish().end == .exited(5))
    }

    @Test func shellHasJobControl() throws {
        let terminal = try Terminal(box.host, "enter", box.name)
        try terminal.send("sleep 1000\n")
        usleep(500_000)
        try terminal.send("\u{1A}")
        try terminal.expect("Stopped")
        try terminal.send("kill -KILL %1; sleep 0.2; exit\n")
        _ = try terminal.finish()
    }

    @Test func terminalHasAName() throws {
        let terminal = try Terminal(box.host, "run", box.name, "--", "tty")
        try terminal.expect("/dev/pts/")
    }

    @Test func muchOutputArrivesWhole() throws {
        let terminal = try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "seq 1 200000; echo the end"
        )
        let (shown, end) = try terminal.finish(seconds: 60)
        #expect(end == .exited(0))
        let wanted = (1...200_000).map { "\($0)\r\n" }.joined() + "the end\r\n"
        #expect(shown.utf8.elementsEqual(wanted.utf8), "\(shown.utf8.count) bytes")
    }
}
