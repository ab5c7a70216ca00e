import Foundation
import Testing

/// Each option of `create` has its effect in the box.
@Suite(.lab) struct OptionTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func volumes() throws {
        let folder = host.home + "/shared files"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("here".utf8).write(to: URL(filePath: folder + "/file"))
        let box = try host.box(from: .busybox, "-v", "\(folder):/data", "-v", "\(folder):/fixed:ro")
        try host.alcove(
            "run",
            box,
            "--",
            "sh",
            "-c",
            "cat /data/file /fixed/file; echo new >/data/made"
        )
        .expect("herehere")
        #expect(try String(contentsOfFile: folder + "/made", encoding: .utf8) == "new\n")
        let denied = try host.alcove("run", box, "--", "touch", "/fixed/made")
        #expect(denied.status == 1, "\(denied)")
    }

    @Test func volumeInTheRuntimeDirectoryIsRefused() throws {
        let (name, path) = (host.name(), Lab.runtime + "/data")
        let image = try TestImage.busybox.reference
        let volume = ["--volume", "\(host.home):\(path)"]
        try host.alcove(["create", name, "--bare", "-i", image] + volume)
            .expectError(exit: 64, mentioning: "no volume can be at '\(path)'")
        #expect(try !host.listed().contains(name))
        let box = try host.box()
        try host.alcove(["edit", box] + volume)
            .expectError(exit: 64, mentioning: "no volume can be at '\(path)'")
        try host.alcove("run", box, "--", "true").expect().expectSilence()
    }

    @Test func variablesAndHostName() throws {
        let box = try host.box(from: .busybox, "--env", "A=of the box", "--hostname", "elsewhere")
        try host.alcove("run", box, "--", "sh", "-c", "echo $A; hostname").expect(
            "of the box\nelsewhere\n"
        )
        try host.alcove("run", "-e", "A=of the call", box, "--", "sh", "-c", "echo $A")
            .expect("of the call\n")
    }

    @Test func privateHome() throws {
        let box = try host.box(from: .busybox, "--home", "private")
        try Data().write(to: URL(filePath: host.home + "/of-the-host"))
        try host.alcove("run", box, "--", "sh", "-c", "echo $HOME; ls -A; touch ~/of-the-box; ls")
            .expect("\(host.home)\nof-the-box\n")
        #expect(!FileManager.default.fileExists(atPath: host.home + "/of-the-box"))
        let kept = "\(host.home)/.local/share/alcove/homes/\(box)"
        try host.alcove("rm", "--force", "--yes", box).expect()
        #expect(FileManager.default.fileExists(atPath: kept + "/of-the-box"))
    }

    @Test func homeInAnotherFolder() throws {
        let folder = host.home + "/other"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let box = try host.box(from: .busybox, "--home", folder)
        try host.alcove("run", box, "--", "sh", "-c", "touch ~/made").expect()
        #expect(FileManager.default.fileExists(atPath: folder + "/made"))
    }

    @Test func workingDirectoryOfItsOwn() throws {
        let box = try host.box(from: .busybox, "--workdir", "/usr")
        try host.alcove("run", box, "--", "pwd").expect("/usr\n")
    }

    @Test func aShellThatIsNamedForASessionIsTakenOrMissed() throws {
        let box = try host.box(from: .bookworm)
        try host.alcove("enter", "--shell", "sh", box, stdin: "echo $0\n").expect("-sh\n")
        try host.alcove("enter", "--shell", "nosuch", box)
            .expectError(exit: 127, mentioning: "nosuch")
    }

    @Test func shell() throws {
        let box = try host.box(from: .bookworm, "--shell", "/bin/sh")
        try host.alcove("run", box, "--", "sh", "-c", "echo $SHELL").expect("/bin/sh\n")
    }

    @Test func privateNamespaces() throws {
        let box = try host.box(
            from: .busybox,
            "--pid",
            "private",
            "--ipc",
            "private",
            "--network",
            "none"
        )
        let kinds = ["pid", "ipc", "net"]
        let each = kinds.map { "readlink /proc/self/ns/\($0)" }.joined(separator: "; ")
        let outcome = try host.alcove("run", box, "--", "sh", "-c", each)
        let lines = text(outcome.stdout).split(separator: "\n").map(String.init)
        try #require(lines.count == 3, "\(outcome)")
        for (kind, line) in zip(kinds, lines) {
            let own = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/ns/\(kind)"
            )
            #expect(line != own, "the namespace '\(kind)' is the host's")
        }
        try host.alcove("run", box, "--", "sh", "-c", "exit 9").expect(exit: 9)
    }

    @Test func commandsOnCreateAndOnStart() throws {
        let box = try host.box(
            from: .busybox,
            "--on-create",
            "echo created >>~/told",
            "--on-start",
            "echo started >>~/told"
        )
        // A box is ready before its commands of every start have ended: some never do.
        for told in ["created\nstarted\n", "created\nstarted\nstarted\n"] {
            try eventually("it has told \(told)") {
                text(try host.alcove("run", box, "--", "cat", "told").stdout) == told
            }
            try host.alcove("restart", box).expect()
        }
    }

    @Test func labels() throws {
        let box = try host.box(from: .busybox, "--label", "org.example.purpose=a test")
        #expect(try EngineSocket.labels(of: box)["org.example.purpose"] == "a test")
    }
}
