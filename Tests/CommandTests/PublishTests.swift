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
