import Boxes
import Engines
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
        #expect(!told.contains("\"agent\""))
    }

    @Test func missingBox() throws {
        #expect(
            try Sandbox().alcove("show", "ghost") == """
                error: no box named 'ghost'
                hint: See 'alcove list'.
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
            "image = \"fedora:42\"\npull = \"newer\"\nbogus = 1\n"
        )
        #expect(
            sandbox.alcove("config") == """
                KEY               VALUE      FROM
                default           -          -
                engine            -          -
                enter.clean-env   -          -
                enter.marks       -          -
                environment.drop  -          -
                environment.keep  -          -
                home              -          -
                image             fedora:42  ~/.config/alcove/config.toml:1
                pull              newer      ~/.config/alcove/config.toml:2
                shell             -          -
                warning: ~/.config/alcove/config.toml:3: no key 'bogus' is known; there are \
                'default', 'engine', 'enter.clean-env', 'enter.marks', 'environment.drop', \
                'environment.keep', 'home', 'image', 'pull', 'shell'
                [0]
                """
        )
    }

    @Test func everyKeyIsShown() {
        #expect(Configuration().settings.map(\.key) == Configuration.keys)
    }
}
