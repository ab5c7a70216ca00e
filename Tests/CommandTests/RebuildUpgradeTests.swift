import Archives
import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// What a user sees of upgrades of boxes that a manifest declares.
@Suite struct RebuildUpgradeTests {
    let sandbox: Sandbox
    private static let image = "registry.test/base:1"
    private static func digest(_ number: Int) -> String {
        "sha256:" + String(repeating: String(number), count: 64)
    }

    init() throws {
        sandbox = try Sandbox()
        try sandbox.writeTinyProfile(database: "/var/lib/tin")
        sandbox.letAgentsAnswer()
        // It has the first one's id, and another digest.
        sandbox.engine.images["debian"] = nil
        offer(1)
        sandbox.engine.images[Self.image] = sandbox.engine.registry[Self.image]
        let manifest = """
            [box.web]
            image = "\(Self.image)"
            check = "true"
            """
        try sandbox.write("alcove.toml", manifest)
        _ = sandbox.alcove("apply", "-q", "--yes", sandbox.home)
    }

    /// The registry has that image.
    private func offer(_ number: Int) {
        var image = FakeEngine.image("sha256:\(number)")
        image.digest = Self.digest(number)
        sandbox.engine.registry[Self.image] = image
    }

    /// What a command tells, without for how long it goes on.
    private func alcove(_ words: String...) -> String {
        let lines = sandbox.alcove(words).split(separator: "\n", omittingEmptySubsequences: false)
        let passing = ["Fetching ", "Making box 'lock-"]
        return lines.filter { line in
            !line.hasSuffix(" s") && !passing.contains { line.hasPrefix($0) }
        }
        .joined(separator: "\n")
    }

    private func record() throws -> BoxRecord { try #require(try sandbox.record("web")) }

    @Test func aNewerImageMakesItAnew() throws {
        offer(2)
        let told = "Box 'web' is generation 2: made anew from \(Self.image)\n[0]"
        #expect(alcove("upgrade", "web") == told)
        #expect(try record().image.id == "sha256:2")
        #expect(try record().remark?.reason == .upgrade)
        #expect(
            sandbox.trials == ["tin list", "tin sync", "tin up", "tin list", "/bin/sh -c true"]
        )
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
        #expect(sandbox.engine.containers.map(\.name) == ["web.g1", "web"])
    }

    @Test func newerPackagesMakeItAnew() throws {
        var isUpgraded = false
        sandbox.trialOutput = { command in
            if command == ["tin", "up"] { isUpgraded = true }
            return command == ["tin", "list"] ? [isUpgraded ? "curl 2" : "curl 1"] : []
        }
        #expect(
            alcove("upgrade", "web")
                == "Box 'web' is generation 2: made anew from \(Self.image); packages: 1 changed\n[0]"
        )
        isUpgraded = false
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
        #expect(try record().generation == 2)
    }

    /// Somebody installed 'jq'; 'curl' is newer in the registry.
    private func workByHand() throws {
        let container = try record().container
        sandbox.engine.changed[container] = ["/var/lib/tin/db", "/etc/mine"].map {
            ChangedFile(path: $0, kind: .added)
        }
        sandbox.engine.folders["\(container) /etc"] = TarEntry.end
    }

    /// What 'tin list' says, one time after the other.
    private func list(_ lists: [String]...) {
        var lists = lists
        sandbox.trialOutput = { command in
            guard command == ["tin", "list"] else { return [] }
            return lists.count > 1 ? lists.removeFirst() : lists[0]
        }
    }

    @Test func whatWasDoneByHandComesAlong() throws {
        try workByHand()
        offer(2)
        // The box, its image, the next generation: fresh, upgraded, and with what came along.
        list(["curl 1", "jq 1"], ["curl 1"], ["curl 1"], ["curl 2"], ["curl 2", "jq 1"])
        #expect(
            alcove("upgrade", "web") == """
                Box 'web' is generation 2: made anew from \(Self.image); packages: 1 changed; \
                /etc/mine came along
                [0]
                """
        )
        #expect(sandbox.trials.contains("tin add -y jq"))
        #expect(try record().spec.packages.isEmpty, "nobody declared it")
        #expect(alcove("diff", "web").contains("~ curl 1 -> 2\n"))
    }

    /// One that came from a file can be had from nowhere: what there is to do is told with its name.
    @Test func aPackageThatCannotBeHadAgainIsNamed() throws {
        try workByHand()
        try sandbox.write(
            "alcove.toml",
            "[box.web]\nimage = \"\(Self.image)\"\nbuild = [\"true\"]\npackages = [\"jo\"]"
        )
        list(["curl 1", "jq 1"], ["curl 1"])
        let step = BuildStep(number: 5, count: 6, text: "RUN tin add -y jo jq")
        sandbox.engine.refusing["build "] = .buildFailed(
            BuildFailure(reason: "no jq", step: step, exitCode: 1, log: ["no such package"])
        )
        let told = alcove("apply", "--yes", sandbox.home)
        #expect(
            told.contains(
                "hint: By hand came 'jq': take it away with 'alcove uninstall', or leave behind all that was done "
                    + "by hand, with '--drift drop'.\n"
            ),
            "\(told)"
        )
        #expect(try record().generation == 1)
    }

    @Test func whatWasDoneByHandIsNoReasonToMakeItAnew() throws {
        try workByHand()
        list(["curl 1", "jq 1"], ["curl 1"], ["curl 1"], ["curl 1"], ["curl 1", "jq 1"])
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
    }

    @Test func whatWasDoneByHandIsDroppedWhereThatIsSaid() throws {
        try workByHand()
        offer(2)
        list(["curl 2"])
        #expect(
            alcove("upgrade", "--drop", "web")
                == "Box 'web' is generation 2: made anew from \(Self.image)\n[0]"
        )
        #expect(!sandbox.trials.contains("tin add -y jq"))
    }

    @Test func aCheckSaysWhatThereIsAndKeepsNothing() throws {
        #expect(alcove("upgrade", "--check", "web") == "Box 'web' is up to date\n[0]")
        offer(2)
        #expect(
            alcove("upgrade", "--check", "web") == """
                ~ image \(Self.image) \(Self.digest(1)) -> \(Self.digest(2))
                [100]
                """
        )
        #expect(try record().generation == 1)
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
    }

    @Test func aFailingCheckChangesNothing() throws {
        offer(2)
        sandbox.trialFailing = ["/bin/sh", "-c", "true"]
        #expect(
            alcove("upgrade", "web") == """
                error: '/bin/sh -c true' ended with status 7 in the next generation of box 'web'
                hint: The box is as it was.
                [1]
                """
        )
        #expect(try record().generation == 1)
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
    }

    @Test func aRegistryOutOfReachIsTold() throws {
        sandbox.engine.isAway = true
        let told = alcove("upgrade", "web")
        #expect(told.hasPrefix("error: ") && told.hasSuffix("[1]"), "\(told)")
        #expect(try record().generation == 1)
        // An image that no registry has is the one that is here.
        sandbox.engine.isAway = false
        sandbox.engine.registry = [:]
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
    }

    @Test func whatItWasTakenBackFromIsPassedOverUntilSomethingIsNewer() throws {
        offer(2)
        _ = alcove("upgrade", "web")
        _ = alcove("rollback", "web")
        #expect(
            alcove("upgrade", "--all") == """
                Box 'web' was taken back from what it would become, and there is nothing newer: \
                it is upgraded when named
                [0]
                """
        )
        #expect(try record().generation == 1)
        offer(3)
        #expect(alcove("upgrade", "--all").hasPrefix("Box 'web' is generation 3: "))
        #expect(try record().image.id == "sha256:3")
    }

    @Test func aLockIsNotGoneBeyond() throws {
        #expect(sandbox.alcove("lock", "-q", sandbox.home).hasSuffix("[0]"))
        let pinned = "registry.test/base@\(Self.digest(1))"
        sandbox.engine.images[pinned] = sandbox.engine.images[Self.image]
        offer(2)
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
        _ = sandbox.alcove("lock", "-q", sandbox.home)
        sandbox.engine.images["registry.test/base@\(Self.digest(2))"] =
            sandbox.engine.registry[Self.image]
        #expect(alcove("upgrade", "web").hasPrefix("Box 'web' is generation 2: "))
        #expect(try record().image.id == "sha256:2")
        #expect(!sandbox.trials.contains("tin up"), "the lock says which packages there are")
    }

    /// Who takes the lock away, or the whole project, is not to choose the image by that.
    @Test(arguments: ["its lock is gone", "it is moved", "it is denied"])
    func aLockThatIsGoneIsNotForgotten(how: String) throws {
        let project = sandbox.home + "/work"
        try sandbox.write("work/alcove.toml", "[box.db]\nimage = \"\(Self.image)\"\n")
        _ = sandbox.alcove("allow", "--yes", project)
        _ = sandbox.alcove("lock", "-q", project)
        sandbox.engine.images["registry.test/base@\(Self.digest(1))"] =
            sandbox.engine.images[Self.image]
        #expect(sandbox.alcove("apply", "-q", project).hasSuffix("[0]"))
        offer(2)
        switch how {
        case "its lock is gone": try File.remove(project + "/alcove.lock")
        case "it is moved": try File.move(project, to: sandbox.home + "/other")
        default: _ = sandbox.alcove("deny", project)
        }
        let told = alcove("upgrade", "db")
        let reason = [
            "its lock is gone":
                "error: '~/work/alcove.lock', which was allowed, is not there any more\n",
            "it is moved": "error: the manifest '~/work/alcove.toml' of box 'db' is not there\n",
        ]
        #expect(told.hasPrefix(reason[how] ?? "error: '~/work/alcove.toml' is denied\n"), "\(told)")
        #expect(try sandbox.record("db")?.image.id == "sha256:1")
    }

    /// What was built from a Containerfile that is none of the manifest's any more is not built anew from
    /// what the disk has there.
    @Test func aRecipeThatNobodyWasShownIsNotBuilt() throws {
        let project = sandbox.home + "/work"
        try sandbox.write("work/Containerfile", "FROM \(Self.image)\n")
        try sandbox.write(
            "work/alcove.toml",
            "[box.db]\nimage = \"./Containerfile\"\nbare = true\n"
        )
        _ = sandbox.alcove("allow", "--yes", project)
        #expect(sandbox.alcove("apply", "-q", project).hasSuffix("[0]"))
        let count = sandbox.engine.builds.count
        try sandbox.write("work/Containerfile", "FROM evil\n")
        try sandbox.write("work/alcove.toml", "[box.db]\nimage = \"\(Self.image)\"\nbare = true\n")
        _ = sandbox.alcove("allow", "--yes", project)
        #expect(
            alcove("upgrade", "db") == """
                error: '~/work/Containerfile' is none of the files that were allowed
                hint: 'alcove apply' shows what is different, and asks.
                [1]
                """
        )
        #expect(sandbox.engine.builds.count == count)
    }

    @Test func whatWouldBeDoneIsSaid() {
        #expect(
            alcove("upgrade", "--dry-run", "web") == """
                fetch '\(Self.image)' as it is now
                make the next generation of box 'web'
                take along what was done in it by hand
                check it: true
                [0]
                """
        )
    }
}
