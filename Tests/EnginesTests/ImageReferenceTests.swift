import Testing

@testable import Engines

@Suite struct ImageReferenceTests {
    static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test(
        arguments: [
            ("debian", nil, "debian", nil),
            ("debian:13", nil, "debian", "13"),
            ("library/debian:13", nil, "library/debian", "13"),
            ("docker.io/library/debian", "docker.io", "library/debian", nil),
            ("localhost/a:b", "localhost", "a", "b"),
            ("127.0.0.1:5000/team/x:1", "127.0.0.1:5000", "team/x", "1"),
            ("host:5000/x", "host:5000", "x", nil),
            ("docker://quay.io/fedora/fedora:42", "quay.io", "fedora/fedora", "42"),
            ("a__b/c-d.e:T_1", nil, "a__b/c-d.e", "T_1"),
        ] as [(String, String?, String, String?)]
    )
    func parts(_ text: String, _ registry: String?, _ path: String, _ tag: String?) throws {
        let reference = try ImageReference(text)
        #expect(reference.registry == registry)
        #expect(reference.path == path)
        #expect(reference.tag == tag)
        #expect(reference.description == text.replacing("docker://", with: ""))
    }

    @Test func digests() throws {
        let reference = try ImageReference("quay.io/x:1@\(Self.digest)")
        #expect(reference.digest == Self.digest)
        #expect(reference.tag == "1")
        #expect(reference.tagged == reference)
        #expect(try ImageReference("x@\(Self.digest)").tagged.tag == nil)
        #expect(try ImageReference("x").tagged.description == "x:latest")
    }

    @Test func dockerHub() throws {
        #expect(try ImageReference("debian").onDockerHub.repository == "docker.io/library/debian")
        #expect(try ImageReference("a/b").onDockerHub.repository == "docker.io/a/b")
        #expect(try ImageReference("quay.io/b").onDockerHub.repository == "quay.io/b")
    }

    @Test(
        arguments: [
            "", "/", "a//b", "A", "a:", "a@", "a@sha256:1", "a b", "-a", "a-", "a:.b", "é", "a\n",
            "host:x/../y", "a:" + String(repeating: "t", count: 129), "./Containerfile",
            "quay.io/", "/quay.io/x",
        ]
    )
    func refuses(_ text: String) {
        #expect(throws: EngineError.badReference(text)) { try ImageReference(text) }
    }
}
