import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// A home that a box has of its own is no other's, whatever the boxes are called.
@Suite struct PrivateHomesTests {
    let sandbox: Sandbox
    let homes: String

    init() throws {
        sandbox = try Sandbox()
        homes = sandbox.places.homes
    }

    private func makeFile(_ path: String) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try File.makeDirectories("\(homes)/\(folder)", mode: 0o700)
        try sandbox.write(".local/share/alcove/homes/\(path)", "kept")
    }

    private func exists(_ path: String) -> Bool { File.kind("\(homes)/\(path)") != nil }

    private func clone(_ source: String, as name: String) throws -> BoxRecord {
        try sandbox.household.clone(.named(source), as: .named(name))
    }

    @Test func aRenamedBoxKeepsItAndItsOldNameGetsAnother() throws {
        try sandbox.make("web") { $0.home = .private }
        try makeFile("web/file")
        try sandbox.household.rename(.named("web"), to: .named("other"))
        let new = try sandbox.make("web") { $0.home = .private }
        #expect(new.homeSource == "\(homes)/web-2")
        try sandbox.household.remove(.named("web"), removeHome: true)
        #expect(exists("web/file") && !exists("web-2"))
    }

    @Test func oneThatIsSharedByAnOlderRecordStaysWithTheOther() throws {
        var first = try sandbox.make("web") { $0.home = .private }
        try sandbox.make("other") { $0.home = .private }
        var second = try sandbox.household.record(.named("other"))
        // As records were before a renamed box kept its home.
        (first.ownHome, second.ownHome) = (nil, nil)
        second.homeSource = first.homeSource
        try sandbox.household.store.save(first)
        try sandbox.household.store.save(second)
        try makeFile("web/file")
        try sandbox.household.remove(.named("other"), removeHome: true)
        #expect(exists("web/file"))
    }

    @Test func aCopyIsNeverPutIntoOneThatIsThere() throws {
        try sandbox.make("web") { $0.home = .private }
        try makeFile("web/file")
        try makeFile("copy/left")
        let copy = try clone("web", as: "copy")
        #expect(copy.homeSource == "\(homes)/copy-2")
        #expect(exists("copy-2/file") && !exists("copy-2/left"))
    }

    @Test func aHomeOfARemovedBoxIsTakenAgain() throws {
        try sandbox.make("web") { $0.home = .private }
        try makeFile("web/file")
        try sandbox.household.remove(.named("web"))
        #expect(try sandbox.make("web") { $0.home = .private }.homeSource == "\(homes)/web")
    }

    /// The engine may still come with the container of a clone that was killed: meanwhile its name
    /// may be another box's already.
    @Test func whatAKilledCloneLeavesIsNobodysHome() throws {
        try sandbox.make("web") { $0.home = .private }
        try makeFile("web/file")
        let engine = sandbox.engine
        engine.calls = []
        engine.staysDead = true
        engine.failing = (5, .unreachable(engine.address, CreationTests.gone))
        #expect(throws: UpkeepError.self) { try clone("web", as: "copy") }
        engine.failing = nil
        engine.staysDead = false
        let record = try sandbox.make("copy") { $0.home = .private }
        let file = String(record.homeSource.dropFirst(homes.count + 1)) + "/new"
        try makeFile(file)
        sandbox.household.recoverSurely()
        sandbox.later.recoverSurely()
        #expect(exists(file))
        #expect(try sandbox.household.record(.named("copy")) == record)
    }

    @Test func foldersThatMayNotBeChangedGoAsWell() throws {
        try sandbox.make("web") { $0.home = .private }
        try makeFile("web/pkg/mod/file")
        for folder in ["web/pkg/mod", "web/pkg"] { _ = unsafe chmod("\(homes)/\(folder)", 0o500) }
        try sandbox.household.remove(.named("web"), removeHome: true)
        #expect(!exists("web"))
    }
}
