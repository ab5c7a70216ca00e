import Archives
import Engines
import TestSupport
import Testing

@testable import alcove

/// What may stand for the image that is published.
@Suite struct PublishTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "--bare", "web", "-i", "debian")
    }

    @Test(arguments: ["team/web:1", "web", "localhost/web"])
    func aReferenceNamesItsRegistry(_ reference: String) {
        #expect(
            sandbox.alcove("publish", "web", reference) == """
                error: '\(reference)' names no registry
                hint: Name it in full, as in 'registry.example/team/box:1'.
                [64]
                """
        )
    }

    @Test func aRegistryThatIsNotThereIsToldAsThat() {
        let reference = "registry.test/web:1"
        let folder = TarEntry(Array("etc".utf8), .folder, mode: 0o755, modified: 0)
        sandbox.engine.exported = folder.header + TarEntry.end
        sandbox.engine.refusing["push "] = .registryUnreachable(
            image: reference,
            reason: "no route"
        )
        let told = sandbox.alcove("publish", "web", reference)
        #expect(told.contains("error: "), "\(told)")
        #expect(told.contains("hint: Check the network, and the registry's name.\n"), "\(told)")
    }

    @Test func aReferenceHasNoDigest() {
        #expect(
            sandbox.alcove("publish", "web", "registry.test/web@sha256:0") == """
                error: 'registry.test/web@sha256:0' has a digest, which is known only once the image is made
                hint: Leave it out: 'registry.test/web'.
                [64]
                """
        )
    }
}
