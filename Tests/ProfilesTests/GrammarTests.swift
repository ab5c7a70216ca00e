import Testing

@testable import Profiles

/// Commands of package managers that are not in the lab, held against their manuals.
///
/// Those of apt, dnf, zypper and pacman are run for real: Tests/SystemTests/PackageTests.swift.
@Suite struct GrammarTests {
    @Test func everyManagerIsTested() {
        let real: Set = ["apt", "dnf", "zypper", "pacman"]
        let all = Set(shelf.profiles.flatMap { $0.managers.map(\.name) })
        #expect(all == real.union(Self.manuals.keys))
    }

    @Test(
        arguments: Self.manuals.keys.sorted(),
        [
            PackageManager.Manner.asking, .unattended,
        ]
    )
    func itsCommandsAreWhatItsManualSays(name: String, manner: PackageManager.Manner) throws {
        let manual = try #require(Self.manuals[name])
        for profile in shelf.profiles {
            for manager in profile.managers where manager.name == name {
                for deed in PackageManager.Deed.allCases {
                    let names = [.install, .essentials, .uninstall, .search, .files, .given]
                        .contains(deed)
                    let words = manager.command(deed, names ? ["some", "names"] : [], manner)
                    if words.isEmpty { continue }
                    let grammar = manual["\(words[0]) \(deed)"]
                    let isGood = grammar?.accepts(Array(words.dropFirst())) ?? Self.isTool(words)
                    #expect(isGood, "\(profile.name): \(words.joined(separator: " "))")
                }
            }
        }
    }

    @Test(arguments: Self.manuals.keys.sorted())
    func itNeverAsksWhereNobodyAnswers(name: String) throws {
        let asking: Set = ["--ask", "-a", "--interactive", "-i"]
        let yes = [
            "dnf5": "--assumeyes", "microdnf": "--assumeyes", "yum": "--assumeyes",
            "xbps": "--yes", "eopkg": "--yes-all", "slackpkg": "-default_answer=y",
        ]
        let manager = try #require(shelf.profiles.flatMap(\.managers).first { $0.name == name })
        for deed in [PackageManager.Deed.install, .essentials, .uninstall, .upgrade] {
            let words = manager.command(deed, ["name"], .unattended)
            #expect(asking.isDisjoint(with: words), "\(words)")
            if let yes = yes[name] { #expect(words.contains(yes), "\(words)") }
        }
    }

    /// Commands that every such image has, rather than the manager: they are run for real, too.
    private static func isTool(_ words: [String]) -> Bool {
        ["rm", "find", "rpm", "cat"].contains(words[0])
    }

    /// By manager, then by program and what it is called for.
    static let manuals: [String: [String: Grammar]] = [
        // dnf5(8), dnf5-install(8), dnf5-remove(8), dnf5-makecache(8), dnf5-clean(8)
        "dnf5": [
            "dnf5 refresh": Grammar(verb: ["makecache"]),
            "dnf5 install": Grammar(
                verb: ["install"],
                options: ["-y", "--assumeyes"],
                takesNames: true
            ),
            "dnf5 essentials": Grammar(
                verb: ["install"],
                options: ["--assumeyes", "--setopt=install_weak_deps=False", "--skip-unavailable"],
                takesNames: true
            ),
            "dnf5 uninstall": Grammar(verb: ["remove"], options: ["--assumeyes"], takesNames: true),
            "dnf5 search": Grammar(verb: ["search"], takesNames: true),
            "dnf5 upgrade": Grammar(verb: ["upgrade"], options: ["--assumeyes", "--refresh"]),
            "dnf5 clean": Grammar(verb: ["clean", "all"]),
            // dnf5-repoquery(8); the format is no name, but stands where names do.
            "dnf5 wanted": Grammar(
                verb: ["repoquery"],
                options: ["--disablerepo=*"],
                needed: ["--userinstalled", "--queryformat"],
                takesNames: true
            ),
            "dnf5 given": Grammar(
                verb: ["repoquery"],
                needed: ["--available", "--queryformat"],
                takesNames: true
            ),
        ],
        // microdnf(8), and `microdnf --help` of 3.9
        "microdnf": [
            "microdnf refresh": Grammar(verb: ["makecache"]),
            "microdnf install": Grammar(
                verb: ["install"],
                options: ["--assumeyes"],
                takesNames: true
            ),
            "microdnf essentials": Grammar(
                verb: ["install"],
                options: ["--assumeyes", "--setopt=install_weak_deps=0"],
                takesNames: true
            ),
            "microdnf uninstall": Grammar(
                verb: ["remove"],
                options: ["--assumeyes"],
                takesNames: true
            ),
            "microdnf search": Grammar(verb: ["repoquery"], takesNames: true),
            "microdnf given": Grammar(verb: ["repoquery"], takesNames: true),
            "microdnf upgrade": Grammar(verb: ["update"], options: ["--assumeyes"]),
            "microdnf clean": Grammar(verb: ["clean", "all"]),
        ],
        // yum(8) and yum.conf(5) of release 3.4
        "yum": [
            "yum refresh": Grammar(verb: ["makecache"]),
            "yum install": Grammar(verb: ["install"], options: ["--assumeyes"], takesNames: true),
            "yum essentials": Grammar(
                verb: ["install"],
                options: ["--assumeyes", "--setopt=skip_missing_names_on_install=True"],
                takesNames: true
            ),
            "yum uninstall": Grammar(verb: ["remove"], options: ["--assumeyes"], takesNames: true),
            "yum search": Grammar(verb: ["search"], takesNames: true),
            "yum upgrade": Grammar(verb: ["update"], options: ["--assumeyes"]),
            "yum clean": Grammar(verb: ["clean", "all"]),
        ],
        // apk(8), apk-add(8), apk-del(8), apk-search(8), apk-info(8): of 2.14 and 3
        "apk": [
            "apk refresh": Grammar(verb: ["update"]),
            "apk install": Grammar(verb: ["add"], options: ["--interactive"], takesNames: true),
            "apk essentials": Grammar(verb: ["add"], takesNames: true),
            "apk uninstall": Grammar(verb: ["del"], options: ["--interactive"], takesNames: true),
            "apk search": Grammar(verb: ["search"], takesNames: true),
            "apk given": Grammar(verb: ["search"], needed: ["--exact"], takesNames: true),
            "apk upgrade": Grammar(verb: ["upgrade"], options: ["--interactive"]),
            "apk list": Grammar(verb: ["info"], needed: ["-v"]),
            "apk files": Grammar(
                verb: ["info"],
                needed: ["--quiet", "--contents"],
                takesNames: true
            ),
        ],
        // xbps-install(1), xbps-remove(1), xbps-query(1)
        "xbps": [
            "xbps-install refresh": Grammar(
                options: ["--yes"],
                needed: ["--sync", "--update"],
                takesNames: true
            ),
            "xbps-install install": Grammar(options: ["--yes", "--sync"], takesNames: true),
            "xbps-install essentials": Grammar(needed: ["--yes"], takesNames: true),
            "xbps-remove uninstall": Grammar(options: ["--yes", "--recursive"], takesNames: true),
            "xbps-query search": Grammar(needed: ["--repository", "--search"], takesNames: true),
            "xbps-install upgrade": Grammar(options: ["--yes"], needed: ["--sync", "--update"]),
            "xbps-query list": Grammar(needed: ["--list-pkgs"]),
            "xbps-query wanted": Grammar(needed: ["--list-manual-pkgs"]),
        ],
        // emerge(1), emerge-webrsync(1)
        "portage": [
            "emerge-webrsync refresh": Grammar(options: ["--quiet"]),
            "emerge install": Grammar(options: ["--ask", "--noreplace"], takesNames: true),
            "emerge essentials": Grammar(
                options: ["--noreplace", "--getbinpkg"],
                takesNames: true
            ),
            "emerge uninstall": Grammar(
                options: ["--ask"],
                needed: ["--depclean"],
                takesNames: true
            ),
            "emerge search": Grammar(needed: ["--search"], takesNames: true),
            "emerge upgrade": Grammar(
                options: ["--ask", "--deep", "--newuse"],
                needed: ["--update"],
                takesNames: true
            ),
        ],
        // slackpkg(8)
        "slackpkg": [
            "slackpkg refresh": Grammar(verb: ["update"], options: batch),
            "slackpkg install": Grammar(verb: ["install"], options: batch, takesNames: true),
            "slackpkg essentials": Grammar(verb: ["install"], needed: batch, takesNames: true),
            "slackpkg uninstall": Grammar(verb: ["remove"], options: batch, takesNames: true),
            "slackpkg search": Grammar(verb: ["search"], takesNames: true),
            "slackpkg upgrade": Grammar(verb: ["upgrade-all"], options: batch),
        ],
        // eopkg(1)
        "eopkg": [
            "eopkg refresh": Grammar(verb: ["update-repo"]),
            "eopkg install": Grammar(verb: ["install"], options: ["--yes-all"], takesNames: true),
            "eopkg essentials": Grammar(verb: ["install"], needed: ["--yes-all"], takesNames: true),
            "eopkg uninstall": Grammar(verb: ["remove"], options: ["--yes-all"], takesNames: true),
            "eopkg search": Grammar(verb: ["search"], takesNames: true),
            "eopkg upgrade": Grammar(verb: ["upgrade"], options: ["--yes-all"]),
            "eopkg clean": Grammar(verb: ["delete-cache"]),
        ],
    ]

    private static let batch: Set = ["-batch=on", "-default_answer=y"]
}
