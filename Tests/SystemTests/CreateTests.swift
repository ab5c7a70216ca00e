import Foundation
import Testing

@Suite(.lab) struct CreateTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func newBoxIsListedAndHasItsOwnNameInTheEngine() throws {
        let box = try host.box()
        #expect(try host.listed() == [box])
        #expect(try EngineSocket.containers().contains(box))
    }

    @Test func nameIsTakenOnce() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "touch", "/var/tmp/kept").expect()
        try host.alcove("create", box, "--bare", "-i", TestImage.busybox.reference)
            .expectError(mentioning: box)
        try host.alcove("run", box, "--", "ls", "/var/tmp/kept").expect("/var/tmp/kept\n")
    }

    @Test func dryRunMakesNothing() throws {
        let name = host.name()
        let outcome = try host.alcove(
            "create",
            name,
            "--bare",
            "--dry-run",
            "-i",
            TestImage.busybox.reference
        )
        #expect(outcome.status == 0 && text(outcome.stdout).contains(name), "\(outcome)")
        #expect(try host.listed().isEmpty)
        #expect(try !EngineSocket.containers().contains(name))
    }

    @Test(arguments: ["a/b", "a b", ".hidden", "é", String(repeating: "n", count: 64)])
    func refusesWhatIsNoName(_ name: String) throws {
        let outcome = try host.alcove("create", name, "--bare", "-i", TestImage.busybox.reference)
        #expect(outcome.status == 64 && outcome.stdout.isEmpty, "\(outcome)")
        #expect(try host.listed().isEmpty)
    }

    @Test func missingImageLeavesNothing() throws {
        let name = host.name()
        let image = "localhost/alcove-test/none:1"
        try host.alcove("create", name, "--bare", "--pull", "never", "-i", image)
            .expectError(mentioning: image)
        try expectNothing(of: name)
    }

    @Test func brokenArchiveLeavesNothing() throws {
        let name = host.name()
        let archive = host.home + "/broken.tar"
        try Data("this is no archive".utf8).write(to: URL(filePath: archive))
        try host.alcove("create", name, "--bare", "-i", archive).expectError(
            mentioning: "broken.tar"
        )
        try expectNothing(of: name)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP], [20, 100, 300])
    func interruptedLeavesNothing(_ signal: Int32, after milliseconds: UInt32) throws {
        let name = host.name()
        let child = try host.start(
            ["create", name, "--bare", "-i", TestImage.archive("trixie.tar.zst")]
        )
        usleep(milliseconds * 1000)
        child.send(signal)
        let end = try child.wait(seconds: 20)
        if end == .exited(0) {
            // The image was there already, and the box made before the signal came.
            try host.alcove("rm", name).expect()
        } else {
            #expect(end == .exited(128 + signal) || end == .signaled(signal))
        }
        try expectNothing(of: name)
    }

    @Test func creatingAndRemovingAtOnceDoesNoHarm() throws {
        let name = host.name()
        let image = try TestImage.busybox.reference
        let children = try (0..<12).map { turn in
            try host.start(
                turn.isMultiple(of: 2)
                    ? ["create", name, "--bare", "-i", image] : ["rm", "--force", "--yes", name]
            )
        }
        for child in children { _ = try child.wait(seconds: 60) }
        // Whatever came last, the box is whole or gone.
        if try host.listed() == [name] {
            try host.alcove("run", name, "--", "true").expect()
            try host.alcove("rm", "--force", "--yes", name).expect()
        }
        try expectNothing(of: name)
    }

    @Test func failsWithoutATerminalWhereItWouldAsk() throws {
        let outcome = try host.alcove("enter")
        #expect(outcome.status != 0 && outcome.stdout.isEmpty, "\(outcome)")
        #expect(text(outcome.stderr).contains("hint: "), "\(outcome)")
    }

    private func expectNothing(of name: String) throws {
        #expect(try host.listed().isEmpty)
        #expect(try EngineSocket.containers().filter { $0.hasPrefix(name) }.isEmpty)
    }
}
