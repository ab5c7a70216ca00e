import Linux
import TestSupport
import Testing

@testable import Exports

@Suite struct DesktopFileTests {
    @Test(arguments: Entries.all)
    func isWrittenAsItWasRead(_ name: String) throws {
        let bytes = try Entries.bytes("\(name).desktop")
        let file = try #require(DesktopFile(bytes))
        #expect(file.bytes == bytes)
        #expect(file[DesktopFile.mainGroup]?["Type"]?.text == Array("Application".utf8))
    }

    @Test(arguments: [
        "", "\n", "\n\n", "stray", "=", "[", "[]", "[a", "]", "[a]\n[a]\n", "a=b\n[a]\na=b\na=b",
        "[a]\r\nb=c\r\n", "[a]\n \t b \t = \t c \t \n", "[a]\nb[de]=c\nb[]=c\nb[$e]=c\nb [de]=c",
        "[a]\nno\u{e9}=x\n\u{0}\n#c\n  #d\n", "[a]b\nc=d", "[a]\nb==c",
    ])
    func anythingIsKept(_ text: String) throws {
        let bytes = Array(text.utf8)
        #expect(try #require(DesktopFile(bytes)).bytes == bytes)
    }

    private func group(_ text: String) throws -> DesktopFile.Group {
        try #require(DesktopFile(Array("[Desktop Entry]\n\(text)".utf8))?["Desktop Entry"])
    }

    @Test func keysAreReadAsOthersReadThem() throws {
        let group = try group(
            " Name \t=  One \r\nName[de]=Eins\n#Name=no\nName[$e]=no\nNa\\x6de=no\nName=Two\n"
        )
        #expect(group.entries.map(\.key) == ["Name", "Name", "Name"])
        #expect(group["Name"]?.value.text == "Two")
        #expect(group["Name", "de"]?.value.text == "Eins")
    }

    @Test func setKeepsPlacesAndRemarks() throws {
        var group = try group("A=1\n# remark\nB=2\n\n")
        group.set("A", Array("3".utf8))
        group.set("C", Array("4".utf8))
        group.remove("B")
        #expect(group.lines.map(\.bytes.text) == ["A=3", "# remark", "C=4", "", ""])
    }

    @Test func tooMuchIsNothing() {
        #expect(DesktopFile([UInt8](repeating: 0x61, count: DesktopFile.limit + 1)) == nil)
        #expect(DesktopFile([UInt8](repeating: 0x0a, count: 20_001)) == nil)
        #expect(DesktopFile([UInt8](repeating: 0x61, count: DesktopFile.limit)) != nil)
    }

    @Test(arguments: [
        (#"a\sb\nc\td\re\\f"#, "a b\nc\td\re\\f"), (#"\x\"#, #"\x\"#), (#"\\n"#, #"\n"#), ("", ""),
    ])
    func escapesOfValues(_ value: String, _ text: String) {
        #expect(DesktopValue.text(Array(value.utf8)).text == text)
        #expect(DesktopValue.text(DesktopValue.value(Array(text.utf8))).text == text)
    }

    @Test(arguments: [
        ("a;b;", ["a", "b"]), (#"a\;b;c"#, [#"a\;b"#, "c"]), (#"a\\;b"#, [#"a\\"#, "b"]),
        (";;", []),
    ])
    func lists(_ value: String, _ parts: [String]) {
        #expect(DesktopValue.list(Array(value.utf8)).map(\.text) == parts)
    }

    @Test(arguments: [
        ("plain", true), ("tab\there", true), ("Größe", true), ("a\rb", false), ("a\u{0}", false),
        ("a\u{1b}[m", false), ("a\u{85}b", false), ("a\u{2028}b", false), ("a\u{7f}", false),
        ("a\\", false), ("a\\\\", true), ("", true),
    ])
    func whatEveryReaderSeesAsOneLine(_ line: String, _ isPlain: Bool) {
        #expect(DesktopValue.isPlain(Array(line.utf8)) == isPlain)
    }

    @Test func otherBytesThanTextAreNoLine() {
        #expect(!DesktopValue.isPlain([0x61, 0xff]))
        #expect(!DesktopValue.isPlain([0xc0, 0x8a]))
    }

    @Test func anyBytesAreKept() throws {
        var dice = Dice(seed: 1)
        let valid = try Entries.all.map { try Entries.bytes("\($0).desktop") }
        for _ in 0..<4000 {
            var bytes = dice.fault(valid[dice.below(valid.count)], "[]=\n#;\\%$")
            if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
            let file = DesktopFile(bytes)
            if file?.bytes != bytes { Issue.record("not kept: \(bytes.text)") }
        }
    }
}
