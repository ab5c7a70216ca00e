import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// What a user sees of manifests.
@Suite struct ApplyTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
    }

    private var file: String { "\(sandbox.home)/alcove.toml" }

    /// Writes a manifest that the person knows.
    func declare(_ text: String) throws {
        try sandbox.write("alcove.toml", text)
        _ = sandbox.alcove("allow", "--yes", sandbox.home)
    }

    func alcove(_ words: String...) -> String {
        let text = sandbox.alcove(words + [sandbox.home])
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasSuffix(" s") && !$0.hasPrefix("Making box") }
            .joined(separator: "\n").replacing(sandbox.home, with: "~")
    }

    @Test func whatIsDeclaredIsMadeOnce() throws {
        try declare(
            """
            [box.web]
            image = "debian"
            bare = true
            env = { A = "1" }
            [box.db]
            extends = "web"
            env = { B = "2" }
            """
        )
        #expect(
            alcove("plan") == """
                db: make
                  from debian
                  + Variable: A=1
                  + Variable: B=2
                  + Essentials: none, as was asked
                web: make
                  from debian
                  + Variable: A=1
                  + Essentials: none, as was asked
                [0]
                """
        )
        #expect(alcove("apply", "--yes") == "Box 'db' is made\nBox 'web' is made\n[0]")
        #expect(try sandbox.record("db")?.spec.env.map(\.name) == ["A", "B"])
        let calls = sandbox.engine.calls.count
        #expect(alcove("apply") == "[0]")
        #expect(Array(sandbox.engine.calls[calls...]) == ["containers"], "it is asked once")
        #expect(alcove("plan") == "db: ready\nweb: ready\n[0]")
    }

    @Test func anOptionThatIsOtherMakesAGeneration() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        _ = alcove("apply", "--yes")
        try declare("[box.web]\nimage = \"debian\"\nbare = true\nenv = { A = \"1\" }")
        #expect(alcove("plan") == "web: change\n  + Variable: A=1\n[0]")
        #expect(alcove("apply").hasSuffix("Box 'web' is changed\n[0]"))
        #expect(try sandbox.record("web")?.generation == 2)
        #expect(alcove("plan") == "web: ready\n[0]")
    }

    @Test func whatWasChangedByHandIsShownAndKept() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        _ = alcove("apply", "--yes")
        _ = sandbox.alcove("edit", "-q", "web", "--env", "MINE=1")
        #expect(
            alcove("plan") == """
                web: ready
                  by hand: + Variable: MINE=1 (kept)
                note: 'alcove apply --drift adopt' writes what was done by hand into the manifest, '--drift drop' takes it back
                [0]
                """
        )
        #expect(alcove("apply") == "[0]")
        #expect(
            alcove("plan", "--drift", "drop") == """
                web: change
                  - Variable: MINE=1
                  by hand: + Variable: MINE=1 (see above)
                [0]
                """
        )
    }

    @Test func whatWasChangedByHandIsWrittenIntoTheManifest() throws {
        try declare("[box.web]\nimage = \"debian\"  # ours\nbare = true")
        _ = alcove("apply", "--yes")
        _ = sandbox.alcove("edit", "-q", "web", "--env", "MINE=1")
        let before = try sandbox.record("web")
        #expect(alcove("plan", "--drift", "adopt").contains("adopt web: + env: MINE=1\n"))
        #expect(
            alcove("apply", "--drift", "adopt", "--dry-run").contains("adopt web: + env: MINE=1")
        )
        let adopted = "~/alcove.toml: web: + env: MINE=1\n[0]"
        #expect(alcove("apply", "--drift", "adopt") == adopted)
        let text = try File.read(file).text
        #expect(
            text == "[box.web]\nimage = \"debian\"  # ours\nbare = true\nenv = { MINE = \"1\" }"
        )
        #expect(alcove("plan") == "web: ready\n[0]")
        #expect(try sandbox.record("web")?.generation == before?.generation)
        // What is declared by now is told as that, beside what is still to be done.
        _ = sandbox.alcove("edit", "-q", "web", "--env", "MORE=1")
        try declare(
            "[box.web]\nimage = \"debian\"\nbare = true\nenv = { MINE = \"1\", MORE = \"1\", A = \"2\" }"
        )
        let drop = alcove("plan", "--drift", "drop")
        #expect(drop.contains("by hand: + Variable: MORE=1 (declared by now)"), "\(drop)")
    }

    @Test func whatIsDeclaredByNowIsNobodysToAdopt() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        _ = alcove("apply", "--yes")
        _ = sandbox.alcove("edit", "-q", "web", "--env", "MINE=1")
        #expect(alcove("plan").contains("note: 'alcove apply --drift adopt'"))
        try declare("[box.web]\nimage = \"debian\"\nbare = true\nenv = { MINE = \"1\" }")
        #expect(
            alcove("plan") == """
                web: take over
                  by hand: + Variable: MINE=1 (declared by now)
                [0]
                """
        )
    }

    @Test func filesThatWereChangedInABoxAreShown() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        _ = alcove("apply", "--yes")
        let container = try #require(try sandbox.record("web")?.container)
        let paths = [
            "/etc", "/etc/motd", "/etc/passwd", "/usr", "/usr/local", "/usr/local/bin",
            "/usr/local/bin/tool\u{1b}", "/var/lib/x", "/etc/profile.d/alcove.sh",
        ]
        sandbox.engine.changed[container] = paths.map { ChangedFile(path: $0, kind: .added) }
        #expect(
            alcove("plan", "-q").hasPrefix(
                """
                web: ready
                  by hand: + /etc/motd (kept)
                  by hand: + /usr/local/bin/tool? (kept)

                """
            )
        )
        // A manifest cannot say that there are files.
        #expect(
            alcove("plan").hasSuffix(
                """
                note: no manifest can declare files; 'alcove apply --drift drop' takes back what was done by hand
                [0]
                """
            )
        )
        #expect(
            alcove("apply", "--drift", "adopt").contains(
                "note: files of box 'web' were changed by hand, which no manifest can declare\n"
            )
        )
        #expect(alcove("plan", "--json").contains("\"path\" : \"/etc/motd\""))
        #expect(alcove("plan", "--drift", "drop").hasPrefix("web: rebuild\n"))
        let many = (0..<1200).map { ChangedFile(path: "/etc/many/\($0)", kind: .added) }
        sandbox.engine.changed[container] = many
        #expect(alcove("plan").contains("by hand: 1180 more files; --json has them\n"))
        #expect(alcove("plan", "--json").contains("\"moreFiles\" : 200"))
    }

    /// What a home of its own holds is nobody's to throw away but its user's.
    @Test func aPrivateHomeOutlivesItsBox() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true\nhome = \"private\"")
        _ = alcove("apply", "--yes")
        let home = try #require(try sandbox.record("web")?.homeSource)
        try File.replace(home + "/letter", with: [1], mode: 0o600)
        try declare("default = \"db\"\n[box.db]\nimage = \"debian\"\nbare = true")
        #expect(alcove("apply", "--prune").hasSuffix("Box 'web' is removed\n[0]"))
        #expect(try File.read(home + "/letter") == [1])
    }

    @Test(arguments: ["http://host/a.toml", "ftp://host/a.toml"])
    func onlyHTTPSIsFetched(address: String) {
        #expect(
            sandbox.alcove("apply", address) == """
                error: '\(address)' is no manifest
                hint: Of the web, https alone.
                [64]
                """
        )
    }

    @Test func aBoxThatWasMadeByHandIsLeftAlone() throws {
        _ = sandbox.alcove("create", "-q", "--bare", "web", "-i", "debian")
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        #expect(
            alcove("apply", "--yes") == """
                error: box 'web' is of no manifest
                hint: Take it over with --adopt, or give the declared one another name.
                [1]
                """
        )
        #expect(alcove("apply", "--yes", "--adopt") == "[0]")
        #expect(try sandbox.record("web")?.declared?.manifest == file)
    }

    /// A box of another manifest is not taken from it by whoever thinks of one that was made by hand.
    @Test func aBoxOfAnotherManifestIsAskedAbout() throws {
        let text = "[box.web]\nimage = \"debian\"\nbare = true"
        try declare(text)
        _ = alcove("apply")
        let other = sandbox.home + "/work"
        try sandbox.write("work/alcove.toml", text)
        _ = sandbox.alcove("allow", "--yes", other)
        let refused = """
            error: box 'web' is of '~/alcove.toml', which is still there
            hint: Give the one here another name, or pass --yes to take it over.
            [1]
            """
        #expect(sandbox.alcove("apply", "--adopt", other) == refused)
        sandbox.isTerminal = true
        sandbox.answers = ["n"]
        let asked = sandbox.alcove("apply", "--adopt", other)
        #expect(asked.hasSuffix("Take box 'web' from '~/alcove.toml'? [y/N] [1]"), "\(asked)")
        #expect(try sandbox.record("web")?.declared?.manifest == file)
        sandbox.isTerminal = false
        #expect(sandbox.alcove("apply", "--adopt", "--yes", other) == "[0]")
        #expect(try sandbox.record("web")?.declared?.manifest == other + "/alcove.toml")
        // The other one is told so, and by then has to ask, too.
        #expect(
            sandbox.alcove("apply", "--adopt", sandbox.home).hasPrefix("error: box 'web' is of")
        )
    }

    @Test func whatIsNotDeclaredAnyMoreGoesWhenThatIsSaid() throws {
        try declare(
            "[box.web]\nimage = \"debian\"\nbare = true\n[box.db]\nimage = \"debian\"\nbare = true"
        )
        _ = alcove("apply", "--yes")
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        #expect(
            alcove("plan") == "web: ready\ndb: not declared any more; --prune removes it\n[0]"
        )
        #expect(alcove("apply", "--prune") == "Box 'db' is removed\n[0]")
        #expect(try sandbox.record("db") == nil)
    }

    @Test func aLockThatDoesNotKnowTheBoxRefusesIt() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        #expect(
            alcove("apply", "--yes", "--locked") == """
                error: box 'web' is not locked as it is declared
                hint: Run 'alcove lock', and commit the lock.
                [1]
                """
        )
    }

    @Test(arguments: [
        ("debian:trixie", "debian@sha256:1"), ("localhost:5000/a/b", "localhost:5000/a/b@sha256:1"),
        ("localhost:5000/a/b:1", "localhost:5000/a/b@sha256:1"), ("a@sha256:0", "a@sha256:1"),
    ])
    func aDigestTakesTheTagsPlace(image: String, pinned: String) {
        #expect(BoxApplying.pinned(image, "sha256:1") == pinned)
    }
}
