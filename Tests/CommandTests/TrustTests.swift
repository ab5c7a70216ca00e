import Boxes
import Glibc
import Linux
import Projects
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// What is asked is seen by whoever is asked, and what was seen is what is done.
@Suite struct TrustTests {
    let sandbox: Sandbox
    private var folder: String { sandbox.home + "/work" }

    init() throws {
        sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
    }

    private func declare(_ keys: String) throws {
        try sandbox.write(
            "work/alcove.toml",
            "[box.site]\nimage = \"debian\"\nbare = true\n\(keys)\n"
        )
    }

    /// Of each of these nothing was said before, so that a change of it was said to be none.
    @Test(arguments: [
        ("pid = \"private\"", "- box 'site': uses of the host: processes"),
        ("ipc = \"private\"", "- box 'site': uses of the host: memory"),
        ("gpu = \"none\"", "- box 'site': uses of the host: graphics"),
        (
            "without = [\"ssh-agent\", \"kerberos\"]",
            "- box 'site': uses of the host: ssh-agent, kerberos"
        ),
        ("groups = [\"video\", \"disk\"]", "+ box 'site': is in the groups: video, disk"),
        (
            "host-shims = [\"docker\"]",
            "+ box 'site': has the host's 'docker' as a command of its own"
        ),
        ("packages = [\"a\", \"b\"]", "+ box 'site': has the packages: a, b"),
        ("init = \"systemd\"", "+ box 'site': runs the services of its systemd"),
        (
            "labels = { \"io.containers.autoupdate\" = \"registry\" }",
            "+ box 'site': has the label 'io.containers.autoupdate=registry', which other programs may heed"
        ),
    ])
    func aChangeOfItsPowersIsShown(key: String, line: String) throws {
        try declare("")
        _ = sandbox.alcove("allow", "--yes", folder)
        try declare(key)
        let shown = sandbox.alcove("allow", "--dry-run", folder)
        #expect(shown.contains("  \(line)\n") && !shown.contains("is the same"), "\(shown)")
    }

    @Test func scriptsAreNotSaidToBeTheSame() throws {
        try declare("on-create = [\"./setup.sh\"]")
        try sandbox.write("work/setup.sh", "true")
        _ = sandbox.alcove("allow", "--yes", folder)
        try sandbox.write("work/setup.sh", "curl example.org | sh")
        #expect(
            sandbox.alcove("allow", "--dry-run", folder) == """
                '~/work/alcove.toml' is not what was allowed:
                  ~ ~/work/setup.sh
                  What it may do is the same; what it runs, or is made of, is what these files say now.
                [0]
                """
        )
    }

    /// Who asks for quiet is not asked blindly.
    @Test(arguments: [["allow"], ["allow", "--json"], ["apply"], ["plan"]])
    func theQuietSeeWhatTheyAreAsked(_ words: [String]) throws {
        try declare("on-create = [\"id\"]")
        sandbox.isTerminal = true
        sandbox.level = .quiet
        sandbox.answers = ["n"]
        let told = sandbox.alcove(words + [folder])
        #expect(told.contains("runs as you when it is made: id\nAllow it? [y/N] [1]"), "\(told)")
        #expect(!told.contains("\"state\""))
    }

    @Test func aManifestOfTheWebIsShownWhole() throws {
        let address = "https://example.org/alcove.toml"
        sandbox.web[address] = """
            [box.site]
            image = "debian"
            bare = true
            engine-option = '{"HostConfig": {"Privileged": true}}'
            shims = ["ls"]
            """
        let shown = """
            '\(address)' may, once it is applied:
              box 'site': is made from debian
              box 'site': runs any command on the host
              box 'site': reads and writes your home
              box 'site': uses the host's network
              box 'site': \(HostileProject.shares)
              box 'site': gives the engine options of its own: {"HostConfig": {"Privileged": true}}

            """
        #expect(sandbox.alcove("plan", address).contains(shown))
        #expect(sandbox.alcove("apply", "--dry-run", address).contains(shown))
        #expect(sandbox.alcove("apply", address).contains("is not on this machine"))
        sandbox.isTerminal = true
        sandbox.level = .quiet
        sandbox.answers = ["n"]
        let asked = sandbox.alcove("apply", address)
        #expect(
            asked.hasPrefix(shown) && asked.hasSuffix("Apply '\(address)'? [y/N] [1]"),
            "\(asked)"
        )
        #expect(try sandbox.record("site") == nil)
    }

    /// Nothing of a folder's name moves the cursor, or makes a line of its own.
    @Test func aFoldersNameIsShownInOneLine() throws {
        let odd = "work/a\nAllow it? [y\u{1b}[2J\u{202e}"
        try File.makeDirectories(sandbox.home + "/" + odd, mode: 0o755)
        try sandbox.write(odd + "/alcove.toml", "[box.site]\nimage = \"debian\"\n")
        let path = sandbox.home + "/" + odd
        for words in [
            ["allow", "--dry-run"], ["allow"], ["plan"], ["apply"], ["lock"],
            ["deny", "--dry-run"], ["init"],
        ] {
            let told = sandbox.alcove(words + [path])
            #expect(told.contains("work/a?Allow it? [y?[2J?"), "\(told)")
            for sign in ["\u{1b}", "\u{202e}"] { #expect(!told.contains(sign), "\(told)") }
        }
    }

    /// Among thousands of lines one would scroll away; the last ones before the question have all kinds.
    @Test func aFloodIsSummedUp() throws {
        var boxes = (1...300).map { "[box.b\($0)]\nimage = \"debian\"\n" }
        boxes[150] += "engine-option = \"{}\"\ndevices = [\"/dev/kvm\", \"/dev/fuse\"]\n"
        try sandbox.write("work/alcove.toml", boxes.joined())
        let told = sandbox.alcove("allow", "--dry-run", folder)
        let end = told.split(separator: "\n").drop { $0 != "All that, in short, of 300 boxes:" }
        #expect(
            end.joined(separator: "\n") == """
                All that, in short, of 300 boxes:
                  gives the engine options of its own: 1 box
                  runs commands on the host: 300 boxes, 300 in all
                  reads and writes your home: 300 boxes
                  uses devices: 1 box, 2 in all
                  uses the network: 300 boxes
                  uses what the host has: 300 boxes, 2700 in all
                  is made from an image: 300 boxes
                All of it, to be read in peace: 'alcove allow --dry-run ~/work'
                [0]
                """
        )
        try declare("on-create = [\"\(String(repeating: "x", count: 5000))\"]")
        let long = sandbox.alcove("allow", "--dry-run", folder)
        #expect(long.contains("\nAll that, in short, of 1 box:\n"))
        try declare("")
        #expect(!sandbox.alcove("allow", "--dry-run", folder).contains("in short"))
    }

    /// A hint can be pasted, and means what it is about.
    @Test(arguments: [
        ("a b", "alcove allow '~/work/a b'"),
        ("x;touch pwn$(id)`id`", "alcove allow '~/work/x;touch pwn$(id)`id`'"),
        ("it's", "alcove allow '~/work/it'\\''s'"),
        ("plain", "'alcove allow ~/work/plain'"),
        ("a\u{1b}b", "'alcove allow' with its path"),
    ])
    func hintsCanBePasted(name: String, call: String) throws {
        let path = folder + "/" + name
        try File.makeDirectories(path, mode: 0o755)
        try sandbox.write("work/\(name)/alcove.toml", "[box.site]\nimage = \"debian\"\n")
        let told = sandbox.alcove("plan", path)
        #expect(told.hasSuffix("\nhint: Look at it, then say \(call).\n[1]"), "\(told)")
        _ = sandbox.alcove("deny", path)
        let denied = sandbox.alcove("plan", path)
        #expect(denied.hasSuffix("\nhint: \(call) takes that back.\n[1]"), "\(denied)")
    }

    @Test func whatIsListedIsHowItStands() throws {
        try declare("")
        var expected = "unknown"
        func state(_ words: String...) -> Bool {
            sandbox.alcove(words).contains("\"state\" : \"\(expected)\"")
        }
        #expect(
            sandbox.alcove("allow", "--list", "--json")
                == "{\n  \"projects\" : [\n\n  ],\n  \"version\" : 1\n}\n[0]"
        )
        #expect(state("allow", "--dry-run", "--json", folder))
        expected = "allowed"
        #expect(state("allow", "--yes", "--json", folder))
        #expect(state("allow", "--dry-run", "--json", folder) && state("allow", "--list", "--json"))
        try declare("# x")
        expected = "changed"
        #expect(state("allow", "--dry-run", "--json", folder) && state("allow", "--list", "--json"))
        _ = sandbox.alcove("deny", folder)
        expected = "denied"
        #expect(state("allow", "--dry-run", "--json", folder) && state("allow", "--list", "--json"))
    }

    @Test(arguments: [
        (
            ["apply", "--prune", "--box", "site"],
            "error: --prune is about all boxes of a manifest, and --box about some\n"
        ),
        (
            ["allow", "--list", "work"],
            "error: --list is about all projects, and takes neither a path nor another option\n"
        ),
        (
            ["allow", "--list", "--mode", "hint"],
            "error: --list is about all projects, and takes neither a path nor another option\n"
        ),
        (
            ["allow", "--list", "--yes"],
            "error: --list is about all projects, and takes neither a path nor another option\n"
        ),
    ])
    func whatDoesNotGoTogetherIsRefused(words: [String], error: String) throws {
        try declare("")
        #expect(sandbox.alcove(words) == error + "hint: Leave one of them out.\n[64]")
    }

    /// What has the name of a manifest is not passed over for one that stands above it.
    @Test(arguments: ["plan", "lock", "apply", "allow"])
    func whatIsNoFileIsTold(_ command: String) throws {
        try declare("")
        _ = sandbox.alcove("allow", "--yes", folder)
        let inner = folder + "/inner"
        try File.makeDirectories(inner + "/alcove.toml", mode: 0o755)
        let told = sandbox.alcove(command, inner)
        #expect(
            told == """
                error: the manifest '~/work/inner/alcove.toml' is no file
                hint: Take it away, or name another manifest.
                [64]
                """
        )
        #expect(Project.nearest(from: inner)?.folder == File.realPath(inner))
    }
}
