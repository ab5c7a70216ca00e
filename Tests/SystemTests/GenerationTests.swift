import Foundation
import Testing

/// A box goes on and back, and is never lost.
@Suite(.lab) struct GenerationTests {
    let host: Host

    init() throws { host = try Host() }

    private func box(_ options: String...) throws -> String {
        let name = host.name()
        try host.alcove(
            ["create", name, "--bare", "-i", try TestImage.busybox.reference] + options
        ).expect("\(name)\n")
        return name
    }

    private func write(_ text: String, in box: String) throws {
        try host.alcove("run", "--root", box, "--", "sh", "-c", "echo \(text) >/etc/state").expect()
    }

    private func state(of box: String) throws -> String {
        text(try host.alcove("run", box, "--", "cat", "/etc/state").stdout)
    }

    @Test func backAndForth() throws {
        let box = try box()
        try write("one", in: box)
        try host.alcove("edit", box, "--env", "A=1").expect()
        try write("two", in: box)
        try host.alcove("run", box, "--", "sh", "-c", "echo both >~/kept-\(box)").expect()
        try host.alcove("rollback", "-q", box).expect()
        #expect(try state(of: box) == "one\n")
        // The home is in no generation.
        try host.alcove("run", box, "--", "sh", "-c", "cat ~/kept-\(box); echo ${A-none}")
            .expect("both\nnone\n")
        try host.alcove("rollback", "-q", box).expect()
        #expect(try state(of: box) == "two\n")
        #expect(try host.listed() == [box])
        let number = text(try host.alcove("snapshot", box, "-m", "safe").stdout)
        #expect(number == "3\n")
        try write("three", in: box)
        let files = text(try host.alcove("diff", box, "3", "1").stdout)
        #expect(files.contains("/etc/state\n"), "\(files)")
        try host.alcove("rollback", "-q", box, "3").expect()
        #expect(try state(of: box) == "two\n")
        let other = host.name("other")
        try host.alcove("rename", box, other).expect()
        #expect(try state(of: other) == "two\n")
        try host.alcove("rm", "--force", other).expect()
        let left = try EngineSocket.containers()
        #expect(!left.contains { $0.hasPrefix(box) || $0.hasPrefix(other) })
        #expect(try !EngineSocket.images().contains { $0.contains("alcove/state:") })
    }

    @Test func openSessionsAreNotEndedByARollback() throws {
        let box = try box()
        try host.alcove("edit", box, "--env", "A=1").expect()
        let seconds = Processes.uniqueSeconds()
        let session = try host.start(["run", box, "--", "sleep", seconds])
        try eventually("the session is open") { try Processes.sleeping(seconds) != nil }
        try host.alcove("rollback", box).expectError(mentioning: box, "--force")
        try host.alcove("rollback", "-q", "--force", box).expect()
        _ = try session.wait(seconds: 10)
        #expect(try state(ofRunning: box) == "running")
    }

    /// Killed at any moment, the next command finds the box.
    @Test func killedAtAnyMomentOfARollbackTheBoxIsThere() throws {
        let box = try box()
        try write("one", in: box)
        try host.alcove("edit", box, "--env", "A=1").expect()
        for _ in 0..<15 {
            let child = try host.start(["rollback", "--force", box])
            usleep(UInt32.random(in: 2_000...500_000))
            child.send(SIGKILL)
            _ = try child.wait(seconds: 10)
            #expect(try state(of: box) == "one\n")
        }
        _ = try host.alcove("doctor", "--fix")
        let names = try EngineSocket.containers().filter { $0.hasPrefix(box) }.sorted()
        #expect(names.count == 2 && names.first == box, "\(names)")
    }

    private func state(ofRunning box: String) throws -> String {
        let outcome = try host.alcove("show", "--json", box)
        let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout)) as? [String: Any]
        return json?["state"] as? String ?? ""
    }
}
