import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// Records, containers and images of generations that do not fit together are found and mended.
@Suite struct GenerationCheckupTests {
    let sandbox: Sandbox
    let first: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        first = try sandbox.make("web")
        _ = try sandbox.household.snapshot(.named("web"), message: nil)
    }

    private var faults: [Finding] {
        get throws { CheckupTests().bad(try CheckupTests().checkup(sandbox)) }
    }

    /// It is the only fault there is, and is none any more when it is mended.
    private func mends(_ check: Finding.Check, _ fact: String, _ repair: Finding.Repair) throws {
        let finding = try #require(try faults.first)
        #expect(try faults.count == 1)
        #expect(finding.check == check && finding.fact == fact)
        #expect(finding.mend == .repair(repair))
        try sandbox.household.repair(repair)
        #expect(try faults == [])
        try sandbox.household.repair(repair)
    }

    private func record() throws -> BoxRecord { try sandbox.household.record(.named("web")) }

    @Test func aBoxWhoseContainerIsGoneIsWhatItWasBefore() throws {
        sandbox.engine.containers.removeAll { $0.id == first.container }
        try mends(.records, "web", .revive(.named("web"), generation: 2))
        #expect(try record().generation == 2)
        #expect(try record().others.isEmpty)
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
    }

    /// An engine that was killed while it removed one knows its name yet.
    @Test func aContainerWithoutItsFilesIsGone() throws {
        let index = try #require(
            sandbox.engine.containers.firstIndex { $0.id == first.container }
        )
        sandbox.engine.containers[index].hasFiles = false
        #expect(throws: UpkeepError.containerGone(.named("web"), container: first.container)) {
            try sandbox.household.start(.named("web")) { false }
        }
        try mends(.records, "web", .revive(.named("web"), generation: 2))
        #expect(try record().generation == 2)
        #expect(sandbox.engine.containers.map(\.name) == ["web"])
        #expect(sandbox.engine.containers[0].hasFiles)
    }

    @Test func containersHaveTheNamesOfTheirGenerations() throws {
        sandbox.engine.containers[0].name = "mine"
        try mends(.names, "mine", .align(.named("web")))
        sandbox.engine.containers[1].name = "yours"
        try mends(.names, "yours", .align(.named("web")))
        #expect(sandbox.engine.containers.map(\.name) == ["web", "web.g2"])
    }

    @Test func aBoxThatCannotBeAsItIsLockedIsTold() throws {
        let household = sandbox.household
        try household.note(VainUpgrade("a", after: nil, at: 5), for: .named("web"))
        let fault = try #require(try faults.first)
        #expect(try faults.count == 1)
        #expect(fault.check == .locks && fault.fact == "web" && fault.state == .warning)
        try household.note(nil as VainUpgrade?, for: .named("web"))
        #expect(try faults == [])
    }

    @Test func aStagedGenerationIsKnownToBe() throws {
        let mark = sandbox.household.store.stagedMark(.named("web"))
        try File.replace(mark, with: [], mode: 0o600)
        try mends(.generations, "web", .mark(.named("web")))
        #expect(File.kind(mark) == nil)
        var record = try record()
        record.staged = 2
        try sandbox.household.store.save(record)
        try mends(.generations, "web", .mark(.named("web")))
        #expect(File.kind(mark) == .file)
        // One that is not there is not staged.
        record.staged = 9
        try sandbox.household.store.save(record)
        try mends(.generations, "web", .mark(.named("web")))
        #expect(File.kind(mark) == nil)
        #expect(try self.record().staged == nil)
    }

    @Test func imagesOfStatesThatNobodyHasGo() throws {
        let name = StateImage.reference(first.id, generation: 7)
        let other = StateImage.reference(BoxID(), generation: 1)
        for name in [name, other] {
            var image = FakeEngine.image("of \(name)")
            image.labels[Label.state] = "x"
            sandbox.engine.images[name] = image
        }
        let finding = Finding(.images, .warning, name, mend: .repair(.removeState(name)))
        #expect(try faults == [finding], "another user of the engine may have the other")
        try sandbox.household.repair(.removeState(name))
        #expect(try faults == [])
        #expect(sandbox.engine.images[other] != nil)
    }

    @Test func anImageThatWasNeverFinishedGoes() throws {
        sandbox.engine.unfinished = "abc"
        sandbox.engine.images["abc"] = FakeEngine.image("abc")
        let repair = Finding.Repair.removeUnfinished("abc")
        #expect(
            try faults == [Finding(.unfinishedImages, .failed, "abc", mend: .repair(repair))]
        )
        sandbox.engine.unfinished = nil
        try sandbox.household.repair(repair)
        #expect(sandbox.engine.images["abc"] != nil, "it was in the making")
        sandbox.engine.unfinished = "abc"
        try sandbox.household.repair(repair)
        #expect(sandbox.engine.images["abc"] == nil)
    }

    @Test func notesOfBoxesThatAreNoMoreGo() throws {
        let notes = sandbox.household.notes
        let lost = BoxID()
        try notes.keep(GenerationNotes.Note([]), lost, generation: 1)
        try notes.keep(GenerationNotes.Note([]), first.id, generation: 1)
        let folder = "\(notes.folder)/\(lost)"
        try mends(.generations, folder, .removeFolder(folder))
        #expect(notes.note(first.id, generation: 1) != nil)
    }
}
