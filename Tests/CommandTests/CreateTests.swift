import ArgumentParser
import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing
import Upkeep
import Wire

@testable import alcove

@Suite struct CreateTests {
    @Test func namesTheBoxOnOutput() throws {
        let sandbox = try Sandbox()
        #expect(sandbox.alcove("create", "web", "-i", "debian") == "web\nMaking box 'web'\n[0]")
        #expect(sandbox.engine.requests.map(\.imageID) == ["sha256:1"])
        #expect(sandbox.output == "web\n")
    }

    @Test func systemdNeedsControlGroupsOfVersionTwo() throws {
        let sandbox = try Sandbox()
        sandbox.engine.known.hasUnifiedCgroups = false
        #expect(
            sandbox.alcove("create", "web", "-i", "debian", "--init", "systemd") == """
                error: '--init systemd' needs control groups of version 2, which the engine does not \
                have
                hint: 'alcove doctor' says how to get them.
                [1]
                """
        )
        #expect(sandbox.engine.requests.isEmpty)
    }

    @Test func takesNameFromImage() throws {
        let sandbox = try Sandbox()
        sandbox.engine.images["quay.io/fedora/fedora:42"] = FakeEngine.image("sha256:2")
        #expect(
            sandbox.alcove("create", "-q", "-i", "quay.io/fedora/fedora:42") == "fedora-42\n[0]"
        )
    }

    @Test func takesImageFromSettings() throws {
        let sandbox = try Sandbox()
        try sandbox.write(".config/alcove/config.toml", "image = \"debian\"\nhome = \"private\"\n")
        #expect(sandbox.alcove("create", "-q") == "debian\n[0]")
        #expect(try sandbox.record("debian")?.spec.home == .private)
    }

    @Test func saysWhatItWouldDo() throws {
        let sandbox = try Sandbox()
        let told = sandbox.alcove("create", "web", "-i", "debian", "--home", "private", "--dry-run")
        #expect(
            told.hasPrefix(
                "fetch the image 'debian', unless it is here\n"
                    + "add the essentials to it, unless that was done before\nmake the directory '~/"
            )
        )
        #expect(told.contains("\nmake the container 'web'\n"))
        #expect(sandbox.engine.containers.isEmpty)
        #expect(try sandbox.record("web") == nil)
    }

    @Test func tellsOfAProfileThatCannotBeUsed() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/bad.toml", "managers = 5\n")
        let words = ["create", "web", "-i", "debian"]
        #expect(
            sandbox.alcove(words) == """
                web
                warning: ~/profiles/bad.toml:1: 'managers' cannot be that
                Making box 'web'
                [0]
                """
        )
    }

    @Test func refusesNameThatIsTaken() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(
            sandbox.alcove("create", "web", "-i", "debian") == """
                error: there is a box 'web' already
                hint: Choose another name.
                [1]
                """
        )
    }

    @Test func refusesWhatIsNoReference() throws {
        for words in ["Not An Image", "UPPER", "a:b:c", "debian:"] {
            let told = try Sandbox().alcove("create", "web", "-i", words)
            #expect(told.hasPrefix("error: '\(words)' is not a name for an image\nhint: "))
        }
    }

    @Test func homeThatIsNoneIsToldOf() throws {
        let sandbox = try Sandbox()
        sandbox.variables = ["HOME": "/"]
        let told = sandbox.alcove("create", "web", "-i", "debian")
        #expect(told.hasPrefix("error: your home '/' cannot be one in a box\nhint: HOME names it"))
    }

    @Test func tellsMissingImage() throws {
        let sandbox = try Sandbox()
        #expect(
            sandbox.alcove("create", "web", "-i", "quay.io/no/such") == """
                Fetching quay.io/no/such
                error: the registry has no image 'quay.io/no/such'
                  unknown
                hint: Check the name and the tag.
                [1]
                """
        )
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)])
    func leavesNothingWhenInterrupted(_ signal: Int32, _ status: Int) throws {
        let sandbox = try Sandbox()
        sandbox.signal = signal
        #expect(
            sandbox.alcove("create", "-q", "web", "-i", "debian")
                == "error: interrupted; no box was made\n[\(status)]"
        )
        #expect(sandbox.engine.containers.isEmpty)
        #expect(try sandbox.record("web") == nil)
    }

    @Test func runsCommandsOfOnCreate() throws {
        let sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        let told = sandbox.alcove(
            "create",
            "web",
            "-i",
            "debian",
            "--on-create",
            "echo 1",
            "--on-create",
            "echo 2"
        )
        #expect(
            told == """
                web
                Making box 'web'
                Running 'echo 1' in box 'web'
                Running 'echo 2' in box 'web'
                [0]
                """
        )
        #expect(sandbox.sessions == ["web /bin/sh -c echo 1", "web /bin/sh -c echo 2"])
    }

    @Test func failedCommandOfOnCreateUndoesTheBox() throws {
        let sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        sandbox.sessionStatus = 3
        #expect(
            sandbox.alcove("create", "-q", "web", "-i", "debian", "--on-create", "false") == """
                error: the command 'false' of --on-create ended with status 3
                hint: No box was made; try the command in a box that is made without it.
                [1]
                """
        )
        #expect(sandbox.engine.containers.isEmpty)
        #expect(try sandbox.record("web") == nil)
    }

    @Test func homeThatWasThereOutlastsAFailedCommandOfOnCreate() throws {
        let sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian", "--home", "private")
        try sandbox.write(".local/share/alcove/homes/web/file", "mine")
        _ = sandbox.alcove("rm", "web")
        sandbox.sessionStatus = 3
        let words = ["create", "web", "-i", "debian", "--home", "private", "--on-create", "false"]
        #expect(sandbox.alcove(words).hasSuffix("[1]"))
        #expect(try sandbox.record("web") == nil)
        let file = sandbox.home + "/.local/share/alcove/homes/web/file"
        #expect(File.kind(file) == .file)
    }

    @Test(arguments: [
        (["--device", "/dev/no-such"], "the host has no device '/dev/no-such'", 1),
        (["--volume", "/no/such"], "there is no '/no/such' to give to the box", 1),
        (["--home", "/no/such"], "there is no directory '/no/such' for a home", 1),
        (["--group", "no-such"], "the host has no group 'no-such'", 1),
        (["--engine-option", "[1]"], "'[1]' is not a JSON object", 64),
        (["--engine-option", "{"], "'{' is not a JSON object", 64),
    ])
    func refusesWhatCannotWork(_ words: [String], _ message: String, _ status: Int) throws {
        for extra in [[], ["--dry-run"]] {
            let sandbox = try Sandbox()
            let told = sandbox.alcove(["create", "web", "-i", "debian"] + words + extra)
            #expect(told.hasPrefix("error: \(message)\nhint: "), "\(told)")
            #expect(told.hasSuffix("\n[\(status)]"), "\(told)")
            #expect(sandbox.engine.containers.isEmpty)
        }
    }

    /// Its files are looked for at each start, and are none of the engine's business.
    @Test func deviceByItsCDINameIsOneOfTheHosts() throws {
        let sandbox = try Sandbox()
        let refused = sandbox.alcove(
            "create",
            "-q",
            "web",
            "-i",
            "debian",
            "--device=example.com/gpu=all"
        )
        #expect(refused.contains("the host has no device 'example.com/gpu=all'"))
        try File.makeDirectories(sandbox.home + "/.config/cdi", mode: 0o755)
        try sandbox.write(
            ".config/cdi/example.json",
            "{\"cdiVersion\": \"1\", \"kind\": \"example.com/gpu\", \"devices\": [{\"name\": \"all\"}]}"
        )
        let told = sandbox.alcove(
            "create",
            "-q",
            "web",
            "-i",
            "debian",
            "--device",
            "example.com/gpu=all"
        )
        #expect(told == "web\n[0]")
        #expect(sandbox.engine.requests.first?.devices == [])
    }

    @Test(arguments: [["--platform", "arm64"], ["--authfile", "/a"], ["--pull", "never"]])
    func optionsThatMeanNothingToAnArchive(_ words: [String]) throws {
        for extra in [[], ["--dry-run"]] {
            let sandbox = try Sandbox()
            try sandbox.write("root.tar", "")
            let path = sandbox.home + "/root.tar"
            let told = sandbox.alcove(["create", "web", "-i", path] + words + extra)
            #expect(told.hasPrefix("error: '\(words[0])"), "\(told)")
            #expect(told.contains(" and '--image ~/root.tar' cannot stand together\n"))
            #expect(told.hasSuffix("\n[64]"), "\(told)")
        }
    }

    @Test func shortNameIsRefusedForDockerBeforeAnythingIsMade() throws {
        let sandbox = try Sandbox(engine: FakeEngine(kind: .docker))
        #expect(
            sandbox.alcove("create", "a", "-i", "debian") == """
                error: 'a' is too short a name for Docker
                hint: Use at least two characters.
                [64]
                """
        )
        #expect(sandbox.engine.containers.isEmpty)
        #expect(try Sandbox().alcove("create", "-q", "a", "-i", "debian") == "a\n[0]")
    }

    @Test func imageStandsFirstInTheHelp() throws {
        let help = Alcove.helpMessage(for: Create.self, columns: 100)
        let options = help.split(separator: "\n").filter {
            $0.contains("  --") || $0.contains("  -")
        }
        #expect(options.first?.contains("--image <image>") == true)
    }
}
