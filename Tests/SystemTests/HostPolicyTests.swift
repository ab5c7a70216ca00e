import Foundation
import Testing

/// Who may run what, and what becomes of a host's side that ends.
@Suite(.lab) struct HostPolicyTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func listPermitsWhatItNames() throws {
        let box = try host.box(from: .busybox, "--host-commands", "uname,/usr/bin/printf")
        func run(_ words: String...) throws -> Outcome {
            try host.alcove(["run", box, "--", "alcove", "host"] + words)
        }
        try run("uname").expect("Linux\n")
        try run("--", "/usr/bin/printf", "x").expect("x")
        try run("printf", "x").expect("x")
        try run("id").expectError(exit: 126, mentioning: "'id'", box, "--host-commands")
        try run("/bin/sh", "-c", "id").expectError(exit: 126, mentioning: "/bin/sh")
        try run("-e", "LD_PRELOAD=/x", "uname").expectError(exit: 126, mentioning: "variables")
        try host.alcove("run", box, "--", "alcove", "list")
            .expectError(exit: 126, mentioning: "alcove")
        let shown = try host.alcove("show", box)
        #expect(text(shown.stdout).contains("uname,/usr/bin/printf"), "\(shown)")
    }

    private static let journal = "/run/systemd/journal/socket"

    @Test(.disabled(if: FileManager.default.fileExists(atPath: journal), "the journal has it"))
    func denialIsKeptOnTheHost() throws {
        let box = try host.box(from: .busybox, "--host-commands", "none")
        try host.alcove("run", box, "--", "alcove", "host", "--", "id", "a\u{1B}b")
            .expectError(exit: 126)
        let file = "\(host.home)/.local/state/alcove/host.log"
        let log = try String(contentsOfFile: file, encoding: .utf8)
        #expect(log.contains("box '\(box)': denied on the host: id a\\u{1B}b\n"), "\(log)")
    }

    @Test func homeOfItsOwnPermitsNothingUnlessTold() throws {
        let apart = try host.box(from: .busybox, "--home", "private")
        try host.alcove("run", apart, "--", "alcove", "host", "true").expectError(exit: 126)
        let told = try host.box(from: .busybox, "--home", "private", "--host-commands", "all")
        try host.alcove("run", told, "--", "alcove", "host", "true").expect()
        // A directory of that home has its place on the host.
        try host.alcove("run", told, "--", "sh", "-c", "mkdir d; cd d; alcove host -- pwd")
            .expect("\(host.home)/.local/share/alcove/homes/\(told)/d\n")
    }

    @Test(arguments: ["a b", "", "none,id", "../x"])
    func wordsThatNameNoCommandAreRefused(_ words: String) throws {
        try host.alcove("create", host.name(), "--host-commands", words)
            .expectError(exit: 64, mentioning: "commands of the host")
    }

    @Test func editHoldsForTheNextCall() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "alcove", "host", "true").expect()
        try host.alcove("edit", box, "--host-commands", "none").expect()
        try host.alcove("run", box, "--", "alcove", "host", "true").expectError(exit: 126)
        try host.alcove("edit", box, "--unset", "host-commands").expect()
        try host.alcove("run", box, "--", "alcove", "host", "true").expect()
    }

    @Test func renamedBoxIsKnownByItsNewName() throws {
        let box = try host.box()
        try host.alcove("start", box).expect()
        let other = host.name()
        try host.alcove("rename", box, other).expect()
        try host.alcove("run", other, "--", "alcove", "run", "--", "sh", "-c", "echo $ALCOVE_BOX")
            .expect("\(other)\n")
    }

    /// The process that serves a box of this host.
    private func service(_ box: String) throws -> Int {
        let shown = try host.alcove("show", "--json", box)
        let json = try JSONSerialization.jsonObject(with: Data(shown.stdout)) as? [String: Any]
        let id = json?["id"] as? String ?? "?"
        let found = try Processes.all().first { process in
            process.words.contains("host-service") && process.words.contains { $0.contains(id) }
        }
        return try #require(found?.pid)
    }

    @Test func serviceThatWasKilledComesBackWithTheNextSession() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "alcove", "host", "true").expect()
        let first = try service(box)
        kill(pid_t(first), SIGKILL)
        try eventually("it is gone") { kill(pid_t(first), 0) != 0 }
        // The session itself has it come back, and its command waits for that.
        try host.alcove("run", box, "--", "alcove", "host", "true").expect()
        #expect(try service(box) != first)
    }

    @Test func serviceEndsWithItsBoxAndComesWithIt() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "alcove", "host", "true").expect()
        let first = try service(box)
        try host.alcove("stop", box).expect()
        try eventually("it is gone") { kill(pid_t(first), 0) != 0 }
        try host.alcove("run", box, "--", "alcove", "host", "true").expect()
        try host.alcove("restart", box).expect()
        try host.alcove("run", box, "--", "alcove", "host", "true").expect()
        // What is to come behind the box's end would end with it, if it was called there.
        for words in [["restart"], ["edit", "--force", "--env", "A=1"]] {
            try host.alcove(
                ["run", box, "--", "alcove"] + words.prefix(1) + [box] + words.dropFirst()
            )
            .expectError(mentioning: "would be ended", "on the host")
        }
        let second = try service(box)
        try host.alcove("rm", "--force", "--yes", box).expect()
        try eventually("it is gone") { kill(pid_t(second), 0) != 0 }
    }

    @Test func onStartCommandReachesTheHost() throws {
        let box = try host.box(from: .busybox, "--on-start", "alcove host -- touch started")
        try host.alcove("start", box).expect()
        try eventually("the file is there") {
            FileManager.default.fileExists(atPath: "\(host.home)/started")
        }
    }

    @Test func onTheHostTheCommandJustRuns() throws {
        try host.alcove("host", "--", "sh", "-c", "echo $A; exit 3", environment: host.environment)
            .expect("\n", exit: 3)
        try host.alcove("host", "-e", "A=1", "-w", "/usr", "sh", "-c", "echo $A; pwd")
            .expect("1\n/usr\n")
        try host.alcove("host", "--", "no-such-command")
            .expectError(exit: 127, mentioning: "no-such-command")
        try host.alcove("host").expectError(exit: 64)
    }
}
