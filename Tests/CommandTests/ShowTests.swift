import Boxes
import Engines
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct ShowTests {
    @Test func tellsAllThereIs() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove(
            "create",
            "-q",
            "web",
            "-i",
            "debian",
            "-v",
            "/tmp:/t:ro",
            "-e",
            "A=b",
            "--network",
            "none"
        )
        let id = try #require(try sandbox.record("web")?.id)
        #expect(
            sandbox.alcove("show", "web") == """
                Name:            web
                State:           stopped
                Image:           debian
                Image reference: debian
                Image id:        sha256:1
                Digest:          sha256:sha256:1
                Generation:      1
                Created:         2 hours ago
                Made by:         alcove 0.1.0
                Engine:          podman at /run/podman.sock
                Container:       c1
                Id:              \(id)
                Home:            ~, shared: ~
                Volume:          /tmp at /t, read-only
                Variable:        A=b
                Network:         none
                [0]
                """
        )
    }

    @Test func boxOfAnotherEngineIsNotTheOneMeant() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(
            sandbox.alcove("show", "web", "--engine", "docker") == """
                error: box 'web' is on another engine, Podman at '/run/podman.sock'
                hint: Leave --engine out: a box remembers its engine.
                [1]
                """
        )
    }

    @Test func nearNameIsSuggested() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "website", "-i", "debian")
        #expect(sandbox.alcove("show", "wesbite").contains("hint: Did you mean 'website'?"))
        #expect(sandbox.alcove("show", "ghost").contains("hint: See 'alcove list'."))
    }

    @Test func commandInABoxMeansThatBox() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        for command in ["show", "logs"] {
            #expect(
                sandbox.alcove(command) == """
                    error: no box was named
                    hint: Name one of 'alcove list'; without a name, a command in a box means that one.
                    [64]
                    """
            )
        }
        sandbox.variables["ALCOVE_BOX"] = "web"
        #expect(sandbox.alcove("show").hasPrefix("Name:            web\n"))
        #expect(sandbox.alcove("logs").hasSuffix("[0]"))
    }

    @Test func worksWithoutTheEngine() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        sandbox.closed = .noEngine([])
        let told = sandbox.alcove("show", "web")
        #expect(told.contains("State:           unknown\n"))
        #expect(told.hasSuffix("warning: no container engine was found\n[0]"))
    }

    @Test func jsonHasAVersion() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        let told = sandbox.alcove("show", "web", "--json")
        #expect(told.contains("\n  \"version\" : 1\n}\n[0]"))
        #expect(!told.contains("\"agent\" :"))
    }

    @Test func addressForAnEditorIsItsContainer() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        let told = sandbox.alcove("show", "web", "--vscode")
        #expect(told.hasPrefix("vscode-remote://attached-container+7b22636f6e7461696e65724e616d65"))
        #expect(told.hasSuffix("\n[0]"))
        #expect(
            sandbox.alcove("show", "web", "--vscode", "--json") == """
                error: '--vscode' and '--json' cannot stand together
                hint: Leave one out.
                [64]
                """
        )
    }

    @Test func missingBox() throws {
        #expect(
            try Sandbox().alcove("show", "ghost") == """
                error: no box named 'ghost'
                hint: There is none yet; make one with 'alcove create'.
                [1]
                """
        )
    }
}

@Suite struct ConfigTests {
    @Test func showsWhereSettingsComeFrom() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            ".config/alcove/config.toml",
            "image = \"fedora:42\"\npull = \"newer\"\nshell = \"zsh\"\nimgae = 1\n"
        )
        #expect(
            sandbox.alcove("config") == """
                KEY                         VALUE           FROM
                bare                        false           default
                default                     -               default
                engine                      podman, docker  default
                enter.clean-env             false           default
                enter.marks                 auto            default
                enter.prompt                true            default
                environment.drop            -               default
                environment.keep            -               default
                generations                 2               default
                home                        shared          default
                image                       fedora:42       ~/.config/alcove/config.toml:1
                packages                    -               default
                projects.command-not-found  false           default
                projects.mode               shims           default
                pull                        newer           ~/.config/alcove/config.toml:2
                shell                       zsh             ~/.config/alcove/config.toml:3
                without                     -               default
                warning: ~/.config/alcove/config.toml:4: there is no setting 'imgae'; did you mean \
                'image'?
                [0]
                """
        )
    }

    @Test func variablesWinOverFiles() throws {
        let sandbox = try Sandbox()
        try sandbox.write(".config/alcove/config.toml", "engine = \"podman\"\n")
        sandbox.variables = ["ALCOVE_ENGINE": "docker"]
        #expect(
            sandbox.alcove("config").contains(
                "engine                      docker     ALCOVE_ENGINE\n"
            )
        )
        #expect(sandbox.alcove("config", "--json").contains("\"variable\" : \"ALCOVE_ENGINE\""))
    }

    @Test func theOnlyBoxIsTheDefault() throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        #expect(sandbox.alcove("config").contains("\ndefault                     web "))
    }

    @Test func brokenFileIsToldOnceByEachCommandThatNeedsIt() throws {
        let sandbox = try Sandbox()
        try sandbox.write(".config/alcove/config.toml", "pull = \"newer\"\nimage = debian\n")
        let warning = "warning: ~/.config/alcove/config.toml:2: no setting of this file holds"
        let commands = [
            ["create", "web", "-i", "debian"], ["config"],
            ["create", "x", "-i", "debian", "--dry-run"],
        ]
        for words in commands {
            let told = sandbox.alcove(words)
            #expect(told.split(separator: warning, omittingEmptySubsequences: false).count == 2)
        }
        #expect(!sandbox.alcove("config", "-q").contains("warning: "))
    }

    @Test func badEngineIsFoundByWhereItStands() throws {
        let sandbox = try Sandbox()
        try sandbox.write(".config/alcove/config.toml", "\nengine = \"lxc\"\n")
        sandbox.closed = .badAddress("lxc")
        let told = sandbox.alcove("create", "web", "-i", "debian")
        #expect(told.hasPrefix("error: ~/.config/alcove/config.toml:2: 'lxc' names no engine\n"))
        #expect(told.hasSuffix("[1]"))
    }

    @Test func everyKeyIsShown() throws {
        #expect(try Sandbox().host.settings.map(\.key) == Configuration.keys)
    }
}
