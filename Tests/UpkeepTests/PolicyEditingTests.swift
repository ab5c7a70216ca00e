import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// What a box may run on the host is its record's: no container is made for it, and nobody has to leave.
@Suite struct PolicyEditingTests {
    let sandbox: Sandbox
    let old: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        old = try sandbox.make("web")
        sandbox.engine.containers[0].state = .running
    }

    private func edit(_ change: (inout BoxSpec) -> Void) throws -> BoxRecord {
        var spec = old.spec
        change(&spec)
        return try sandbox.household.edit(
            .named("web"),
            by: { _ in spec },
            sessions: { _ in 3 },
            isUp: { File.kind($0) == .socket }
        )
    }

    @Test func theRecordAloneIsChanged() throws {
        let record = try edit { $0.hostCommands = .nothing }
        #expect(record.spec.hostCommands == .nothing)
        #expect(record.generation == old.generation && record.container == old.container)
        #expect(try sandbox.household.record(.named("web")) == record)
        #expect(sandbox.engine.commits.isEmpty)
        #expect(sandbox.engine.containers.map(\.state) == [.running])
    }

    @Test func whatWasPermittedWhenAskedIsForgotten() throws {
        let grants = sandbox.places.grants(of: old.id)
        let folder = grants.lastIndex(of: "/").map { String(grants[..<$0]) } ?? "/"
        try File.makeDirectories(folder, mode: 0o700)
        try File.replace(grants, with: Array("/bin/x\n".utf8), mode: 0o600)
        _ = try edit { $0.hostCommands = .ask }
        #expect(File.kind(grants) == nil)
    }

    @Test func whatIsStagedDoesNotBringTheFormerBack() throws {
        var record = old
        var staged = record.live
        staged.number = 2
        record.kept = [staged]
        record.staged = 2
        try sandbox.household.store.save(record)
        let edited = try edit { $0.hostCommands = .nothing }
        #expect(edited.staged == 2)
        #expect(edited.others.map(\.spec.hostCommands) == [.nothing])
    }

    @Test func togetherWithAnythingElseItIsAnEditLikeOthers() {
        #expect(throws: UpkeepError.self) {
            try edit {
                $0.hostCommands = .all
                $0.hostname = "x"
            }
        }
    }
}
