import Boxes
import Manifests
import Testing

/// `[box.x.dotfiles]`: settings for a home of the box's own.
@Suite struct DotfilesTests {
    private static let commit = String(repeating: "0123456789", count: 4)

    private func box(_ fields: String, home: String = "private") -> Files {
        Files("[box.a]\nimage = \"x\"\nhome = \"\(home)\"\n[box.a.dotfiles]\n\(fields)")
    }

    @Test(arguments: [
        ("https://example.org/amy/dotfiles.git", "https://example.org/amy/dotfiles.git"),
        ("ssh://git@example.org:2222/~/dots", "ssh://git@example.org:2222/~/dots"),
        ("git@example.org:amy/dotfiles", "git@example.org:amy/dotfiles"),
        ("~/dotfiles", "/home/amy/dotfiles"), ("./dots/../dotfiles", "/p/dotfiles"),
        ("file:///srv/dotfiles", "/srv/dotfiles"),
    ])
    func repositories(words: String, meant: String) throws {
        let manifest = try box("repository = \"\(words)\"\ncommit = \"\(Self.commit)\"").manifest()
        #expect(manifest.boxes[0].dotfiles?.repository == meant)
        #expect(manifest.boxes[0].dotfiles?.commit == Self.commit)
    }

    /// Nothing that git would run, take for an option, or fetch without encryption.
    @Test(arguments: [
        "-u", "--upload-pack=touch /x", "ext::sh -c touch% /x", "http://example.org/a",
        "git://example.org/a", "https://-x/a", "ssh://-oProxyCommand=x/a", "-oProxyCommand=x:a",
        "example.org:-x", "file://host/a", "a b", "a\\nb:c", "https://", "dotfiles", "::a",
        "javascript://x", "user@@host:a",
    ])
    func refuses(repository: String) {
        let faults = box("repository = \"\(repository)\"\ncommit = \"\(Self.commit)\"").faults()
        #expect(
            faults.count == 1
                && faults[0].hasPrefix("5 box.a.dotfiles value(Boxes.BoxError.badRepository")
        )
    }

    @Test(arguments: [
        "main", "v1.0", "0123abc", "0123456789012345678901234567890123456789a", "HEAD",
    ])
    func aCommitHasAllItsDigits(commit: String) {
        let faults = box("repository = \"/r\"\ncommit = \"\(commit)\"").faults()
        #expect(faults == ["5 box.a.dotfiles value(Boxes.BoxError.badCommit(\"\(commit)\"))"])
    }

    @Test(arguments: ["/bin/sh", "../x", "a/../../x", "-c", "", "a//b"])
    func theProgramIsOneOfTheRepository(install: String) {
        let fields = "repository = \"/r\"\ncommit = \"\(Self.commit)\"\ninstall = \"\(install)\""
        let faults = box(fields).faults()
        #expect(faults.count == 1 && faults[0].contains("badInstallScript"), "\(faults)")
    }

    @Test func itIsForHomesOfABoxsOwn() throws {
        let fields = "repository = \"/r\"\ncommit = \"\(Self.commit)\""
        #expect(box(fields, home: "shared").faults() == ["6 box.a.dotfiles sharedHome"])
        #expect(try box(fields, home: "/srv/home").manifest().boxes[0].dotfiles != nil)
        #expect(
            box("commit = \"\(Self.commit)\"").faults() == [
                "5 box.a.dotfiles lacksField(\"repository\")"
            ]
        )
        #expect(
            box("repo = \"/r\"").faults() == [
                "5 box.a.dotfiles.repo unknownKey(nearest: nil)"
            ]
        )
    }

    @Test func itIsJoinedAlongExtends() throws {
        let manifest = try Files(
            """
            [box.a]
            image = "x"
            home = "private"
            [box.a.dotfiles]
            repository = "/r"
            commit = "\(Self.commit)"
            [box.b]
            extends = "a"
            dotfiles = { install = "go" }
            """
        ).manifest()
        #expect(manifest.boxes[1].dotfiles?.summary == "/r at \(Self.commit), by go")
    }
}
