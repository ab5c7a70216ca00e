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
}
