import Boxes
import Engines
import Linux
import Manifests
import TestSupport
import Testing

@testable import Upkeep

/// What was declared, permitted or changed goes with the generation that it is of.
@Suite struct StagedTests {
    let sandbox: Sandbox
    let first: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        first = try sandbox.make("web")
        sandbox.serveAgents(of: first.id)
    }

    private let isUp: (String) -> Bool = { File.kind($0) == .socket }
    private let name = BoxName.named("web")

    private func record() throws -> BoxRecord { try sandbox.household.record(name) }

    private func declared(_ packages: String...) -> BoxRecord.Declared {
        var spec = first.spec
        spec.packages = packages
        return BoxRecord.Declared(manifest: "/p/alcove.toml", spec: spec)
    }

    /// Makes the box anew from its image with those options, staged.
    private func stage(since known: BoxRecord? = nil, _ spec: BoxSpec) throws -> Advance {
        let ground = Successor.Ground(first.image, Foundations())
        return try sandbox.household.advance(
            name,
            since: known,
            to: { _ in Successor(spec, Generation.Remark(.apply), ground: ground) },
            AdvanceCalls(trial: { _ in }, isBusy: { _ in true }, isUp: isUp, cancel: { false })
        )
    }

    @discardableResult
    private func edit(_ change: (inout BoxSpec) -> Void) throws -> BoxRecord {
        try sandbox.household.edit(
            name,
            by: { spec in
                var spec = spec
                change(&spec)
                return spec
            },
            isUp: isUp
        )
    }

    private func plan(_ text: String) throws -> ApplyPlan.BoxPlan {
        let manifest = try Manifest(
            "/p/alcove.toml",
            Manifest.Circumstances(home: "/h", host: "desk", architecture: nil)
        ) { _ throws(ManifestFault.Reason) in Array(text.utf8) }
        return ApplyPlan(manifest, records: [try record()], exports: { _ in [] }).boxes[0]
    }

    /// The first declaration is that of the box as it was made.
    private func declare() throws { try sandbox.household.note(declared(), for: name) }

    private var manifest: String {
        "[box.web]\nimage = \"\(first.spec.image)\"\npackages = [\"jq\"]\n"
    }

    @Test func whatWasGivenUpIsDeclaredStill() throws {
        try declare()
        let wanted = declared("jq")
        _ = try stage(wanted.spec)
        try sandbox.household.note(wanted, for: name)
        #expect(try record().declared == declared(), "that of the box as it is")
        #expect(try record().comingDeclared == wanted)
        _ = try sandbox.household.changePackages(of: name, .install(["htop"])) { _ in 0 }
        #expect(try record().staged == nil && record().stagedDeclared == nil)
        let plan = try plan(manifest + "bare = \(first.spec.bare)")
        #expect(plan.deed == .rebuild && plan.target.packages == ["jq", "htop"])
    }

    @Test func whatIsTakenIsDeclaredThen() throws {
        try declare()
        let wanted = declared("jq")
        _ = try stage(wanted.spec)
        try sandbox.household.note(wanted, for: name)
        try sandbox.household.takeStaged(name, isBusy: { _ in false }, isUp: isUp)
        #expect(try record().declared?.spec == wanted.spec)
        #expect(try record().stagedDeclared == nil)
        #expect(try plan(manifest + "bare = \(first.spec.bare)").deed == .nothing)
    }

    /// A copy of the live box would have the options of what is staged, and not what that is built of.
    @Test func aChangeOverWhatIsStagedIsMadeAnew() throws {
        try declare()
        let wanted = declared("jq")
        _ = try stage(wanted.spec)
        try sandbox.household.note(wanted, for: name)
        let more = manifest + "bare = \(first.spec.bare)\nmemory = \"2G\""
        #expect(try plan(more).deed == .rebuild)
        #expect(throws: UpkeepError.changedMeanwhile(name)) { try edit { $0.packages = ["jq"] } }
        #expect(try record().spec == first.spec)
    }

    /// An image is fetched and built for minutes; what was forbidden meanwhile stays so.
    @Test func whatChangedSinceIsNotUndone() throws {
        let known = try record()
        try edit { $0.hostCommands = BoxSpec.HostCommands.nothing }
        #expect(throws: UpkeepError.changedMeanwhile(name)) { try stage(since: known, known.spec) }
        #expect(sandbox.engine.containers.count == 1, "nothing was begun")
        _ = try stage(since: try record(), try record().spec)
        #expect(try record().staged == 2)
    }

    @Test func whatWasForbiddenDoesNotComeBack() throws {
        try edit {
            $0.hostCommands = BoxSpec.HostCommands.nothing
            $0.shell = "/bin/zsh"
        }
        let back = try sandbox.household.rollBack(name, to: 1, isUp: isUp)
        #expect(back.spec.shell == first.spec.shell)
        #expect(back.spec.hostCommands == BoxSpec.HostCommands.nothing)
        // Neither by what is made anew with less.
        var spec = back.spec
        spec.hostCommands = try BoxSpec.HostCommands("ls")
        _ = try stage(spec)
        try sandbox.household.takeStaged(name, isBusy: { _ in false }, isUp: isUp)
        #expect(try record().others.allSatisfy { $0.spec.hostCommands == spec.hostCommands })
    }

    /// A lock that a colleague made anew has another image than the box.
    @Test func aNewerLockMakesTheBoxAnew() throws {
        var web = first
        web.declared = declared()
        web.image.digest = "sha256:old"
        let text = "[box.web]\nimage = \"\(first.spec.image)\"\nbare = \(first.spec.bare)"
        func deed(_ record: BoxRecord, _ digest: String?) throws -> ApplyPlan.Deed {
            let manifest = try Manifest(
                "/p/alcove.toml",
                Manifest.Circumstances(home: "/h", host: "desk", architecture: nil)
            ) { _ throws(ManifestFault.Reason) in Array(text.utf8) }
            let plan = ApplyPlan(
                manifest,
                records: [record],
                exports: { _ in [] },
                locked: { _ in digest }
            )
            return plan.boxes[0].deed
        }
        #expect(try deed(web, nil) == .nothing)
        #expect(try deed(web, "sha256:old") == .nothing)
        #expect(try deed(web, "sha256:new") == .rebuild)
        // Asked for by the digest of an index, an engine may tell that of its platform.
        web.image.reference = "docker.io/library/debian@sha256:new"
        #expect(try deed(web, "sha256:new") == .nothing)
        // What somebody gave it, or took back, is not undone unasked.
        web.image.reference = "debian"
        web.refused = "sha256:x"
        #expect(try deed(web, "sha256:new") == .nothing)
        web.refused = nil
        web.spec.image = "fedora"
        #expect(try deed(web, "sha256:new") == .nothing)
    }

    /// Three edits, and the generation that was made of the image is gone.
    @Test func whatWasMadeOfOneThatIsGoneIsKnown() throws {
        for shell in ["/bin/a", "/bin/b", "/bin/c"] { try edit { $0.shell = shell } }
        #expect(try record().generations.map(\.number) == [2, 3, 4])
        let changes = try sandbox.household.handChanges(in: record())
        #expect(changes.isWhole)
        #expect(!changes.touch(["/var/lib/dpkg"]))
        // Of an Alcove that did not write it down.
        try sandbox.household.notes.forget(bygone: 1, record().id)
        let unknown = try sandbox.household.handChanges(in: record())
        #expect(!unknown.isWhole)
        #expect(unknown.touch(["/var/lib/dpkg"]), "it may have been written")
        #expect(try record().ground == BoxRecord.Ground(first.image, first.base))
    }
}
