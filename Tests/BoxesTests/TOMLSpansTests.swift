import Boxes
import TestSupport
import Testing

@Suite struct TOMLSpansTests {
    private static let text = """
        # a comment with "quotes" and [brackets]
        default = 'web'  # behind
        [box.web]
        image = "fe\\"dora" # [not, a, list]
        packages = [ "a", # one
            "b]", 'c' ]
        env = { A = "1", "B C" = '2' }
        build = [\"\"\"
        [x]
        \"\"\"]
        box."x.y".z = 1
        [[list]]
        """

    private var spans: TOMLSpans { TOMLSpans(Self.text) }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: spans.bytes[range], as: UTF8.self)
    }

    @Test func everyKeyIsFoundWithItsValue() {
        let found = spans.keys.map { "\($0.path.joined(separator: "/")): \(text($0.value))" }
        #expect(
            found == [
                "default: 'web'", "box/web/image: \"fe\\\"dora\"",
                "box/web/packages: [ \"a\", # one\n    \"b]\", 'c' ]",
                "box/web/env: { A = \"1\", \"B C\" = '2' }", "box/web/env/A: \"1\"",
                "box/web/env/B C: '2'", "box/web/build: [\"\"\"\n[x]\n\"\"\"]",
                "box/web/box/x.y/z: 1",
            ]
        )
    }

    @Test func theValuesOfAListAreApart() throws {
        let list = try #require(spans.keys.first { $0.path.last == "packages" }?.items)
        #expect(list.map(text) == ["\"a\"", "\"b]\"", "'c'"])
    }

    @Test func headersAreFound() {
        #expect(spans.tables.map(\.path) == [["box", "web"], ["list"]])
    }

    /// Whatever the text is, it is read to its end.
    @Test func anyTextEnds() {
        var dice = Dice(seed: 7)
        let parts = [
            "[", "]", "{", "}", "=", ",", "\"", "'", "\"\"\"", "\n", "a", ".", "#", " ", "\\",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...24, using: &dice)).map { _ in
                parts[Int.random(in: 0..<parts.count, using: &dice)]
            }
            .joined()
            _ = TOMLSpans(text)
        }
    }
}
