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
        let id = try EngineSocket.labels(of: other)["dev.alcove.id"] ?? "?"
        try host.alcove("rm", "--force", other).expect()
        let left = try EngineSocket.containers()
        #expect(!left.contains { $0.hasPrefix(box) || $0.hasPrefix(other) })
        #expect(try !EngineSocket.images().contains { $0.contains(id) })
    }

    @Test func openSessionsAreNotEndedByARollback() throws {
        let box = try box()
        try host.alcove("edit", box, "--env", "A=1").expect()
        let session = try host.session(in: box)
        try host.alcove("rollback", box).expectError(mentioning: box, "--force")
        try host.alcove("rollback", "-q", "--force", box).expect()
        _ = try session.wait(seconds: 10)
        #expect(try state(ofRunning: box) == "running")
        // What the engine itself runs there is somebody's, too.
        try EngineSocket.exec(["sleep", "1000"], in: box)
        try host.alcove("rollback", box).expectError(mentioning: box, "--force")
        try host.alcove("rollback", "-q", "--force", box).expect()
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

extension Host {
    /// A session that is open until it is ended: the agent knows of it.
    fileprivate func session(in box: String) throws -> Child {
        let session = try start(["run", box, "--", "sleep", "1000"])
        try eventually("the session is open") {
            text(try alcove("show", box).stdout).contains("  sleep 1000  ")
        }
        return session
    }
}

/// A box is upgraded in a copy of itself, by a package manager that is a script in the box.
@Suite(.lab) struct UpgradeTests {
    let host: Host
    private let environment: [String: String]

    init() throws {
        host = try Host()
        environment = try host.tinyProfile()
    }

    /// A box whose upgrade is that script.
    private func box(upgrade script: String = "echo tiny 2 >/etc/tiny") throws -> String {
        let box = try host.box()
        try host.alcove("run", "--root", box, "--", "sh", "-c", "echo tiny 1 >/etc/tiny").expect()
        try host.write(upgrade: script, in: box)
        return box
    }

    private func alcove(_ words: String...) throws -> Outcome {
        try host.alcove(words, environment: environment, seconds: 120)
    }

    private func version(in box: String) throws -> String {
        text(try host.alcove("run", box, "--", "cat", "/etc/tiny").stdout)
    }

    @Test func anUpgradeTakesThePlaceAndCanBeTakenBack() throws {
        let box = try box()
        let news = try alcove("upgrade", "--check", "-q", box)
        #expect(news.status == 100 && text(news.stdout) == "~ tiny 1 -> 2\n", "\(news)")
        #expect(try version(in: box) == "tiny 1\n")
        try alcove("upgrade", "-q", box).expect()
        #expect(try version(in: box) == "tiny 2\n")
        let difference = text(try alcove("diff", box).stdout)
        #expect(difference.hasPrefix("~ tiny 1 -> 2\n"), "\(difference)")
        #expect(difference.contains("~ /etc/tiny\n"), "\(difference)")
        try alcove("rollback", "-q", box).expect()
        #expect(try version(in: box) == "tiny 1\n")
        #expect(text(try alcove("upgrade", "--all").stderr).contains("was taken back"))
        #expect(try version(in: box) == "tiny 1\n")
    }

    @Test func aBoxInUseGetsItAtTheEndOfItsLastSession() throws {
        let box = try box()
        let session = try host.session(in: box)
        let told = text(try alcove("upgrade", box).stderr)
        #expect(told.contains("when its sessions end"), "\(told)")
        #expect(try version(in: box) == "tiny 1\n")
        #expect(text(try alcove("show", box).stdout).contains("  sleep 1000  "))
        session.send(SIGTERM)
        _ = try session.wait(seconds: 10)
        try eventually("the staged generation is live", seconds: 20) {
            text(try alcove("history", "--json", box).stdout).contains("\"live\" : 2")
        }
        #expect(try version(in: box) == "tiny 2\n")
    }

    /// A logout takes the socket away: who cannot be reached by it is in the box all the same.
    @Test func aSessionBehindASocketThatIsGoneIsHeeded() throws {
        let box = try box()
        let session = try host.session(in: box)
        let id = try EngineSocket.labels(of: box)["dev.alcove.id"] ?? "?"
        let folder = "\(Lab.runtime)/alcove/boxes/\(id)"
        try FileManager.default.removeItem(atPath: folder)
        try host.alcove("edit", box, "--env", "A=1").expectError(mentioning: box, "--force")
        try FileManager.default.removeItem(atPath: folder)
        let told = text(try alcove("upgrade", box).stderr)
        #expect(told.contains("when its sessions end"), "\(told)")
        // Of boxes that others have with the same runtime directory, a checkup leaves the sockets alone.
        _ = try Host().alcove("doctor", "--fix")
        #expect(FileManager.default.fileExists(atPath: folder + "/agent.sock"))
        session.send(SIGTERM)
        _ = try session.wait(seconds: 10)
    }

    /// Nobody sees the end of a detached session; who comes in next finds the generation all the same.
    @Test func aDetachedSessionsEndIsMadeUpFor() throws {
        let box = try box()
        try host.alcove(
            "run",
            "--detach",
            box,
            "--",
            "sh",
            "-c",
            "until [ -e ~/end-\(box) ]; do sleep 0.1; done"
        ).expect()
        #expect(text(try alcove("upgrade", box).stderr).contains("when its sessions end"))
        #expect(try version(in: box) == "tiny 1\n")
        try host.write("", to: "end-\(box)")
        try eventually("the session is over") {
            text(try host.alcove("show", box).stdout).contains("Session:") == false
        }
        #expect(try version(in: box) == "tiny 2\n")
    }

    @Test(arguments: ["exit 3", "rm -f /bin/sh; exit 1", "sed -i s/1/2/ /etc/tiny; kill -9 $$"])
    func whatFailsChangesNothing(_ script: String) throws {
        let box = try box(upgrade: script)
        try alcove("upgrade", box).expectError(mentioning: "/etc/upgrade", "as it was")
        #expect(try version(in: box) == "tiny 1\n")
        #expect(try EngineSocket.containers().filter { $0.hasPrefix(box) } == [box])
    }

    /// What a generation has not is not on the host while that is live.
    @Test func exportsFollowTheBox() throws {
        let box = try box(upgrade: "echo tiny 2 >/etc/tiny; rm /usr/bin/tool")
        let plant =
            "mkdir -p /usr/bin; printf '#!/bin/sh\\necho mine\\n' >/usr/bin/tool; chmod +x /usr/bin/tool"
        try host.alcove("run", "--root", box, "--", "sh", "-c", plant).expect()
        try host.alcove("export", "bin", "--box", box, "tool").expect(
            "\(host.home)/.local/bin/tool\n"
        )
        try host.alcove("stop", box).expect()
        try alcove("upgrade", "-q", box).expect()
        #expect(!FileManager.default.fileExists(atPath: host.home + "/.local/bin/tool"))
        #expect(try state(ofStopped: box) == "stopped", "it did not run")
        try alcove("rollback", "-q", box).expect()
        try host.shell(host.home + "/.local/bin/tool").expect("mine\n")
    }

    private func state(ofStopped box: String) throws -> String {
        let outcome = try host.alcove("show", "--json", box)
        let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout)) as? [String: Any]
        return json?["state"] as? String ?? ""
    }

    @Test func packagesComeAlongToAnotherImage() throws {
        let box = try box()
        #expect(try alcove("install", "-y", box, "greeting").status == 0)
        let image = try TestImage.populated.reference
        let outcome = try alcove("rebase", box, image)
        #expect(outcome.status == 1, "that image has no package manager: \(outcome)")
        #expect(try version(in: box) == "tiny 1\ngreeting 1\n")
    }

    /// Killed at any moment, the next command finds the box, upgraded or not.
    @Test func killedAtAnyMomentTheBoxIsThere() throws {
        let box = try box(upgrade: "echo tiny $(date +%s%N) >/etc/tiny")
        for _ in 0..<10 {
            let child = try host.start(["upgrade", "--now", box], environment: environment)
            usleep(UInt32.random(in: 5_000...1_200_000))
            child.send(SIGKILL)
            _ = try child.wait(seconds: 10)
            #expect(try version(in: box).hasPrefix("tiny "))
        }
        _ = try host.alcove("doctor", "--fix")
        try alcove("upgrade", "-q", "--now", box).expect()
        let count =
            text(try alcove("history", "--json", box).stdout)
            .components(separatedBy: "\"number\"").count - 1
        let containers = try EngineSocket.containers().filter { $0.hasPrefix(box) }
        #expect(containers.count == count, "\(containers)")
    }
}
