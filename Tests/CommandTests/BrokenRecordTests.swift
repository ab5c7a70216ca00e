import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// A record that cannot be read keeps nothing from being done with the other boxes.
@Suite struct BrokenRecordTests {
    let sandbox: Sandbox
    let fault = "the record '~/.local/state/alcove/boxes/zzz.json' is no JSON"

    init() throws {
        sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
    }

    /// Has a box whose record is broken.
    func breakOne() throws {
        try File.makeDirectories("\(sandbox.home)/.local/state/alcove/boxes", mode: 0o700)
        try sandbox.write(".local/state/alcove/boxes/zzz.json", "{")
    }

    func declare(_ text: String) throws {
        try sandbox.write("alcove.toml", text)
        _ = sandbox.alcove("allow", "--yes", sandbox.home)
    }

    func alcove(_ words: String...) -> String { sandbox.alcove(words + [sandbox.home]) }

    @Test func aManifestOfOtherBoxesIsPlannedAndApplied() throws {
        try breakOne()
        try declare("[box.onex]\nimage = \"debian\"\nbare = true")
        let planned = alcove("plan")
        #expect(planned.hasPrefix("onex: make\n"))
        #expect(planned.contains("warning: \(fault)"))
        #expect(planned.hasSuffix("[0]"))
        let applied = alcove("apply")
        #expect(applied.contains("Box 'onex' is made\n"))
        #expect(applied.hasSuffix("[0]"))
        // Who means one box is told of that one.
        #expect(!sandbox.alcove("plan", sandbox.home, "--box", "onex").contains("zzz"))
    }

    @Test func aManifestThatDeclaresItFailsForThatBoxAlone() throws {
        try breakOne()
        try declare(
            """
            [box.zzz]
            image = "debian"
            bare = true
            [box.onex]
            image = "debian"
            bare = true
            """
        )
        let planned = alcove("plan")
        #expect(planned.contains("onex: make\n"))
        #expect(planned.contains("error: \(fault)"))
        #expect(!planned.contains("zzz: "))
        #expect(planned.hasSuffix("[1]"))
        let applied = alcove("apply", "--yes")
        #expect(applied.contains("Box 'onex' is made\n"))
        #expect(applied.contains("error: \(fault)"))
        #expect(applied.hasSuffix("[1]"))
        #expect(sandbox.engine.containers.map(\.name) == ["onex"])
    }

    @Test func aLockIsWritten() throws {
        try breakOne()
        try declare("[box.onex]\nimage = \"debian\"\nbare = true")
        let told = alcove("lock", "-q")
        #expect(told.hasPrefix("~/alcove.lock\n") && told.hasSuffix("[0]"), "\(told)")
    }

    /// The home that a removed box has left may be that of the one which cannot be read.
    @Test func aHomeThatMayBeItsIsNotGivenAway() throws {
        try breakOne()
        let new = sandbox.alcove("create", "-q", "a", "-i", "debian", "--bare", "--home", "private")
        #expect(new == "a\n[0]")
        let home = try #require(try sandbox.record("a")).homeSource
        let told = sandbox.alcove("rm", "a", "--home", "--yes")
        #expect(told.contains("The home of box 'a' stays: "))
        #expect(File.kind(home) == .directory)
        let again = sandbox.alcove(
            "create",
            "-q",
            "a",
            "-i",
            "debian",
            "--bare",
            "--home",
            "private"
        )
        #expect(again.contains("error: \(fault)"))
    }

    @Test func allOthersAreRemoved() throws {
        _ = sandbox.alcove("create", "-q", "a", "-i", "debian", "--bare")
        try breakOne()
        let told = sandbox.alcove("rm", "--all", "--yes")
        #expect(told.contains("error: \(fault)"))
        #expect(told.hasSuffix("[1]"))
        #expect(try sandbox.record("a") == nil)
    }

    /// Nobody knows which of them it needs.
    @Test func pruneLeavesImagesAndSaysSo() throws {
        var image = FakeEngine.image("sha256:0123456789abcdef")
        image.digest = nil
        sandbox.engine.images["localhost/alcove/recipe/web:1"] = image
        sandbox.engine.layers[image.id] = [ImageLayer(id: "l", size: 1_500_000)]
        _ = sandbox.alcove("create", "-q", "a", "-i", "debian", "--bare")
        _ = sandbox.alcove("edit", "-q", "a", "--env", "A=1")
        try breakOne()
        #expect(
            sandbox.alcove("prune", "--dry-run") == """
                warning: \(fault); images stay, as its box may need any of them
                There is nothing to remove.
                [0]
                """
        )
        #expect(sandbox.alcove("prune", "--keep", "0", "--dry-run").contains("generation  a 1"))
        #expect(sandbox.engine.images["localhost/alcove/recipe/web:1"] != nil)
    }

    @Test func theDoctorDoesNotAdviseToRemoveItsContainer() throws {
        let told = FindingWords.lines(
            [Finding(.containers, .warning, "zzz", mend: .advice(.keep(of: [.named("zzz")])))],
            coloured: false
        ).joined(separator: "\n")
        #expect(
            told.hasSuffix(
                "The container seems to be of box 'zzz', whose record cannot be read: keep it until that is mended."
            )
        )
        #expect(!told.contains("belongs to no box"))
    }
}
