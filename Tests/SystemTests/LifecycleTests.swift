import Foundation
import Testing

@Suite(.lab) struct LifecycleTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func stoppedBoxStartsWhenItIsUsed() throws {
        let box = try host.box()
        try host.alcove("start", box).expect()
        try host.alcove("stop", box).expect()
        try host.alcove("run", box, "--", "echo", "up").expect("up\n")
    }

    @Test func startAndStopTwiceIsNoFailure() throws {
        let box = try host.box()
        for _ in 1...2 { try host.alcove("start", box).expect() }
        for _ in 1...2 { try host.alcove("stop", box).expect() }
    }

    @Test func restartKeepsTheFiles() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "sh", "-c", "echo kept >/var/tmp/file").expect()
        try host.alcove("restart", box).expect()
        try host.alcove("run", box, "--", "cat", "/var/tmp/file").expect("kept\n")
    }

    @Test func stopsWithinTwoSecondsWithSessionsOpen() throws {
        let box = try host.box()
        let children = try (0..<3).map { _ in
            try host.start([
                "run", box, "--", "sh", "-c", "trap '' TERM HUP; while :; do sleep 1; done",
            ])
        }
        try host.alcove("run", box, "--", "true").expect()
        let clock = ContinuousClock()
        let before = clock.now
        try host.alcove("stop", box).expect()
        #expect(clock.now - before < .seconds(2))
        for child in children { #expect(try child.wait(seconds: 5) != .exited(0)) }
    }

    @Test func renamedBoxIsTheSameBox() throws {
        let box = try host.box()
        let other = host.name()
        try host.alcove("run", box, "--", "touch", "/var/tmp/kept").expect()
        try host.alcove("rename", box, other).expect()
        #expect(try host.listed() == [other])
        #expect(try EngineSocket.containers().contains(other))
        try host.alcove("run", other, "--", "sh", "-c", "ls /var/tmp/kept; echo $ALCOVE_BOX")
            .expect("/var/tmp/kept\n\(other)\n")
        // The box ran all the while.
        try host.alcove("run", other, "--", "head", "-n", "1", "/run/.alcoveenv")
            .expect("name=\(other)\n")
        try host.alcove("run", box, "--", "true").expectError(exit: 125, mentioning: box)
    }

    @Test func renameToATakenNameIsRefused() throws {
        let (one, other) = (try host.box(), try host.box())
        try host.alcove("rename", one, other).expectError(mentioning: other)
        #expect(try host.listed() == [one, other])
    }

    @Test func runningBoxIsRemovedByForceOnly() throws {
        let box = try host.box()
        try host.alcove("start", box).expect()
        try host.alcove("rm", "--yes", box).expectError(mentioning: box)
        try host.alcove("rm", "--force", "--yes", box).expect()
        #expect(try host.listed().isEmpty)
        #expect(try !EngineSocket.containers().contains(box))
        #expect(!FileManager.default.fileExists(atPath: "\(Lab.runtime)/alcove/boxes/\(box)"))
    }

    @Test func batchGoesOnPastAFailure() throws {
        let (one, other) = (try host.box(), try host.box())
        try host.alcove("rm", "--yes", one, "ghost", other).expectError(mentioning: "ghost")
        #expect(try host.listed().isEmpty)
    }

    @Test func allMeansAllOfMine() throws {
        for _ in 1...2 { _ = try host.box() }
        try host.alcove("start", "--all").expect()
        try host.alcove("stop", "--all").expect()
        try host.alcove("rm", "--all", "--yes").expect()
        #expect(try host.listed().isEmpty)
    }

    @Test func twentyFirstEntriesAtOnceStartItOnce() throws {
        let box = try host.box(from: .busybox, "--on-start", "echo started >>~/starts")
        let children = try (0..<20).map { _ in
            try host.start(["run", box, "--", "sh", "-c", "exit 2"])
        }
        for child in children { #expect(try child.wait(seconds: 60) == .exited(2)) }
        #expect(try String(contentsOfFile: host.home + "/starts", encoding: .utf8) == "started\n")
    }

    @Test func tryLeavesNothingOnAnyWayOut() throws {
        let before = try EngineSocket.containers()
        let image = try TestImage.busybox.reference
        try host.alcove("try", image, "--", "sh", "-c", "echo inside; exit 8").expect(
            "inside\n",
            exit: 8
        )
        let child = try host.start(["try", image, "--", "sleep", "1000"])
        usleep(700_000)
        child.send(SIGTERM)
        _ = try child.wait(seconds: 20)
        #expect(try host.listed().isEmpty)
        #expect(
            try EngineSocket.containers().subtracting(before).filter { $0.contains("try") }.isEmpty
        )
    }

    @Test func boxIsEnteredWithoutANameWhereThereIsOne() throws {
        let box = try host.box()
        let terminal = try Terminal(host, "enter")
        try terminal.send("echo in-$ALCOVE_BOX; exit\n")
        try terminal.expect("in-\(box)")
    }

    @Test func showAndLogsTellOfTheBox() throws {
        let box = try host.box()
        try host.alcove("start", box).expect()
        let shown = try host.alcove("show", box, "--json")
        let json = try JSONSerialization.jsonObject(with: Data(shown.stdout))
        #expect(json is [String: Any])
        #expect(text(try host.alcove("show", box).stdout).contains(box))
        let logs = try host.alcove("logs", box)
        #expect(logs.status == 0, "\(logs)")
    }
}
