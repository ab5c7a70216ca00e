import Foundation
import Testing

/// A box goes to other machines: by a registry, by an archive, by a manifest and its lock.
@Suite(.lab, .registry, .serialized) struct FleetTests {
    let host: Host
    /// Another place: a home, settings and boxes of its own, of the same user.
    let other: Host

    init() throws {
        host = try Host()
        other = try Host()
    }

    @Test func aPublishedBoxIsMadeElsewhere() throws {
        let registry = try Registry(on: host, wantsLogin: true)
        let secret = host.home + "/secret-\(UUID().uuidString.prefix(6))"
        try FileManager.default.createDirectory(atPath: secret, withIntermediateDirectories: true)
        let box = try host.box(
            from: .busybox,
            "--env",
            "TOKEN=hidden",
            "--env",
            "MODE=dev",
            "--volume",
            "\(secret):\(secret)",
            "--on-start",
            "echo started >/tmp/started"
        )
        try host.alcove("run", "--root", box, "--", "sh", "-c", Self.changes).expect()
        let reference = registry.image(tag: "2")
        try host.alcove("publish", box, reference)
            .expectError(mentioning: "the registry does not let you have '\(reference)'")
        for each in [host, other] { try writeLogin(for: registry, each) }
        let published = try host.alcove(
            "publish",
            "--env",
            "MODE",
            "--authfile",
            "auth.json",
            box,
            reference
        )
        let name = text(published.stdout).trimmingCharacters(in: .newlines)
        #expect(published.status == 0 && name.contains("@sha256:"), "\(published)")
        // Nothing of it stays here.
        #expect(
            try EngineSocket.images().filter { $0.contains("publish") || $0 == reference } == []
        )

        let copy = other.name()
        let create = ["create", copy, "--authfile", "auth.json", "-i", name]
        try other.alcove(create)
            .expectError(mentioning: "brings commands that would run as you", "--yes")
        let made = try other.alcove(create + ["--yes"])
        made.expect("\(copy)\n")
        #expect(text(made.stderr).contains("  + On start: echo started >/tmp/started\n"), "\(made)")
        #expect(!text(made.stderr).contains("hidden"))
        try other.alcove("run", copy, "--", "sh", "-c", Self.look).expect(
            "tool\n4755 0\n640 3\ndev\n\nstarted\n"
        )
        // Nothing of the first account is in it.
        let found = try other.alcove(
            "run",
            "--root",
            copy,
            "--",
            "grep",
            "-rls",
            "-e",
            secret,
            "-e",
            host.home,
            "/etc",
            "/usr/local",
            "/var/lib",
            "/opt"
        )
        #expect(found.stdout.isEmpty, "\(found)")
        #expect(
            try other.alcove("run", copy, "--", "test", "-e", "/root/.bash_history").status == 1
        )

        let third = try other.box()
        let rebase = ["rebase", third, name, "--authfile", "auth.json"]
        try other.alcove(rebase)
            .expectError(mentioning: "brings commands that would run as you", "--yes")
        let rebased = try other.alcove(rebase + ["--yes"])
        #expect(rebased.status == 0, "\(rebased)")
        try other.alcove("run", third, "--", "sh", "-c", "tool; echo $MODE; cat /tmp/started")
            .expect("tool\ndev\nstarted\n")
    }

    /// Done in the box as its root, whose files have owners and permissions that matter.
    private static let changes = """
        mkdir -p /usr/local/bin /opt /root /etc
        printf '#!/bin/sh\\necho tool\\n' >/usr/local/bin/tool && chmod 4755 /usr/local/bin/tool
        echo data >/opt/data && chown 3 /opt/data && chmod 640 /opt/data
        echo history >/root/.bash_history
        """

    private static let look = """
        tool; stat -c '%a %u' /usr/local/bin/tool /opt/data; echo $MODE; echo $TOKEN; cat /tmp/started
        """

    @Test func aSavedBoxIsLoaded() throws {
        let box = try host.box(from: .busybox)
        try host.alcove("run", "--root", box, "--", "sh", "-c", Self.changes).expect()
        let archive = host.home + "/box.tar"
        try host.alcove("save", box, archive).expect(archive + "\n")
        try host.alcove("save", box, archive).expectError(mentioning: "is there already")
        let copy = other.name()
        try other.alcove("load", archive, copy).expect("\(copy)\n")
        try other.alcove("run", copy, "--", "tool").expect("tool\n")
    }

    /// From a manifest of five boxes over three images to another user of the machine, with what was done
    /// by hand.
    @Test(
        .enabled(if: Lab.variable("ALCOVE_TEST_OTHER") != nil, "needs a second user of the lab's")
    )
    func aLockedManifestIsTheSameElsewhere() throws {
        let other = try #require(try OtherUser())
        let registry = try Registry(on: host)
        let names = ["a", "b", "c", "d", "e"].map { host.name($0) }
        try declare(names, registry)
        let project = host.home + "/project"
        let applied = try host.alcove("apply", "--yes", project, seconds: 300)
        #expect(applied.status == 0, "\(applied)")
        try host.alcove("apply", project).expect().expectSilence()

        let install = "apt-get update && apt-get install --yes greeting"
        let installed = try host.alcove("run", "--root", names[2], "--", "sh", "-c", install)
        #expect(installed.status == 0, "\(installed)")
        try host.alcove("edit", "-q", names[1], "--env", "MINE=1").expect()
        let plan = text(try host.alcove("plan", project).stdout)
        #expect(plan.contains("\(names[2]): ready\n  by hand: + Package: greeting "), "\(plan)")
        #expect(plan.contains("\(names[1]): ready\n  by hand: + Variable: MINE=1"), "\(plan)")
        let adopted = try host.alcove("apply", "--drift", "adopt", project)
        #expect(adopted.status == 0, "\(adopted)")
        #expect(!text(try host.alcove("plan", project).stdout).contains("by hand: + V"))

        try host.alcove("lock", project, seconds: 300).expect(project + "/alcove.lock\n")
        let lock = try String(contentsOfFile: project + "/alcove.lock", encoding: .utf8)
        let digest = try #require(try self.digest(in: host.alcove("show", names[0])))
        #expect(lock.contains(digest) && lock.contains("\"greeting "), "\(lock)")
        // Docker's daemon, and with it the names of containers, is that of all users.
        #expect(try host.alcove(["rm", "--force", "--yes"] + names).status == 0)
        try other.take(project, of: host)
        // Meanwhile the name stands for another image.
        for image in try EngineSocket.images() where image.contains(registry.name) {
            try EngineSocket.removeImage(image)
        }
        try registry.fill(on: host)
        defer { _ = try? other.alcove(["rm", "--force", "--yes"] + names) }
        let again = other.home + "/project"
        let locked = try other.alcove("apply", "--locked", "--yes", again, seconds: 300)
        #expect(locked.status == 0, "\(locked)")
        #expect(try self.digest(in: other.alcove("show", names[0])) == digest)
        try other.alcove("run", names[2], "--", "greeting").expect("greeting 1.2\n")
        let whose = try other.alcove("run", names[0], "--", "id", "-u")
        #expect(text(whose.stdout) != "\(Lab.uid)\n" && whose.status == 0, "\(whose)")
        try other.alcove("lock", again, seconds: 300).expect(again + "/alcove.lock\n")
        #expect(packages(try other.read(again + "/alcove.lock")) == packages(lock))
        // A file that the image is built from is part of what was locked.
        try other.write("FROM scratch\n", to: "project/Containerfile")
        try other.alcove("apply", "--locked", "--yes", again)
            .expectError(mentioning: "is not locked as it is declared")
    }

    private func declare(_ names: [String], _ registry: Registry) throws {
        try host.write(
            """
            [box.\(names[0])]
            image = "\(registry.image())"
            bare = true
            [box.\(names[1])]
            extends = "\(names[0])"
            [box.\(names[2])]
            image = "\(try registry.image(of: .debian))"
            bare = true
            packages = ["greeting-words"]
            [box.\(names[3])]
            extends = "\(names[2])"
            env = { A = "1" }
            [box.\(names[4])]
            image = "./Containerfile"
            bare = true
            pull = "missing"
            """,
            to: "project/alcove.toml"
        )
        try host.write(
            "FROM \(try registry.image(of: .busybox))\nRUN echo made >/made\n",
            to: "project/Containerfile"
        )
    }

    private func digest(in shown: Outcome) -> String? {
        let lines = text(shown.stdout).split(separator: "\n")
        return lines.first { $0.hasPrefix("Digest:") }?.split(separator: " ").last.map(String.init)
    }

    /// The lines of a lock that are about packages.
    private func packages(_ lock: String) -> [Substring] {
        lock.split(separator: "\n").filter { $0.hasPrefix("    ") }
    }

    private func writeLogin(for registry: Registry, _ host: Host) throws {
        let auth = Data("amy:secret".utf8).base64EncodedString()
        try host.write(
            #"{"auths": {"127.0.0.1:\#(registry.port)": {"auth": "\#(auth)"}}}"#,
            to: "auth.json"
        )
    }
}
