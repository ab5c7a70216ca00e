import Exports
import Testing

/// What was written is told from what became of it.
@Suite struct HostFileTests {
    @Test func fingerprintsTellContentsModesAndLinksApart() {
        let contents: [HostFile.Content] = [
            .file([], mode: 0o644), .file([], mode: 0o755), .file([0], mode: 0o644),
            .file(Array("a".utf8), mode: 0o644), .link("a"), .link("b"),
        ]
        let marks = Set(contents.map { HostFile("/file", $0).fingerprint })
        #expect(marks.count == contents.count)
    }
}
