import Foundation
import Testing

/// Images are fetched from registries, or it is told why not.
@Suite(.lab, .registry, .serialized) struct PullTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func imageIsFetchedOnceAndThatIsTold() throws {
        let registry = try Registry(on: host)
        let (name, other) = (host.name(), host.name())
        let made = try host.alcove("create", name, "--bare", "-i", registry.image())
        made.expect("\(name)\n")
        #expect(text(made.stderr).contains("Fetching \(registry.image())\n"), "\(made)")
        try host.alcove("run", name, "--", "echo", "up").expect("up\n")

        let again = try host.alcove("create", other, "--bare", "-i", registry.image())
        again.expect("\(other)\n")
        #expect(!text(again.stderr).contains("Fetching"), "\(again)")
    }

    @Test func missingTagIsNamed() throws {
        let registry = try Registry(on: host)
        let image = registry.image(tag: "none")
        try host.alcove("create", host.name(), "--bare", "-i", image)
            .expectError(mentioning: "the registry has no image '\(image)'", "hint: ")
        try expectNothing(of: registry)
    }

    @Test func missingRegistryIsNamed() throws {
        // Not one of the ports at which other tests begin to listen.
        let image = "127.0.0.1:9/alcove-test/pulled:1"
        try host.alcove("create", host.name(), "--bare", "-i", image)
            .expectError(mentioning: "the registry of '\(image)' cannot be reached")
        #expect(try host.listed().isEmpty)
    }

    @Test func loginIsToldToBeMissingAndTakenFromTheFile() throws {
        let registry = try Registry(on: host, wantsLogin: true)
        let (name, image) = (host.name(), registry.image())
        let words = ["create", name, "--bare", "-i", image]
        try host.alcove(words).expectError(
            mentioning: "the registry does not let you have '\(image)'",
            "--authfile"
        )
        try writeLogin("amy:wrong", for: registry)
        try host.alcove(words + ["--authfile", "auth.json"]).expectError(mentioning: image)
        try expectNothing(of: registry)

        try writeLogin("amy:secret", for: registry)
        try host.alcove(words + ["--authfile", "auth.json"]).expect("\(name)\n")
        try host.alcove("run", name, "--", "echo", "up").expect("up\n")
    }

    @Test func controlCLeavesNothing() throws {
        let registry = try Registry(on: host)
        let relay = try Relay(to: registry.port, limit: 256 << 10)
        let image = registry.image(at: relay.port)
        let terminal = try Terminal(host, "create", host.name(), "--bare", "-i", image)
        try terminal.expect("Fetching \(image)")
        try eventually("the engine is at the layers") { relay.slow > 0 }
        try terminal.send("\u{3}")
        let (shown, end) = try terminal.finish(seconds: 10)
        #expect(end == .exited(130) && shown.contains("interrupted; no box was made"), "\(shown)")
        // The engine was told to stop as well.
        try eventually("nobody fetches any more", seconds: 90) { relay.slow == 0 }
        try expectNothing(of: registry)
    }

    private func writeLogin(_ login: String, for registry: Registry) throws {
        let auth = Data(login.utf8).base64EncodedString()
        let file = #"{"auths": {"127.0.0.1:\#(registry.port)": {"auth": "\#(auth)"}}}"#
        try Data(file.utf8).write(to: URL(filePath: host.home + "/auth.json"))
    }

    private func expectNothing(of registry: Registry) throws {
        #expect(try host.listed().isEmpty)
        #expect(try EngineSocket.images().filter { $0.contains(registry.name) }.isEmpty)
    }
}

extension Trait where Self == ConditionTrait {
    /// Only where there is a registry to run, and an engine that takes it without certificates.
    static var registry: Self {
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: Registry.program)
                && !Lab.engine.hasSuffix("-rootless"),
            "needs the package docker-registry, and the lab's settings of Podman"
        )
    }
}
