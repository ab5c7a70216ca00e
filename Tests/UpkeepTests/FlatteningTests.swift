import Archives
import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// A box that is changed for years does not come to the number of layers at which engines end.
@Suite struct FlatteningTests {
    let sandbox: Sandbox
    let engine: FakeEngine
    let old: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
        old = try sandbox.make("web")
        sandbox.serveAgents(of: old.id)
        engine.exported =
            TarEntry(Array("etc".utf8), .folder, mode: 0o755, modified: 0).header + TarEntry.end
        engine.calls = []
    }

    private func commit(layers count: Int) {
        engine.layers["committed"] = (0..<count).map { ImageLayer(id: "l\($0)", size: 1) }
    }

    private func edit() throws -> BoxRecord {
        try sandbox.household.edit(
            .named("web"),
            by: { spec in
                var spec = spec
                spec.hostname = "other"
                return spec
            },
            isUp: { File.kind($0) == .socket }
        )
    }

    @Test func aStateOfFewLayersIsKeptAsItIs() throws {
        commit(layers: StateImage.mostLayers)
        let record = try edit()
        #expect(record.base?.id == "committed")
        #expect(engine.imports.isEmpty)
    }

    @Test func oneOfTooManyGetsASingleOne() throws {
        commit(layers: StateImage.mostLayers + 1)
        let record = try edit()
        let state = StateImage.reference(old.id, generation: 2)
        #expect(record.base == BoxRecord.Base(reference: state, id: "imported", isOwn: true))
        #expect(engine.containers.last?.imageID == "imported")
        #expect(engine.images[state]?.id == "imported")
        #expect(!engine.images.values.contains { $0.id == "committed" })
        #expect(!engine.containers.contains { $0.name.hasPrefix("alcove-look") })
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func whatTheImageSaysOfItselfStays() throws {
        commit(layers: 100)
        engine.committed.env = ["PATH=/opt/bin:/bin", "QUOTED=\"$HOME\\\""]
        engine.committed.labels = [
            "maintainer": "amy", Label.state: old.id.description, Label.id: old.id.description,
        ]
        engine.committed.platform = "linux/arm64"
        _ = try edit()
        let request = try #require(engine.imports.first)
        #expect(request.env == engine.committed.env)
        #expect(request.labels == ["maintainer": "amy", Label.state: old.id.description])
        #expect(request.platform == "linux/arm64")
    }

    @Test func filesThatCameInPartAreNotTaken() throws {
        commit(layers: 100)
        engine.exported.removeLast(512)
        #expect(throws: UpkeepError.brokenExport(old.name)) { try edit() }
        #expect(try sandbox.household.record(.named("web")) == old)
        #expect(engine.containers.map(\.name) == ["web"])
        #expect(!engine.images.keys.contains { $0.hasPrefix(StateImage.repository) })
    }
}
