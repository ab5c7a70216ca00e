import Foundation
import Testing

/// Boxes that a manifest declares, on a real engine.
@Suite(.lab) struct ManifestTests {
    let host: Host

    init() throws { host = try Host() }

    /// Of a user's, whom modes keep out: nothing is built for a lock that has no place.
    @Test func aFolderThatIsReadOnlyIsToldBeforeAnythingIsMade() throws {
        let (name, folder) = (host.name(), host.home + "/project")
        let image = try TestImage.busybox.reference
        try host.write(
            "[box.\(name)]\nimage = \"\(image)\"\nbuild = [\"true\"]\n",
            to: "project/alcove.toml"
        )
        try host.alcove("allow", "--yes", "-q", folder).expect()
        #expect(chmod(folder, 0o555) == 0)
        defer { _ = chmod(folder, 0o755) }
        let outcome = try host.alcove("lock", "--yes", folder)
        let told = """
            error: \(folder)/alcove.lock: Permission denied
            hint: Look at whose it is, and its mode.

            """
        #expect(outcome.status == 1 && outcome.stdout.isEmpty, "\(outcome)")
        #expect(text(outcome.stderr) == told)
    }

    @Test func boxesFollowTheirManifest() throws {
        let (web, other) = (host.name("web"), host.name("other"))
        let image = try TestImage.busybox.reference
        func declare(_ step: String, _ rest: String = "") throws {
            try host.write(
                """
                [box.\(web)]
                image = "\(image)"
                bare = true
                build = ["echo \(step) >/etc/step"]
                bins = ["/bin/busybox"]
                check = "test -e /etc/step"
                \(rest)
                """,
                to: "project/alcove.toml"
            )
        }
        let project = host.home + "/project"
        try declare("one", "[box.\(other)]\nextends = \"\(web)\"")
        let made = try host.alcove("apply", "--yes", project)
        made.expect("\(host.home)/.local/bin/busybox\n")
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")
        try host.alcove("run", other, "--", "cat", "/etc/step").expect("one\n")
        // The second time there is nothing to do.
        try host.alcove("apply", project).expect()
        let mounts = text(try host.alcove("run", web, "--", "cat", "/proc/mounts").stdout)
        try host.alcove("plan", project).expect("\(other): ready\n\(web): ready\n")
        try host.alcove("plan", project).expect("\(other): ready\n\(web): ready\n")
        // An engine's calls for files of a running box may mount all of it once more in it; some mounts
        // come and go with other boxes.
        let most = 2 * mounts.split(separator: "\n").count
        try host.alcove("run", web, "--", "sh", "-c", "[ $(wc -l </proc/mounts) -lt \(most) ]")
            .expect()

        try declare("two")
        try host.alcove("apply", "-q", "--yes", "--prune", "--now", project).expect()
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("two\n")
        #expect(try !host.listed().contains(other))
        try host.alcove("rollback", "-q", web).expect()
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")
        // One that was gone back from is not made again unasked.
        try host.alcove("apply", project).expect()
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")

        // A step that fails changes nothing.
        try declare("three", "env = { A = \"1\" }\non-create = [\"exit 3\"]")
        try host.alcove("apply", "--yes", "--drift", "drop", project)
            .expectError(mentioning: "exit 3")
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")
        try host.alcove("rm", "--force", web).expect()
    }

    /// Killed at any moment, the next command finds the box, as it was or as it is declared.
    @Test func killedAtAnyMomentOfAnApplyTheBoxIsThere() throws {
        let box = host.name()
        let image = try TestImage.busybox.reference
        let project = host.home + "/project"
        func declare(_ step: Int, _ round: Int) throws {
            try host.write(
                """
                [box.\(box)]
                image = "\(image)"
                bare = true
                build = ["echo \(step) >/etc/step"]
                env = { ROUND = "\(round)" }
                bins = ["/bin/busybox"]
                """,
                to: "project/alcove.toml"
            )
        }
        try declare(0, 0)
        #expect(try host.alcove("apply", "-q", "--yes", project).status == 0)
        for round in 1...6 {
            try declare(round % 3, round / 2)
            let child = try host.start(["apply", "--yes", "--now", project])
            usleep(UInt32.random(in: 5_000...1_200_000))
            child.send(SIGKILL)
            _ = try child.wait(seconds: 10)
            let step = text(try host.alcove("run", box, "--", "cat", "/etc/step").stdout)
            #expect(["0\n", "1\n", "2\n"].contains(step))
        }
        try declare(1, 100)
        #expect(
            try host.alcove("apply", "-q", "--yes", "--now", "--drift", "drop", project).status == 0
        )
        try host.alcove("plan", project).expect("\(box): ready\n")
        try host.alcove("run", box, "--", "sh", "-c", "cat /etc/step; echo $ROUND").expect(
            "1\n100\n"
        )
        try host.shell(host.home + "/.local/bin/busybox true").expect()
        try host.alcove("rm", "--force", box).expect()
    }
}
