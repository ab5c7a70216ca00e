import Boxes
import Testing

@Suite struct SpecChangeTests {
    private func unset(_ words: String...) throws -> [SpecChange.Unset] {
        try words.map { try SpecChange.Unset($0) }
    }

    @Test func whatIsGivenJoinsOrTakesThePlaceOfItsLike() throws {
        var spec = BoxSpec(image: "debian")
        spec.env = [.init(name: "A", value: "1"), .init(name: "B", value: "1")]
        spec.volumes = [Volume(source: "/a", target: "/data")]
        spec.groups = ["video"]
        var change = SpecChange()
        change.env = [.init(name: "A", value: "2"), .init(name: "C", value: "2")]
        change.volumes = [Volume(source: "/b", target: "/data", readOnly: true)]
        change.groups = ["video", "audio"]
        change.home = .private
        let changed = try change.applied(to: spec)
        #expect(changed.env.map { $0.name + $0.value } == ["A2", "B1", "C2"])
        #expect(changed.volumes == [Volume(source: "/b", target: "/data", readOnly: true)])
        #expect(changed.groups == ["video", "audio"])
        #expect(changed.home == .private)
        #expect(try SpecChange().applied(to: changed) == changed)
    }

    @Test func whatIsUnsetGoes() throws {
        var spec = BoxSpec(image: "debian")
        spec.env = [.init(name: "A", value: "1"), .init(name: "B", value: "1")]
        spec.volumes = [Volume(source: "/a", target: "/data")]
        spec.labels = ["a": "1", "b": "2"]
        spec.shell = "/bin/zsh"
        var change = SpecChange()
        change.unset = try unset("env=A", "volume=/data", "label", "shell")
        let changed = try change.applied(to: spec)
        #expect(changed.env.map(\.name) == ["B"])
        #expect(changed.volumes.isEmpty)
        #expect(changed.labels.isEmpty)
        #expect(changed.shell == nil)
    }

    @Test func whatIsUnsetAndGivenIsGiven() throws {
        var spec = BoxSpec(image: "debian")
        spec.env = [.init(name: "A", value: "1")]
        var change = SpecChange()
        change.unset = try unset("env")
        change.env = [.init(name: "B", value: "2")]
        #expect(try change.applied(to: spec).env.map(\.name) == ["B"])
    }

    @Test(arguments: ["env=A", "volume", "shell", "label=x", "memory"])
    func whatIsNotThereCannotBeUnset(words: String) throws {
        var change = SpecChange()
        change.unset = try unset(words)
        #expect(throws: BoxError.self) { try change.applied(to: BoxSpec(image: "debian")) }
    }

    @Test(arguments: ["", "none", "env=", "shell=/bin/sh", "home", "=x"])
    func whatCannotBeUnsetIsRefused(words: String) {
        #expect(throws: BoxError.badUnset(words)) { try SpecChange.Unset(words) }
    }
}
