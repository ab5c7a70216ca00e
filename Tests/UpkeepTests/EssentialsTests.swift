import Boxes
import Engines
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

@Suite struct EssentialsTests {
    let sandbox: Sandbox
    let image = BoxRecord.ImageMark(reference: "tiny", id: "sha256:aa")

    init() throws {
        sandbox = try Sandbox()
        try sandbox.write(
            "profiles/tiny.toml",
            """
            managers = ["tin"]
            [match]
            ids = ["tiny"]
            [manager.tin]
            program = "/bin/tin"
            environment = ["TIN=never \\"ask\\""]
            yes = ["-y"]
            refresh = ["tin", "sync"]
            install = ["tin", "add", "{yes}", "{packages}"]
            essentials = ["tin", "add", "-y", "--small", "{packages}"]
            uninstall = ["tin", "del", "{packages}"]
            search = ["tin", "find", "{words}"]
            upgrade = ["tin", "up"]
            clean = ["tin", "clean"]
            list = ["tin", "list"]
            list-fields = ["name", "version"]
            [essentials]
            less = "/bin/less"
            man = "/bin/man"
            [shells]
            zsh = ["zsh", "zsh-doc"]
            [locale]
            packages = ["words-{language}"]
            commands = [["speak", "{locale}"]]
            [restore]
            "/etc/tin.conf" = ["rm", "/etc/tin.conf"]
            "/etc/other.conf" = ["rm", "/etc/other.conf"]
            """
        )
        var plain = FakeEngine.image("sha256:aa")
        plain.labels = [:]
        sandbox.engine.images["tiny"] = plain
        sandbox.engine.files = [
            "/etc/os-release": Array("ID=tiny\n".utf8), "/bin/tin": [], "/bin/less": [],
            "/etc/tin.conf": [],
        ]
    }

    func foundations(
        _ environment: EnvironmentVariables = ["LANG": "de_DE.UTF-8", "https_proxy": "http://p:1"],
        _ change: (inout BoxSpec) -> Void = { _ in }
    ) throws(UpkeepError) -> Foundations {
        var spec = BoxSpec(image: "tiny")
        change(&spec)
        return try sandbox.household.foundations(
            of: spec,
            image,
            ProfileShelf(sandbox.places.profiles),
            environment: environment
        ) { _ in true }
    }

    func built() -> [String] {
        let context = sandbox.engine.builds.last?.context ?? []
        // The one file of the archive begins behind its header.
        return context.dropFirst(512).prefix { $0 != 0 }.split(separator: 10).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func whatIsMissingIsBuiltWithoutAShell() throws {
        let foundations = try foundations { $0.packages = ["rip grep", "fd"] }
        #expect(foundations.lack == nil)
        #expect(foundations.base?.id == "built1")
        #expect(
            built() == [
                "FROM sha256:aa", "USER 0:0", #"ARG TIN="never \"ask\"""#,
                #"RUN ["rm","/etc/tin.conf"]"#, #"RUN ["tin","sync"]"#,
                #"RUN ["tin","add","-y","--small","man","zsh","zsh-doc","words-de"]"#,
                #"RUN ["tin","add","-y","rip grep","fd"]"#, #"RUN ["speak","de_DE.UTF-8"]"#,
                #"RUN ["tin","clean"]"#,
            ]
        )
        let request = try #require(sandbox.engine.builds.first).request
        #expect(request.reference == foundations.base?.reference)
        #expect(request.arguments == ["https_proxy": "http://p:1"])
        #expect(request.pull == .never)
        #expect(!request.usesCache, "lists of another day are of no use")
        #expect(sandbox.engine.containers.isEmpty)
    }

    @Test func whatTheUserWantsDoneComesBehindThePackages() throws {
        _ = try foundations {
            $0.packages = ["fd"]
            $0.build = ["echo $HOME >\"a b\"", "true"]
        }
        #expect(
            built().suffix(4) == [
                #"RUN ["speak","de_DE.UTF-8"]"#,
                ##"RUN ["/bin/sh","-c","echo $HOME >\"a b\""]"##, #"RUN ["/bin/sh","-c","true"]"#,
                #"RUN ["tin","clean"]"#,
            ]
        )
    }

    /// It needs neither a profile nor a network.
    @Test func whatTheUserWantsDoneIsDoneInABareImage() throws {
        let foundations = try foundations([:]) {
            $0.bare = true
            $0.build = ["true"]
        }
        #expect(foundations.base?.id == "built1")
        let recipe = ["FROM sha256:aa", "USER 0:0", #"RUN ["/bin/sh","-c","true"]"#]
        #expect(built() == recipe)
    }

    @Test func whatTheUserWantsDoneIsNamedWhenItFails() throws {
        let step = BuildStep(number: 4, count: 4, text: "RUN false")
        let failure = BuildFailure(reason: "no", step: step)
        sandbox.engine.failing = (call: sandbox.engine.calls.count + 3, .buildFailed(failure))
        #expect(throws: UpkeepError.image(.buildCommandFailed("false", failure))) {
            try foundations {
                $0.bare = true
                $0.build = ["true", "false"]
            }
        }
    }

    @Test func theSecondBoxOfAnImageBuildsNothing() throws {
        let first = try foundations()
        sandbox.engine.calls = []
        let second = try foundations()
        #expect(second == first)
        #expect(sandbox.engine.calls == ["image \(first.base?.reference ?? "")"])
    }

    @Test func otherPackagesAreAnotherImage() throws {
        let first = try foundations()
        let second = try foundations { $0.packages = ["fd"] }
        #expect(first.base != second.base)
        #expect(sandbox.engine.builds.count == 2)
    }

    @Test func aBareBoxAsksNobody() throws {
        #expect(try foundations { $0.bare = true } == Foundations())
        #expect(sandbox.engine.calls == [])
    }

    @Test func aBareBoxHasThePackagesThatAreNamed() throws {
        _ = try foundations {
            $0.bare = true
            $0.packages = ["fd"]
        }
        #expect(built().contains(#"RUN ["tin","add","-y","fd"]"#))
        #expect(!built().joined().contains("man"))
    }

    @Test func anImageThatIsMadeForBoxesIsTakenAsItIs() throws {
        sandbox.engine.images["tiny"]?.labels = ["com.github.containers.toolbox": "true"]
        #expect(try foundations() == Foundations())
        #expect(sandbox.engine.builds.isEmpty && sandbox.engine.requests.isEmpty)
    }

    @Test func anImageThatHasItAllIsTakenAsItIs() throws {
        for path in ["/bin/man", "/usr/bin/zsh"] { sandbox.engine.files[path] = [] }
        #expect(try foundations() == Foundations())
        #expect(sandbox.engine.builds.isEmpty)
    }

    @Test func anUnknownDistributionIsNoObstacle() throws {
        sandbox.engine.files["/etc/os-release"] = Array("ID=nixos\n".utf8)
        #expect(try foundations() == Foundations(lack: .profile))
        #expect(throws: UpkeepError.noProfile(distribution: "nixos")) {
            try foundations { $0.packages = ["fd"] }
        }
    }

    @Test func aReleaseThatLeadsToItselfIsNoObstacle() throws {
        sandbox.engine.loops = ["/etc/os-release", "/usr/lib/os-release"]
        #expect(try foundations() == Foundations(lack: .profile))
    }

    @Test func anImageWithoutAManagerIsNoObstacle() throws {
        sandbox.engine.files["/bin/tin"] = nil
        #expect(try foundations() == Foundations(lack: .manager))
        #expect(throws: UpkeepError.noManager(distribution: "tiny", ["tin"])) {
            try foundations { $0.packages = ["fd"] }
        }
    }

    @Test func withoutListsTheBoxIsMadeAllTheSame() throws {
        // FROM, USER, ARG and one step before it.
        let step = BuildStep(number: 5, count: 9, text: #"RUN ["tin","sync"]"#)
        sandbox.engine.failing = (
            calls(beforeBuild: ()) + 1, .buildFailed(BuildFailure(reason: "no", step: step))
        )
        #expect(try foundations() == Foundations(lack: .network))
    }

    @Test func packagesThatCannotBeHadAreNamed() throws {
        // FROM, USER, ARG, two that leave in what the image leaves out, the lists, the essentials.
        let step = BuildStep(number: 7, count: 9, text: "RUN")
        let failure = BuildFailure(reason: "no", step: step, exitCode: 100, log: ["no such thing"])
        sandbox.engine.failing = (calls(beforeBuild: ()) + 1, .buildFailed(failure))
        #expect(throws: UpkeepError.image(.packagesFailed(["fd"], failure))) {
            try foundations { $0.packages = ["fd"] }
        }
    }

    @Test func essentialsThatFailAreTold() throws {
        let step = BuildStep(number: 6, count: 9, text: "RUN")
        let failure = BuildFailure(reason: "no", step: step, exitCode: 100, log: ["no such thing"])
        sandbox.engine.failing = (calls(beforeBuild: ()) + 1, .buildFailed(failure))
        #expect(throws: UpkeepError.image(.essentialsFailed(failure))) { try foundations() }
        #expect(sandbox.engine.containers.isEmpty)
    }

    /// How many calls come before the build, found by a run that is given up then.
    private func calls(beforeBuild: ()) -> Int {
        let other = try? EssentialsTests()
        _ = try? other?.foundations()
        return other?.sandbox.engine.calls.firstIndex { $0.hasPrefix("build") } ?? 0
    }

    @Test func whatIsLookedAtIsTakenAwayByTheNextCommandOfADeadOne() throws {
        sandbox.engine.failing = (5, .timedOut(sandbox.engine.address, call: "entry", seconds: 1))
        sandbox.engine.staysDead = true
        #expect(throws: UpkeepError.self) { try foundations() }
        #expect(sandbox.engine.containers.count == 1)
        sandbox.engine.failing = nil
        #expect(sandbox.household.recoverSurely().map(\.outcome) == [.settled])
        #expect(sandbox.engine.containers.isEmpty)
    }

    @Test(arguments: [
        ("Iface\tDestination\tGateway\n", "", false),
        ("Iface\n eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n", "", true),
        ("Iface\n eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n", "", false),
        (
            "",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
                + "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n",
            false
        ),
        (
            "",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
                + "fe80000000000000000000000000000001 00000064 00000001 00000000 00000003 eth0\n",
            true
        ),
    ])
    func aWayOutIsADefaultRoute(four: String, six: String, isThere: Bool) {
        #expect(NetworkRoute.hasRoute(four: four, six: six) == isThere)
    }
}
