import Testing

@testable import Engines

/// What an imported root file system says of itself, in the words of the one engine and the other.
@Suite struct ImportRequestTests {
    @Test func valuesStayWhatTheyAre() {
        var request = ImportRequest(reference: "x:1")
        request.env = ["A=a \"b\" \\ $c", "EMPTY="]
        request.labels = ["b": "2", "a": "$1"]
        request.command = ["/bin/sh", "-c"]
        #expect(
            request.instructions(escaped: false) == [
                "ENV A=\"a \"b\" \\ $c\"", "ENV EMPTY=\"\"", "LABEL a=\"$1\"", "LABEL b=\"2\"",
                "CMD [\"/bin/sh\",\"-c\"]",
            ]
        )
        #expect(
            request.instructions(escaped: true) == [
                "ENV A=\"a \\\"b\\\" \\\\ \\$c\"", "ENV EMPTY=\"\"", "LABEL a=\"\\$1\"",
                "LABEL b=\"2\"", "CMD [\"/bin/sh\",\"-c\"]",
            ]
        )
    }

    /// Not one more instruction.
    @Test func whatCannotBeSaidIsNot() {
        var request = ImportRequest(reference: "x:1")
        request.env = ["A=1\nUSER evil", "B", "C=\u{7f}"]
        request.labels = ["a\nUSER": "1", "b": "1\nUSER evil", "c d": "1", "": "1"]
        #expect(request.instructions(escaped: true) == [])
        #expect(request.instructions(escaped: false) == [])
    }
}
