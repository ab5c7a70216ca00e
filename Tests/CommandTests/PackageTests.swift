import Boxes
import Engines
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct PackageCommandTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try sandbox.writeTinyProfile()
        sandbox.engine.images["debian"]?.labels = [:]
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
    }

    func packages() throws -> [String]? { try sandbox.record("web")?.spec.packages }

    @Test func packagesAreInstalledAndWrittenDown() throws {
        #expect(sandbox.alcove("install", "web", "jq", "fd", "-y") == "[0]")
        #expect(sandbox.sessions == ["web tin sync", "web tin add -y jq fd"])
        #expect(try packages() == ["jq", "fd"])
        #expect(sandbox.alcove("show", "web").contains("Packages:        jq fd\n"))
        #expect(sandbox.alcove("install", "web", "rg", "-y") == "[0]")
        #expect(sandbox.sessions.last == "web tin add -y rg")
        #expect(sandbox.sessions.count == 3, "the lists are new")
    }

    @Test func theOnlyBoxNeedsNoName() throws {
        #expect(sandbox.alcove("install", "jq", "-y") == "[0]")
        #expect(try packages() == ["jq"])
        #expect(sandbox.alcove("install", "--box", "web", "web", "-y") == "[0]")
        #expect(try packages() == ["jq", "web"])
    }

    @Test func onATerminalTheManagerAsks() throws {
        sandbox.isTerminal = true
        _ = sandbox.alcove("install", "web", "jq")
        #expect(sandbox.sessions.last == "web tin add jq")
    }

    @Test func withoutATerminalNobodyIsAsked() throws {
        #expect(
            sandbox.alcove("install", "web", "jq") == """
                error: packages are changed only when that is confirmed
                hint: Pass --yes.
                [1]
                """
        )
        #expect(sandbox.sessions.isEmpty)
    }

    @Test func theManagersStatusIsTheCommands() throws {
        sandbox.sessionStatus = 100
        #expect(
            sandbox.alcove("install", "web", "jq", "-y")
                == "warning: the lists of packages in box 'web' could not be fetched\n[100]"
        )
        #expect(try packages() == [])
    }

    @Test func aDryRunPrintsWhatWouldBeCalled() throws {
        #expect(
            sandbox.alcove("install", "web", "j;q", "-y", "--dry-run") == """
                alcove run --root --env TIN=quiet web -- tin sync
                alcove run --root --env TIN=quiet web -- tin add -y 'j;q'
                [0]
                """
        )
        #expect(sandbox.sessions.isEmpty)
    }

    @Test func packagesAreTakenOut() throws {
        _ = sandbox.alcove("install", "web", "jq", "fd", "-y")
        #expect(sandbox.alcove("uninstall", "web", "jq", "-y") == "[0]")
        #expect(sandbox.sessions.last == "web tin del -y jq")
        #expect(try packages() == ["fd"])
    }

    @Test func whatIsSearchedIsTheOnlyResult() throws {
        #expect(sandbox.alcove("search", "web", "json") == "[0]")
        #expect(sandbox.sessions == ["web as-root tin sync", "web tin find json"])
    }

    @Test func essentialsComeLater() throws {
        #expect(sandbox.alcove("install", "--essentials", "web") == "[0]")
        #expect(sandbox.sessions == ["web tin sync", "web tin add -y less"])
        #expect(try packages() == [])
        #expect(sandbox.alcove("install", "--essentials", "web", "jq").hasSuffix("[64]"))
    }

    @Test func aBoxWithoutPackageManagerIsTold() throws {
        sandbox.engine.files = ["/etc/os-release": Array("ID=nixos\n".utf8)]
        sandbox.engine.images["nix"] = FakeEngine.image("sha256:2")
        _ = sandbox.alcove("create", "-q", "nix", "-i", "nix")
        #expect(
            sandbox.alcove("install", "nix", "jq", "-y") == """
                error: no profile knows the distribution 'nixos', so its packages cannot be managed
                hint: Use its own means in the box, or write a profile: see docs/profiles.md.
                [1]
                """
        )
    }

    @Test(arguments: [
        (["install", "web"], "no package is named", "Write 'alcove install BOX PACKAGE'."),
        (["search", "web"], "there is no word to look for", "Write 'alcove search BOX WORD'."),
        (
            ["install", "web", "a b"], "'a b' is not a name for a package",
            "Write one like ripgrep."
        ),
        (
            ["uninstall", "web", "--", "--purge"], "'--purge' is not a name for a package",
            "Call the manager with options of its own by 'alcove run --root BOX -- …'."
        ),
    ])
    func packagesMustBeNamed(_ words: [String], _ message: String, _ hint: String) {
        #expect(sandbox.alcove(words) == "error: \(message)\nhint: \(hint)\n[64]")
    }

    @Test func aBoxThatLacksEssentialsSaysSo() throws {
        var plain = FakeEngine.image("sha256:2")
        plain.labels = [:]
        sandbox.engine.images["bare"] = plain
        sandbox.engine.files = ["/etc/os-release": Array("ID=nixos\n".utf8)]
        #expect(
            sandbox.alcove("create", "nix", "-i", "bare") == """
                nix
                note: no profile knows the image's distribution: box 'nix' is made without essentials
                Making box 'nix'
                [0]
                """
        )
        #expect(
            sandbox.alcove("show", "nix")
                .contains("Essentials:      none, as no profile knows the distribution\n")
        )
    }
}

extension Sandbox {
    /// A family of distributions, which that of every image is.
    func writeTinyProfile(database: String? = nil) throws {
        try write(
            "profiles/tiny.toml",
            """
            managers = ["tin"]
            [match]
            ids = ["tiny"]
            [manager.tin]
            program = "/bin/tin"
            environment = ["TIN=quiet"]
            yes = ["-y"]
            refresh = ["tin", "sync"]
            install = ["tin", "add", "{yes}", "{packages}"]
            essentials = ["tin", "add", "-y", "{packages}"]
            uninstall = ["tin", "del", "{yes}", "{packages}"]
            search = ["tin", "find", "{words}"]
            upgrade = ["tin", "up"]
            clean = ["tin", "clean"]
            list = ["tin", "list"]
            list-fields = ["name", "version"]
            \(database.map { "database = [\"\($0)\"]" } ?? "")
            [essentials]
            less = "/bin/less"
            """
        )
        engine.files = ["/etc/os-release": Array("ID=tiny\n".utf8), "/bin/tin": []]
    }
}
