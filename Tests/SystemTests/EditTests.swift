import Foundation
import Testing

/// A box's options change, and nothing that was done in it is lost.
@Suite(.lab) struct EditTests {
    let host: Host

    init() throws { host = try Host() }

    /// A box with a file of the user's and one of its root's.
    private func used(_ options: String...) throws -> String {
        let name = host.name()
        try host.alcove(
            ["create", name, "--bare", "-i", try TestImage.busybox.reference] + options
        ).expect("\(name)\n")
        try host.alcove("run", name, "--", "touch", "/var/tmp/mine").expect()
        try host.alcove("run", "--root", name, "--", "sh", "-c", "echo root >/etc/roots").expect()
        return name
    }

    private func checkKept(_ box: String) throws {
        try host.alcove("run", box, "--", "cat", "/etc/roots").expect("root\n")
        try host.alcove("run", box, "--", "ls", "/var/tmp/mine").expect("/var/tmp/mine\n")
    }

    @Test func optionsAreAddedAndTakenBack() throws {
        let box = try used("--env", "OLD=1", "--env", "KEPT=1")
        _ = try folder("data")
        try host.alcove([
            "edit", box, "--env", "NEW=a $b", "--unset", "env=OLD", "--volume", "~/data:/data:ro",
            "--hostname", "other",
        ]).expect()
        let script = """
            echo "$OLD/$NEW/$KEPT"; hostname; ls -d /data
            touch /data/x 2>/dev/null || echo read-only
            """
        try host.alcove("run", box, "--", "sh", "-c", script)
            .expect("/a $b/1\nother\n/data\nread-only\n")
        try checkKept(box)
        // What is right needs no mending, and is not made wrong by it.
        let mended = try host.alcove("doctor", "--fix")
        #expect(!text(mended.stdout).contains("\(box).sock"), "\(mended)")
        try host.alcove("edit", box, "--unset", "volume=/data", "--unset", "hostname").expect()
        try host.alcove("run", box, "--", "ls", "-d", "/data").expect("/data\n")
        try checkKept(box)
        #expect(try host.listed() == [box])
    }

    @Test func aPrivateHomeIsMadeAndLeft() throws {
        let box = try used()
        try host.alcove("edit", box, "--home", "private").expect()
        try host.alcove("run", box, "--", "sh", "-c", "echo own >~/file").expect()
        #expect(!FileManager.default.fileExists(atPath: "\(host.home)/file"))
        try checkKept(box)
        // Edited once more, the home is the same.
        try host.alcove("edit", box, "--env", "A=1").expect()
        try host.alcove("run", box, "--", "sh", "-c", "cat ~/file").expect("own\n")
        try host.alcove("edit", box, "--home", "shared").expect()
        let kept = "\(host.home)/.local/share/alcove/homes/\(box)/file"
        #expect(FileManager.default.fileExists(atPath: kept))
    }

    @Test func aBoxRunsAfterwardsIfItRanBefore() throws {
        let box = try used()
        try host.alcove("edit", box, "--env", "A=1").expect()
        #expect(try state(of: box) == "running")
        try host.alcove("stop", box).expect()
        try host.alcove("edit", box, "--env", "A=2").expect()
        #expect(try state(of: box) == "stopped")
        try checkKept(box)
    }

    @Test func openSessionsAreNotEndedUnasked() throws {
        let box = try used()
        let seconds = Processes.uniqueSeconds()
        let session = try host.start(["run", box, "--", "sleep", seconds])
        try eventually("the session is open") { try Processes.sleeping(seconds) != nil }
        try host.alcove("edit", box, "--env", "A=1").expectError(mentioning: box, "--force")
        #expect(try Processes.sleeping(seconds) != nil)
        try host.alcove("edit", "--force", box, "--env", "A=1").expect()
        _ = session
        try checkKept(box)
    }

    @Test func editsAtOnceAllCount() throws {
        let box = try used()
        let edits = try ["A", "B", "C"].map { variable in
            try host.start(["edit", "--force", box, "--env", "\(variable)=1"])
        }
        for edit in edits { #expect(try edit.wait(seconds: 60) == .exited(0)) }
        try host.alcove("run", box, "--", "sh", "-c", "echo $A$B$C").expect("111\n")
        try checkKept(box)
    }

    @Test func anotherBoxMayHaveTheNameOfAGeneration() throws {
        let box = try used()
        let other = "\(box).g2"
        try host.alcove("create", other, "--bare", "-i", try TestImage.busybox.reference)
            .expect("\(other)\n")
        try host.alcove("edit", box, "--env", "A=1").expect()
        try checkKept(box)
        #expect(try host.listed() == [box, other])
    }

    @Test func whatCannotStartChangesNothing() throws {
        let box = try used()
        // A file where directories must be.
        let file = "\(host.home)/file"
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        let outcome = try host.alcove("edit", box, "--volume", "\(file):/home", seconds: 90)
        outcome.expectError()
        try checkKept(box)
        #expect(try EngineSocket.containers().filter { $0.hasPrefix(box) } == [box])
    }

    @Test func whatAnImageDeclaresAsVolumeIsKept() throws {
        let origin = try host.box()
        let image = "localhost/alcove-test/volume"
        try EngineSocket.commit(origin, as: image, changes: ["VOLUME /data"])
        defer { try? EngineSocket.removeImage(image) }
        let volumes = try Set(EngineSocket.volumes())
        let box = host.name()
        try host.alcove("create", box, "--bare", "-i", image).expect("\(box)\n")
        let script = "mkdir -p /data; echo kept >/data/file"
        try host.alcove("run", "--root", box, "--", "sh", "-c", script).expect()
        try host.alcove("edit", box, "--env", "A=1").expect()
        try host.alcove("run", box, "--", "cat", "/data/file").expect("kept\n")
        let copy = host.name("copy")
        try host.alcove("clone", box, copy).expect("\(copy)\n")
        try host.alcove("rm", "--force", box).expect()
        try host.alcove("run", copy, "--", "cat", "/data/file").expect("kept\n")
        try host.alcove("rm", "--force", copy).expect()
        #expect(try volumes.isSuperset(of: EngineSocket.volumes()))
    }

    @Test func wrongWordsAreTold() throws {
        let box = try used()
        for (words, mention) in [
            ([], "nothing to change"), (["--platform", "arm64"], "--platform"),
            (["--unset", "env=NONE"], "NONE"), (["--unset", "nonsense"], "nonsense"),
        ] as [([String], String)] {
            try host.alcove(["edit", box] + words).expectError(exit: 64, mentioning: mention)
        }
        try host.alcove("edit", "--dry-run", box, "--env", "A=1").expect("+ Variable: A=1\n")
    }

    /// Killed at any moment, the next command finds a box that can be entered, old or new.
    @Test func killedAtAnyMomentTheBoxIsThere() throws {
        let box = try used()
        for round in 0..<20 {
            let child = try host.start(["edit", "--force", box, "--env", "ROUND=\(round)"])
            usleep(UInt32.random(in: 5_000...900_000))
            child.send(SIGKILL)
            _ = try child.wait(seconds: 10)
            try checkKept(box)
        }
        _ = try host.alcove("doctor", "--fix")
        try host.alcove("edit", "--force", box, "--env", "ROUND=end", seconds: 180).expect()
        try host.alcove("run", box, "--", "sh", "-c", "echo $ROUND").expect("end\n")
        // The live one and two former ones, and nothing of those that were killed.
        #expect(try EngineSocket.containers().filter { $0.hasPrefix(box) }.count <= 3)
    }

    /// A folder in the home.
    private func folder(_ name: String) throws -> String {
        let path = "\(host.home)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func state(of box: String) throws -> String {
        let outcome = try host.alcove("show", "--json", box)
        let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout)) as? [String: Any]
        return json?["state"] as? String ?? ""
    }
}

/// A box is copied with all that is in it.
@Suite(.lab) struct CloneTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func stateComesAlongAndBoxesAreTwo() throws {
        let box = try host.box(from: .busybox, "--env", "A=1")
        try host.alcove("run", "--root", box, "--", "sh", "-c", "echo root >/etc/roots").expect()
        let copy = host.name("copy")
        try host.alcove("clone", box, copy).expect("\(copy)\n")
        #expect(try host.listed() == [box, copy])
        let script = "cat /etc/roots; echo $A $ALCOVE_BOX"
        try host.alcove("run", copy, "--", "sh", "-c", script).expect("root\n1 \(copy)\n")
        try host.alcove("run", "--root", copy, "--", "rm", "/etc/roots").expect()
        try host.alcove("run", box, "--", "cat", "/etc/roots").expect("root\n")
        let id = try identity(of: copy)
        // The other one goes, and the copy stays.
        try host.alcove("rm", "--force", "--yes", box).expect()
        try host.alcove("run", copy, "--", "echo", "here").expect("here\n")
        try host.alcove("rm", "--force", "--yes", copy).expect()
        #expect(try !EngineSocket.images().contains { $0.contains("alcove/state:\(id)") })
    }

    @Test func aPrivateHomeIsCopied() throws {
        let box = try host.box(from: .busybox, "--home", "private")
        try host.alcove("run", box, "--", "sh", "-c", "echo own >~/file").expect()
        let copy = host.name("copy")
        try host.alcove("clone", box, copy).expect("\(copy)\n")
        try host.alcove("run", copy, "--", "sh", "-c", "cat ~/file; echo new >~/file").expect(
            "own\n"
        )
        try host.alcove("run", box, "--", "sh", "-c", "cat ~/file").expect("own\n")
    }

    @Test func takenAndMissingNamesAreTold() throws {
        let box = try host.box()
        try host.alcove("clone", box, box).expectError(mentioning: box)
        try host.alcove("clone", "ghost", host.name()).expectError(mentioning: "ghost")
        #expect(try host.listed() == [box])
    }

    private func identity(of box: String) throws -> String {
        let outcome = try host.alcove("show", "--json", box)
        let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout)) as? [String: Any]
        return try #require(json?["id"] as? String)
    }
}
