import Testing

@testable import Profiles

@Suite struct ProfileFileTests {
    @Test(arguments: [
        (
            "managers = 1",
            ProfileError.badValue(
                file: "/p.toml",
                line: 1,
                key: "managers",
                allowed: "a list of texts"
            )
        ),
        (
            "\nmangers = []",
            .unknownKey(file: "/p.toml", line: 2, key: "mangers", nearest: "managers")
        ),
        (
            "[manager.apt]\ninstal = []",
            .unknownKey(
                file: "/p.toml",
                line: 2,
                key: "manager.apt.instal",
                nearest: "manager.apt.install"
            )
        ),
        ("colour = 1", .unknownKey(file: "/p.toml", line: 1, key: "colour", nearest: nil)),
        (
            "managers = [\"apt\"]",
            .missingKey(file: "/p.toml", key: "manager.apt.program")
        ),
        (
            "managers = [\"apt\"]\n[manager.apt]\nprogram = \"/usr/bin/apt-get\"",
            .missingKey(file: "/p.toml", key: "manager.apt.refresh")
        ),
        (
            "[manager.apt]\ninstall = [\"apt-get\", \"install\"]",
            .badValue(
                file: "/p.toml",
                line: 2,
                key: "manager.apt.install",
                allowed: "a list of words with '{packages}' among them"
            )
        ),
        (
            "[manager.apt]\nupgrade = [\"apt-get\", \"{pakages}\"]",
            .badValue(
                file: "/p.toml",
                line: 2,
                key: "manager.apt.upgrade",
                allowed: "a list of words; '{pakages}' stands for nothing"
            )
        ),
        (
            "[manager.apt]\nclean = \"rm -rf /var/lib/apt/lists\"",
            .badValue(
                file: "/p.toml",
                line: 2,
                key: "manager.apt.clean",
                allowed: "a list of texts"
            )
        ),
        (
            "[essentials]\nless = \"usr/bin/less\"",
            .badValue(file: "/p.toml", line: 2, key: "essentials.less", allowed: "a path")
        ),
        (
            "[image.x]\ndefault = \"1\"",
            .missingKey(file: "/p.toml", key: "image.x.releases")
        ),
        (
            "[image.x]\ndefault = \"one\"\n[image.x.releases]\nN = \"x:{release}\"",
            .missingKey(file: "/p.toml", key: "image.x.default")
        ),
        (
            "[bootstrap]\ncommand = [\"make\"]",
            .badValue(
                file: "/p.toml",
                line: 2,
                key: "bootstrap.command",
                allowed: "a list of words with '{output}' among them"
            )
        ),
    ])
    func aFaultNamesFileLineAndKey(text: String, fault: ProfileError) {
        #expect(throws: fault) { try Profile(text, file: "/p.toml") }
    }

    @Test func textThatIsNoTOMLIsToldWithItsLine() {
        do {
            _ = try Profile("managers = []\n[", file: "/p.toml")
            Issue.record("it was taken")
        } catch {
            #expect(error.place == "/p.toml:2")
        }
    }

    @Test func whatAProfileExtendsHoldsWhereItSaysNothing() throws {
        let parent = try ProfileSource(
            """
            managers = ["apt"]
            [match]
            ids = ["debian"]
            [essentials]
            less = "/usr/bin/less"
            man-db = "/usr/bin/man"
            [shells]
            zsh = ["zsh"]
            [manager.apt]
            program = "/usr/bin/apt-get"
            refresh = ["apt-get", "update"]
            install = ["apt-get", "install", "{packages}"]
            essentials = ["apt-get", "install", "{packages}"]
            uninstall = ["apt-get", "remove", "{packages}"]
            search = ["apt-cache", "search", "{words}"]
            upgrade = ["apt-get", "upgrade"]
            clean = []
            list = ["dpkg-query", "-W"]
            list-fields = ["name", "version"]
            """,
            file: "/parent.toml"
        )
        let child = try ProfileSource(
            """
            extends = "parent"
            [essentials]
            man-db = ""
            mandoc = "/usr/bin/mandoc"
            [manager.apt]
            refresh = ["apt", "update"]
            """,
            file: "/child.toml"
        )
        let profile = try Profile(child.over(parent))
        #expect(profile.name == "child")
        #expect(profile.ids == [])
        #expect(profile.essentials == ["less": "/usr/bin/less", "mandoc": "/usr/bin/mandoc"])
        #expect(profile.shells == ["zsh": ["zsh"]])
        #expect(profile.managers.first?.command(.refresh, [], .asking) == ["apt", "update"])
        #expect(profile.managers.first?.command(.upgrade, [], .asking) == ["apt-get", "upgrade"])
    }

    @Test func wordsAreFilledIntoACommandOnce() {
        var manager = PackageManager(name: "x")
        manager.yes = ["--yes", "--quiet"]
        manager.ask = ["--ask"]
        manager.commands[.install] = ["x", "add", "{yes}", "{ask}", "--", "{packages}"]
        #expect(
            manager.command(.install, ["a", "{yes}"], .unattended)
                == ["x", "add", "--yes", "--quiet", "--", "a", "{yes}"]
        )
        #expect(manager.command(.install, ["a"], .asking) == ["x", "add", "--ask", "--", "a"])
        #expect(manager.command(.clean, [], .asking) == [])
    }
}
