import Boxes
import Engines
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// What a user sees of the generations of a box.
@Suite struct GenerationCommandTests {
    let sandbox: Sandbox
    /// What the next generation has before and after it is upgraded.
    private let before = ["curl 8.1", "gcc 14", "sed 4.9"]
    private let after = ["curl 8.2", "jq 1.7", "sed 4.9"]

    init() throws {
        sandbox = try Sandbox()
        try sandbox.writeTinyProfile()
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
    }

    private func upgrade(_ words: String...) -> String {
        var isUpgraded = false
        sandbox.trialOutput = { [before, after] command in
            if command == ["tin", "list"] { return isUpgraded ? after : before }
            if command == ["tin", "up"] { isUpgraded = true }
            return []
        }
        return alcove(["upgrade", "web"] + words)
    }

    /// What a command tells, without for how long it goes on.
    private func alcove(_ words: [String]) -> String {
        let lines = sandbox.alcove(words).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.filter { !$0.hasSuffix(" s") }.joined(separator: "\n")
    }

    @Test func anUpgradeIsTriedAndTold() throws {
        #expect(
            upgrade() == "Box 'web' is generation 2: 1 added, 1 removed, 1 changed\n[0]"
        )
        #expect(sandbox.engine.containers.map(\.name) == ["web.g1", "web"])
        #expect(try sandbox.record("web")?.remark?.reason == .upgrade)
        #expect(
            sandbox.alcove("history", "web") == """
                GENERATION  CREATED      WHY      IMAGE   PACKAGES                       STATE
                1           2 hours ago  create   debian  -                              previous
                2           2 hours ago  upgrade  debian  1 added, 1 removed, 1 changed  live
                [0]
                """
        )
        #expect(
            sandbox.alcove("diff", "web") == """
                ~ curl 8.1 -> 8.2
                - gcc 14
                + jq 1.7
                [0]
                """
        )
    }

    /// As JSON, without its spaces.
    private func differences(_ words: String...) -> String {
        sandbox.alcove(["diff", "--json"] + words).filter { !$0.isWhitespace }
    }

    /// No package is changed by an edit, and 'diff' knows that.
    @Test func anEditHasThePackagesOfWhatItIsMadeOf() throws {
        sandbox.trialOutput = { [before] in $0 == ["tin", "list"] ? before : [] }
        _ = alcove(["edit", "web", "--env", "A=1"])
        #expect(sandbox.trials == ["tin list"])
        #expect(sandbox.alcove("diff", "web") == "+ Variable: A=1\n[0]")
        _ = sandbox.alcove("start", "web")
        sandbox.trialOutput = { [after] in $0 == ["tin", "list"] ? after : [] }
        // Somebody installed something in the meantime.
        _ = alcove(["edit", "web", "--env", "B=1"])
        #expect(sandbox.alcove("diff", "web") == "+ Variable: B=1\n[0]")
        #expect(differences("web").contains(#""options":[{"name":"Variable","to":"B=1"}]"#))
        let taken = #"{"from":"A=1","name":"Variable"},{"from":"B=1","name":"Variable"}"#
        #expect(differences("web", "3", "1").contains(taken))
        #expect(
            sandbox.alcove("history", "web").contains("1 added, 1 removed, 1 changed  previous")
        )
    }

    @Test func aCheckKeepsNothing() throws {
        #expect(upgrade("--check") == "~ curl 8.1 -> 8.2\n- gcc 14\n+ jq 1.7\n[100]")
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
        #expect(try sandbox.record("web")?.generation == 1)
    }

    @Test func nothingNewIsNoGeneration() throws {
        sandbox.trialOutput = { [before] in $0 == ["tin", "list"] ? before : [] }
        #expect(alcove(["upgrade", "web"]) == "Box 'web' is up to date\n[0]")
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
    }

    @Test func aFailingManagerChangesNothing() throws {
        sandbox.trialFailing = ["tin", "sync"]
        #expect(
            upgrade() == """
                error: 'tin sync' ended with status 7 in the next generation of box 'web'
                hint: The box is as it was.
                [1]
                """
        )
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
        #expect(try sandbox.record("web")?.generation == 1)
    }

    @Test func aBoxThatWasTakenBackIsNotUpgradedUnasked() throws {
        _ = upgrade()
        #expect(sandbox.alcove("rollback", "web") == "Box 'web' is generation 1\n[0]")
        let told = sandbox.alcove("upgrade", "--all")
        #expect(told.hasPrefix("Box 'web' was taken back from its last upgrade"))
        #expect(upgrade().hasPrefix("Box 'web' is generation 3"))
    }

    @Test func generationsArePinnedAndLetGo() throws {
        _ = upgrade()
        #expect(sandbox.alcove("pin", "web", "1") == "[0]")
        #expect(sandbox.alcove("pin", "web", "1") == "Generation 1 of box 'web' is pinned\n[0]")
        #expect(sandbox.alcove("history", "web").contains("previous, pinned"))
        let none = "There is nothing to remove.\n[0]"
        #expect(sandbox.alcove("prune", "--keep", "0", "--yes") == none)
        #expect(sandbox.alcove("unpin", "web", "1") == "[0]")
        #expect(sandbox.alcove("prune", "--keep", "0", "--dry-run").contains("generation  web 1"))
        _ = sandbox.alcove("prune", "--keep", "0", "--yes")
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
        let told = "error: box 'web' has no generation 9\nhint: See 'alcove history web'.\n[1]"
        #expect(sandbox.alcove("pin", "web", "9") == told)
    }

    @Test func aSnapshotHasANumber() throws {
        #expect(alcove(["snapshot", "web", "-m", "before\nall"]) == "2\n[0]")
        #expect(sandbox.alcove("history", "web").contains("snapshot: before all"))
        #expect(sandbox.alcove("history", "web", "--json").contains("\"message\" : \"before all\""))
    }

    @Test func whatABoxNeverWasIsTold() throws {
        let told = "error: box 'web' has no former generation\nhint: See 'alcove history web'.\n[1]"
        #expect(sandbox.alcove("rollback", "web") == told)
        #expect(sandbox.alcove("diff", "web") == told)
    }

    /// Packages come along, and what the image has by itself is told.
    @Test func rebaseCarriesPackages() throws {
        sandbox.engine.images["other"] = FakeEngine.image("sha256:2")
        _ = sandbox.alcove("create", "-q", "site", "-i", "debian")
        _ = sandbox.alcove("install", "site", "curl", "jq", "-y")
        sandbox.trialOutput = { [before] in $0 == ["tin", "list"] ? before : [] }
        let told = alcove(["rebase", "--now", "site", "other"])
        #expect(
            told.hasSuffix(
                "Box 'site' is generation 2: made from other; in the image itself: curl\n[0]"
            )
        )
        // The box's packages and its former image's tell what was installed by hand.
        let looks = ["tin list", "tin list"]
        #expect(sandbox.trials == looks + ["tin list", "tin sync", "tin add -y jq", "tin list"])
        let record = try #require(try sandbox.record("site"))
        #expect(record.image.id == "sha256:2")
        #expect(record.spec.packages == ["curl", "jq"])
        #expect(record.others[0].image.id == "sha256:1")
    }
}
