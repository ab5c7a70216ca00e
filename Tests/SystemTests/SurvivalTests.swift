import Foundation
import Testing

/// Boxes work where other tools need the session, the environment or their own installation.
@Suite(.lab) struct SurvivalTests {
    let host: Host

    init() throws { host = try Host() }

    @Test(arguments: [
        ["XDG_RUNTIME_DIR"], ["DBUS_SESSION_BUS_ADDRESS"],
        ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"],
        ["USER", "LOGNAME", "SHELL", "LANG", "PATH"],
    ])
    func withoutVariables(_ missing: [String]) throws {
        var environment = host.environment
        for name in missing { environment[name] = nil }
        let name = host.name()
        try host.alcove(
            "create",
            name,
            "--bare",
            "-i",
            TestImage.busybox.reference,
            environment: environment
        ).expect("\(name)\n")
        try host.alcove("run", name, "--", "id", "-un", environment: environment)
            .expect("\(Lab.user)\n")
        // And the same box with them.
        try host.alcove("run", name, "--", "id", "-un").expect("\(Lab.user)\n")
    }

    @Test func withoutAnyVariable() throws {
        // The home is then the account's own, where the records of these boxes are not: only what needs none.
        try host.alcove("--version", environment: [:]).expectSilence()
        let outcome = try host.alcove("run", "ghost", "--", "true", environment: [:])
        outcome.expectError(exit: 125, mentioning: "ghost")
    }

    @Test func withNothingButAHome() throws {
        let box = try host.box()
        var environment = ["HOME": host.home]
        environment["ALCOVE_ENGINE"] = Lab.variable("ALCOVE_ENGINE")
        try host.alcove("run", box, "--", "sh", "-c", "exit 6", environment: environment).expect(
            exit: 6
        )
    }

    @Test func toolMovesAndOldBoxesWork() throws {
        let first = try copyOfPrograms()
        let old = try Host(programs: first)
        let box = try old.box()
        try old.alcove("run", box, "--", "true").expect()
        try old.alcove("stop", box).expect()
        try FileManager.default.removeItem(atPath: first)

        // The other one has the records of the first.
        let moved = try copyOfPrograms()
        defer { try? FileManager.default.removeItem(atPath: moved) }
        let outcome = try old.run(
            ["\(moved)/alcove", "run", box, "--", "echo", "still here"],
            stdin: [],
            environment: old.environment.map { Array("\($0)=\($1)".utf8) }
        )
        outcome.expect("still here\n")
        _ = try old.run(
            ["\(moved)/alcove", "rm", "--force", "--yes", box],
            stdin: [],
            environment: old.environment.map { Array("\($0)=\($1)".utf8) }
        )
    }

    @Test func boxStartsByTheEngineAlone() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "touch", "/var/tmp/kept").expect()
        try host.alcove("stop", box).expect()
        try EngineSocket.start(box)
        try host.alcove("run", box, "--", "ls", "/var/tmp/kept").expect("/var/tmp/kept\n")
        // In a box of a rootless engine the engine's own exec lands as the user, at home.
        let uid = Lab.isPodman ? Lab.uid : 0
        try engine("exec", box, "sh", "-c", "ls /var/tmp/kept; id -u")
            .expect("/var/tmp/kept\n\(uid)\n")
        try EngineSocket.stop(box)
        try host.alcove("run", box, "--", "echo", "again").expect("again\n")
    }

    @Test(.rootless) func podmanStartAndExec() throws {
        let box = try host.box()
        try engine("start", box).expect("\(box)\n")
        try engine("exec", box, "echo", "inside").expect("inside\n")
        try host.alcove("run", box, "--", "echo", "too").expect("too\n")
        try engine("stop", "--time", "3", box).expect("\(box)\n")
    }

    @Test func brokenBoxIsRescuedAndMends() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "true").expect()
        try engine("exec", "--user", "0", box, "sh", "-c", "echo nonsense >/.alcove/setup").expect()
        try host.alcove("stop", box).expect()
        let outcome = try host.alcove("run", box, "--", "true")
        #expect(outcome.status == 125 && outcome.stdout.isEmpty, "\(outcome)")
        #expect(text(outcome.stderr).contains("alcove-init: error: "), "\(outcome)")
        #expect(text(outcome.stderr).contains("--rescue"), "\(outcome)")

        let terminal = try Terminal(host, "enter", "--rescue", box)
        try terminal.expect("does not answer")
        try terminal.send("echo rescued-$((2 + 2)); exit 3\n")
        try terminal.expect("rescued-4")
        #expect(try terminal.finish().end == .exited(3))

        // The next start as usual lays out what was broken.
        try host.alcove("stop", box).expect()
        try host.alcove("run", box, "--", "echo", "well").expect("well\n")
    }

    @Test(.rootless) func boxWhoseAgentHangsIsToldAndRescued() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "true").expect()
        let agent = try EngineSocket.pid(of: box)
        try stopping(agent) {
            try host.alcove("run", box, "--", "true", seconds: 60)
                .expectError(exit: 125, mentioning: "did not answer")
            let rescued = try host.alcove("enter", "--rescue", box, stdin: "echo rescued\n")
            rescued.expect("rescued\n")
            #expect(text(rescued.stderr).contains("not answer"), "\(rescued)")
        }
        try host.alcove("run", box, "--", "echo", "well").expect("well\n")
    }

    @Test(.rootless) func boxThatItsEngineLostIsNotCalledStopped() throws {
        let box = try host.box()
        try host.alcove("run", "--root", box, "--", "touch", "/etc/kept").expect()
        let monitor = try engine("inspect", "--format", "{{.State.ConmonPid}}", box)
        kill(try #require(pid_t(text(monitor.stdout).dropLast())), SIGKILL)
        let outcome = try host.alcove("stop", box)
        // Podman 5 notices that it ended; Podman 4 never does.
        if outcome.status == 0 {
            try host.alcove("run", box, "--", "ls", "/etc/kept").expect("/etc/kept\n")
        } else {
            outcome.expectError(mentioning: box, "stopping", "alcove clone")
        }
        let copy = host.name("copy")
        try host.alcove("clone", box, copy).expect("\(copy)\n")
        try host.alcove("run", copy, "--", "ls", "/etc/kept").expect("/etc/kept\n")
        try host.alcove("rm", "--force", box).expect()
    }

    /// Runs the body while a process is stopped; the one that the engine calls the box's first.
    private func stopping(_ agent: Int32, _ body: () throws -> Void) throws {
        let isOurs = kill(agent, SIGSTOP) == 0
        try #require(isOurs, "the agent \(agent) cannot be stopped")
        defer { kill(agent, SIGCONT) }
        try body()
    }

    @Test func brokenConfigurationWarnsAndGoesOn() throws {
        let folder = host.home + "/.config/alcove"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("no-such-key = 1\n".utf8).write(to: URL(filePath: folder + "/config.toml"))
        let box = try host.box()
        let outcome = try host.alcove("run", box, "--", "echo", "on")
        #expect(outcome.status == 0 && text(outcome.stdout) == "on\n", "\(outcome)")
        #expect(text(outcome.stderr).contains("config.toml:1"), "\(outcome)")
    }

    @Test func engineThatIsNotThereIsAnErrorInBoundedTime() throws {
        let box = host.name()
        let missing = "unix://\(host.home)/none.sock"
        try host.alcove("--engine", missing, "create", box, "-i", "x", seconds: 15)
            .expectError(mentioning: "none.sock")
    }

    @Test func doctorFindsNothingWrongHere() throws {
        let outcome = try host.alcove("doctor")
        #expect(outcome.status == 0, "\(outcome)")
    }

    /// The engine's own command line.
    private func engine(_ words: String...) throws -> Outcome {
        var environment = host.environment
        // Podman's own files are where the lab says, not in the home of a test.
        environment["HOME"] = Lab.home
        return try host.run(
            ["/usr/bin/env", Lab.isPodman ? "podman" : "docker"] + words,
            stdin: [],
            environment: environment.map { Array("\($0)=\($1)".utf8) }
        )
    }

    /// A folder with both programs, as an installation has them.
    private func copyOfPrograms() throws -> String {
        let folder = "\(host.home)/programs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for program in ["alcove", "alcove-init"] {
            try FileManager.default.copyItem(
                atPath: "\(Lab.programs)/\(program)",
                toPath: "\(folder)/\(program)"
            )
        }
        return folder
    }
}
