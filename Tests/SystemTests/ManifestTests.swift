import Testing

/// Boxes that a manifest declares, on a real engine.
@Suite(.lab) struct ManifestTests {
    let host: Host

    init() throws { host = try Host() }

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
        try declare("one", "[box.\(other)]\nextends = \"\(web)\"\nbins = [\"!/bin/busybox\"]")
        let made = try host.alcove("apply", "--yes", project)
        made.expect("\(host.home)/.local/bin/busybox\n")
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")
        try host.alcove("run", other, "--", "cat", "/etc/step").expect("one\n")
        // The second time there is nothing to do.
        try host.alcove("apply", project).expect()
        try host.alcove("plan", project).expect("\(other): ready\n\(web): ready\n")

        try declare("two")
        try host.alcove("apply", "-q", "--prune", "--now", project).expect()
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("two\n")
        #expect(try !host.listed().contains(other))
        try host.alcove("rollback", "-q", web).expect()
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")
        // One that was gone back from is not made again unasked.
        try host.alcove("apply", project).expect()
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")

        // A step that fails changes nothing.
        try declare("three", "env = { A = \"1\" }\non-create = [\"exit 3\"]")
        try host.alcove("apply", "--drift", "drop", project)
            .expectError(mentioning: "exit 3")
        try host.alcove("run", web, "--", "cat", "/etc/step").expect("one\n")
        try host.alcove("rm", "--force", web).expect()
    }
}
