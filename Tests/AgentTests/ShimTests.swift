import Linux
import Testing
import Wire

@testable import Agent

/// Commands of the host's in a box, as links to the agent's program.
@Suite struct ShimTests {
    private let link = "-> /.alcove/init"

    private func setUp(_ box: BoxRoot, _ shims: String...) throws -> [String: String] {
        var setup = BoxSetup.ofAmy
        setup.shims = shims
        return try box.setUp(setup, only: ["host-shims"])
    }

    @Test func whatIsNamedIsTheHosts() throws {
        let box = try BoxRoot()
        #expect(try setUp(box, "docker") == [:])
        #expect(box.tree["usr/local/bin/docker"] == link)
        #expect(box.tree["usr/local/bin/xdg-open"] == link)
        // What is no longer named goes.
        #expect(try setUp(box, "podman") == [:])
        #expect(box.tree["usr/local/bin/docker"] == nil)
        #expect(box.tree["usr/local/bin/podman"] == link)
    }

    @Test func nobodysFileIsReplaced() throws {
        let box = try BoxRoot(["usr/local/bin/docker": "mine", "usr/local/bin/xdg-open": "mine"])
        let failures = try setUp(box, "docker", "podman")
        #expect(failures["host-shims"]?.contains("'/usr/local/bin/docker'") == true)
        #expect(box.read("usr/local/bin/docker") == "mine")
        #expect(box.read("usr/local/bin/xdg-open") == "mine")
        #expect(box.tree["usr/local/bin/podman"] == link)
        // Neither when it came in the link's place.
        try box.write("usr/local/bin/podman", "mine")
        _ = try setUp(box)
        #expect(box.read("usr/local/bin/podman") == "mine")
    }

    @Test func anOpenerOfTheImagesStaysTheOne() throws {
        let box = try BoxRoot()
        _ = try setUp(box)
        #expect(box.tree["usr/local/bin/xdg-open"] == link)
        try box.write("usr/bin/xdg-open", "package", mode: 0o755)
        #expect(try setUp(box) == [:])
        #expect(box.tree["usr/local/bin/xdg-open"] == nil)
        // Unless the host's is named.
        #expect(try setUp(box, "xdg-open") == [:])
        #expect(box.tree["usr/local/bin/xdg-open"] == link)
    }

    /// Else programs of the box would call what answers with a refusal.
    @Test func whereTheBoxMayNotOpenAnythingThereIsNoOpener() throws {
        let box = try BoxRoot()
        _ = try setUp(box)
        var setup = BoxSetup.ofAmy
        setup.opensOnHost = false
        #expect(try box.setUp(setup, only: ["host-shims"]) == [:])
        #expect(box.tree["usr/local/bin/xdg-open"] == nil)
    }

    @Test func whatTheUserTookAwayStaysAway() throws {
        let box = try BoxRoot()
        _ = try setUp(box)
        try File.remove("\(box.path)/usr/local/bin/xdg-open")
        _ = try setUp(box)
        #expect(box.tree["usr/local/bin/xdg-open"] == nil)
    }

    @Test(arguments: [
        ("https://a/b?c=d#e", "https://a/b?c=d#e"), ("mailto:a@b", "mailto:a@b"),
        ("x-app+1.0:y", "x-app+1.0:y"), ("--help", "--help"), ("/data/a b", "/srv/a b"),
        ("file:///data/a%20b%C3%A9", "/srv/a bé"), ("file://localhost/data/x", "/srv/x"),
        ("file:/data/x", "/srv/x"), ("notes.txt", "/home/amy/notes.txt"),
        ("/run/host/etc/fstab", "/etc/fstab"), ("a:b/c", "a:b/c"),
        ("file:///data/%zz%00%2", "/srv/%zz%00%2"),
    ])
    func filesAreOpenedWhereTheHostHasThem(_ word: String, _ expected: String) throws {
        let words = try HostOpener.words(
            [Array(word.utf8)],
            in: BoxSetup.ofAmy.mounts,
            from: Array("/home/amy".utf8)
        )
        #expect(words.map(\.text) == [expected])
    }

    @Test func filesOfTheBoxAloneAreNotOpened() {
        #expect(throws: HostOpener.NotOnHost(path: Array("/etc/motd".utf8))) {
            try HostOpener.words([Array("/etc/motd".utf8)], in: BoxSetup.ofAmy.mounts, from: [])
        }
    }
}
