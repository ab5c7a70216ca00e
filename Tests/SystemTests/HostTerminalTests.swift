import Foundation
import Testing

/// Commands of a box at a terminal.
@Suite(.lab, .sharedBox()) struct HostTerminalTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    private func terminal(_ script: String, rows: UInt16 = 24) throws -> Terminal {
        try Terminal(
            box.host,
            "run",
            box.name,
            "--",
            "alcove",
            "host",
            "--",
            "sh",
            "-c",
            script,
            rows: rows
        )
    }

    @Test func terminalIsOneOfTheHosts() throws {
        let test = "for n in 0 1 2; do test -t $n && echo is-$n; done; stty size; exit 6"
        let (shown, end) = try terminal(test, rows: 33).finish()
        #expect(shown == "is-0\r\nis-1\r\nis-2\r\n33 80\r\n")
        #expect(end == .exited(6))
    }

    @Test func keysAndTheWindowsSizePass() throws {
        let script = """
            trap 'stty size' WINCH; echo ready; while ! read -r a; do :; done; echo "got $a"
            """
        let terminal = try terminal(script)
        try terminal.expect("ready")
        try terminal.resize(rows: 11, columns: 44)
        try terminal.expect("11 44")
        try terminal.send("hello\n")
        try terminal.expect("got hello")
        #expect(try terminal.finish().end == .exited(0))
    }

    @Test func interruptReachesTheCommand() throws {
        // A signal between the fork of a shell's command and its exec is the shell's own handler's,
        // and lost to the command: one that sleeps for long would keep the shell from its trap.
        let script = "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.05; done"
        let terminal = try terminal(script)
        try terminal.expect("ready")
        try terminal.send("\u{3}")
        try terminal.expect("caught")
        #expect(try terminal.finish().end == .exited(9))
    }

    @Test func windowThatIsClosedHangsUp() throws {
        let mark = box.host.home + "/hung-up"
        let script = "trap 'echo gone >\(mark); exit' HUP; echo ready; while :; do sleep 0.05; done"
        let terminal = try terminal(script)
        try terminal.expect("ready")
        terminal.close()
        try eventually("the command is told") { FileManager.default.fileExists(atPath: mark) }
    }

    @Test func theLastOfTheOutputIsShown() throws {
        for _ in 0..<10 {
            let (shown, _) = try terminal("seq 5000").finish()
            #expect(shown.hasSuffix("4999\r\n5000\r\n"))
            #expect(shown.split(separator: "\r\n").count == 5000)
        }
    }

    @Test func jobsAreStoppedAndContinued() throws {
        let shell = try Terminal(box.host, "run", box.name, "--", "sh", "-i")
        try shell.send("PS1='> '\n")
        try shell.expect("\n> ")
        try shell.send("alcove host -- sh -c 'echo re''ady; read a; echo \"got $a\"'\n")
        try shell.expect("ready")
        try shell.send("\u{1A}")
        try shell.expect("Stopped")
        try shell.send("fg\n")
        try shell.expect("alcove host")
        try shell.send("hello\n")
        try shell.expect("got hello")
        // Keys that come before the command's end are the command's.
        try shell.expect("\n> ")
        try shell.send("exit 4\n")
        #expect(try shell.finish().end == .exited(4))
    }
}
