import Boxes
import Testing

@Suite struct TOMLDocumentTests {
    private func entries(_ text: String) throws -> [String] {
        try TOMLDocument(text).entries.map { "\($0.line) \($0.key) \($0.value)" }
    }

    @Test func everyKeyHasItsLine() throws {
        let text = #"""
            a = 1
            [t]
            b = "x"
            long = '''
            [=no header]
            '''
            list = [
                ["x"],
                [ # empty
                ],
            ]
            ["q.r"]
            c = 1.5
            [empty]
            """#
        #expect(
            try entries(text) == [
                "1 a integer(1)", "14 empty empty", "13 q.r.c number(1.5)", #"3 t.b text("x")"#,
                #"7 t.list lists([["x"], []])"#, #"4 t.long text("[=no header]\n")"#,
            ]
        )
        #expect(try TOMLDocument(text).line(of: ["t"]) == 2)
    }

    @Test func findsKeysBelowTablesAndInLongStrings() throws {
        let document = try TOMLDocument(
            "a = '''\nb = 1\n'''\n[t.\"u\"]\n  c = [1,\n 2]\n\"d e\" = 3\ninline = { f = true }\n"
        )
        let lines = Dictionary(uniqueKeysWithValues: document.entries.map { ($0.key, $0.line) })
        #expect(lines == ["a": 1, "t.u.c": 5, "t.u.d e": 7, "t.u.inline.f": 8])
    }

    /// The parser would end the program.
    @Test(arguments: [
        "a = [}", "a = [1, { b = 2 }, # }\n }", "[=x]", "[[=x]]", "a = 1\n  [ #\n", "\u{FEFF}[.a]",
        "a = [\n1]\n[,]", "a = '''\n'''\n[é]",
        "# [\n[\u{1}]", "a = \"\\\"\"\n[\n",
    ])
    func whatTheParserWouldEndAtIsRefused(text: String) {
        #expect(throws: TOMLDocument.Fault.self) { _ = try TOMLDocument(text) }
    }

    /// Tables in tables are taken apart one within the other, and the stack has an end.
    @Test func whatIsTooDeepIsRefused() {
        let deep = Array(repeating: "a", count: 100_000).joined(separator: ".")
        let quoted = Array(repeating: "\"a\"", count: 100_000).joined(separator: " . ")
        let some = Array(repeating: "a", count: 16).joined(separator: ".")
        let texts = [
            "\(deep) = 1", "[\(deep)]", "[[\(deep)]]", "\(quoted) = 1", "x = { \(deep) = 1 }",
            String(repeating: "\(some) = {", count: 10_000),
            "x = " + String(repeating: "[", count: 100_000),
        ]
        for text in texts {
            #expect(throws: TOMLDocument.Fault.self) { _ = try TOMLDocument(text) }
        }
        // As deep as it may be.
        let end = String(repeating: " }", count: 200)
        let nested = String(repeating: "{ \(some) = ", count: 200) + "1" + end
        #expect((try? TOMLDocument("x = \(nested)"))?.entries.count == 1)
        let long = "x = \"\"\"\n\(deep)\n\"\"\" # \(deep)\ny = [1.5, 2.5]"
        #expect((try? TOMLDocument(long))?.entries.count == 2)
    }
}
