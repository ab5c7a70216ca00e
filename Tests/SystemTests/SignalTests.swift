import Glibc
import Testing

/// Signals reach the command, and a caller that goes takes it along.
@Suite(.lab, .sharedBox()) struct SignalTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2])
    func signalsReachTheCommand(_ signal: Int32) throws {
        let (reading, writing) = try pipe()
        defer { close(reading) }
        let child = try box.host.start(
            [
                "run", box.name, "--", "sh", "-c",
                "trap 'echo caught; exit 33' \(signal); echo ready; while :; do sleep 0.05; done",
            ],
            streams: [.file("/dev/null"), .descriptor(writing), .file("/dev/null")]
        )
        close(writing)
        #expect(try line(from: reading) == "ready")
        child.send(signal)
        #expect(try line(from: reading) == "caught")
        #expect(try child.wait(seconds: 10) == .exited(33))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
    func commandThatDiesOfASignalIsReportedSo(_ signal: Int32) throws {
        let (child, mark) = try sleeper()
        if signal == SIGKILL {
            try Processes.kill(sleeping: mark)
        } else {
            child.send(signal)
        }
        let end = try child.wait(seconds: 10)
        #expect(end == .exited(128 + signal) || end == .signaled(signal))
    }

    @Test func killedCallerEndsTheCommand() throws {
        let (child, mark) = try sleeper()
        child.send(SIGKILL)
        _ = try child.wait(seconds: 5)
        try expectGone(mark)
    }

    @Test func killedCallerEndsWhatIgnoresHangup() throws {
        let (child, mark) = try sleeper("trap '' HUP TERM; exec sleep")
        child.send(SIGKILL)
        _ = try child.wait(seconds: 5)
        try expectGone(mark)
    }

    @Test func killedCallerEndsWhatLeftTheSessionOfOneThatIgnoresHangup() throws {
        let (child, mark) = try sleeper("trap '' HUP TERM; setsid sleep", "& wait")
        child.send(SIGKILL)
        _ = try child.wait(seconds: 5)
        try expectGone(mark)
    }

    @Test func stoppedCallerStopsTheCommand() throws {
        let (child, mark) = try sleeper()
        child.send(SIGTSTP)
        try eventually("the command is stopped") { try state(of: mark) == "T" }
        child.send(SIGCONT)
        try eventually("the command goes on") { try state(of: mark) != "T" }
        child.send(SIGTERM)
        _ = try child.wait(seconds: 10)
        try expectGone(mark)
    }

    @Test func detachedCommandStays() throws {
        let mark = Processes.uniqueSeconds()
        try box.host.alcove("run", "--detach", box.name, "--", "sleep", mark).expect()
        try eventually("'sleep \(mark)' runs") { try isRunning(mark) }
        usleep(300_000)
        #expect(try isRunning(mark))
        try Processes.kill(sleeping: mark)
    }

    /// A command that sleeps under a number that is its own, and runs.
    private func sleeper(
        _ begin: String = "exec sleep",
        _ end: String = ""
    ) throws -> (child: Child, mark: String) {
        let mark = Processes.uniqueSeconds()
        let child = try box.host.start([
            "run", box.name, "--", "sh", "-c", "\(begin) \(mark) \(end)",
        ])
        try eventually("'sleep \(mark)' runs") { try isRunning(mark) }
        return (child, mark)
    }

    private func isRunning(_ mark: String) throws -> Bool {
        try state(of: mark) != nil
    }

    private func expectGone(_ mark: String) throws {
        try eventually("'sleep \(mark)' is gone", seconds: 15) { try !isRunning(mark) }
    }

    /// The state letter of the sleeper, read from outside of the box.
    private func state(of mark: String) throws -> Character? {
        try Processes.sleeping(mark)?.state
    }
}
