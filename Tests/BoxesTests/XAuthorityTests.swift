import TestSupport
import Testing

@testable import Boxes

@Suite struct XAuthorityTests {
    private let key: [UInt8] = Array(1...16)

    private func entry(
        _ family: UInt16,
        _ address: String,
        _ number: String = "0",
        _ data: [UInt8] = [1]
    ) -> XAuthority.Entry {
        XAuthority.Entry(family: family, address: address, number: number, data: data)
    }

    private func opened(
        _ entries: [XAuthority.Entry],
        _ display: String = ":0"
    ) throws -> [XAuthority.Entry] {
        let display = try #require(XDisplay(display))
        return XAuthority(entries: entries).opening(display, hostname: "host").entries
    }

    @Test func fileIsFiveFieldsWithTheirLengths() {
        let bytes: [UInt8] =
            [1, 0, 0, 4] + Array("host".utf8) + [0, 1, 0x30, 0, 18]
            + Array("MIT-MAGIC-COOKIE-1".utf8) + [0, 16] + key
        let read = XAuthority(bytes)
        #expect(read.entries == [entry(256, "host", "0", key)])
        #expect(read.bytes == bytes)
    }

    @Test func whatIsCutOffIsNotRead() {
        let bytes = XAuthority(entries: [entry(256, "host"), entry(256, "other")]).bytes
        for count in bytes.indices {
            let entries = XAuthority(Array(bytes[..<count])).entries
            #expect(entries.count == (count < bytes.count / 2 ? 0 : 1) || count >= bytes.count - 1)
        }
        #expect(XAuthority(bytes).entries.count == 2)
    }

    @Test func keyOfThisHostOpensItsDisplayUnderAnyName() throws {
        let here = entry(256, "host")
        let others = [entry(256, "host", "1"), entry(0, "\u{1}\u{2}\u{3}\u{4}")]
        #expect(try opened([here] + others) == [entry(0xffff, "")] + [here] + others)
        #expect(try opened([here], "localhost:0.1").first == entry(0xffff, ""))
        #expect(try opened([here], ":1") == [here])
    }

    @Test func keyOfNoNumberIsForEveryDisplay() throws {
        let any = entry(0xffff, "", "")
        #expect(try opened([any], ":7") == [entry(0xffff, "", "7"), any])
    }

    @Test func hostThatWasRenamedHasItsKeysUnderTheOldName() throws {
        let old = entry(256, "before")
        #expect(try opened([old]) == [entry(0xffff, ""), old])
        let both = [entry(256, "before", "0", [2]), entry(256, "host")]
        #expect(try opened(both) == [entry(0xffff, "")] + both)
    }

    @Test func displayOfAnotherHostIsFoundByItsAddress() throws {
        let far = entry(0, "\u{1}\u{2}\u{3}\u{4}")
        #expect(try opened([far, entry(256, "host")], "far:0") == [far, entry(256, "host")])
    }

    @Test func openingTwiceIsTheSame() throws {
        let once = try opened([entry(256, "host")])
        #expect(try opened(once) == once)
    }

    @Test(
        arguments: [
            (":0", true, "0"), (":12.3", true, "12"), ("unix:1", true, "1"),
            ("localhost:10.0", true, "10"), ("[::1]:2", true, "2"), ("/tmp/x:0", true, "0"),
            ("far:0", false, "0"), ("fe80::1:0", false, "0"),
        ]
    )
    func displaysAreRead(_ text: String, _ isLocal: Bool, _ number: String) {
        let display = XDisplay(text)
        #expect(display?.isLocal == isLocal)
        #expect(display?.number == Array(number.utf8))
    }

    @Test(arguments: ["", "0", ":", ":x", ":.0", "a:b", ":12345678901"])
    func otherWordsAreNone(_ text: String) { #expect(XDisplay(text) == nil) }

    /// Any bytes are read without an accident, and what was read is written the same.
    @Test func anyBytesAreRead() {
        let valid = XAuthority(
            entries: [entry(256, "host"), entry(0xffff, "", "", key), entry(0, "abcd", "10")]
        ).bytes
        var understood = 0
        var dice = Dice(seed: 42)
        for _ in 0..<3_000 {
            var bytes = valid
            for _ in 0...dice.below(3) {
                let place = dice.below(bytes.count)
                switch dice.below(3) {
                case 0: bytes[place] = UInt8(dice.below(256))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + dice.below(5)))
                default: bytes.insert(UInt8(dice.below(256)), at: place)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let read = XAuthority(bytes)
            if !bytes.starts(with: read.bytes) { Issue.record("otherwise: \(bytes)") }
            understood += read.entries.count
        }
        #expect(understood > 1_500)
    }
}

@Suite struct HostTerminalsTests {
    private func folders(_ variables: [String: String]) -> String? {
        HostTerminals.folders { variables[$0] }
    }

    @Test func foldersOfTheCallersTerminalAreTheHosts() {
        let given = folders([
            "TERMINFO": "/usr/lib/kitty/terminfo", "TERMINFO_DIRS": "/a::/b:c",
        ])
        #expect(given == "/run/host/usr/lib/kitty/terminfo:/run/host/a:/run/host/b")
        #expect(folders(["TERM": "xterm"]) == nil)
        #expect(folders(["TERMINFO": "b64:abc"]) == nil)
    }
}
