import Testing

@testable import Engines

@Suite struct LogFramesTests {
    func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        [stream, 0, 0, 0, 0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
    }

    @Test(arguments: [1, 3, 8, 9, 100])
    func inAnyPieces(_ size: Int) throws {
        let bytes = frame(1, "out") + frame(2, "err") + frame(1, "") + frame(2, "or")
        var frames = LogFrames()
        var output = ""
        var error = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let pieces = frames.take(Array(rest.prefix(size)))
            for piece in try #require(pieces) {
                let text = String(decoding: piece.bytes, as: UTF8.self)
                if piece.stream == .output { output += text } else { error += text }
            }
            rest = rest.dropFirst(size)
        }
        #expect(output == "out")
        #expect(error == "error")
    }

    @Test func garbageIsNoFrames() {
        var frames = LogFrames()
        #expect(frames.take(Array("hello world".utf8)) == nil)
    }
}

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T13:35:09.03169623Z", 1_795_268_109),
            ("2026-11-21T14:35:09+01:00", 1_795_268_109),
            ("2026-11-21T08:05:09.5-05:30", 1_795_268_109),
            ("2024-02-29T12:00:00Z", 1_709_208_000), ("0001-01-01T00:00:00Z", nil), ("", nil),
            ("2026-11-21", nil), ("yesterday at half past ten", nil),
        ] as [(String, Int64?)]
    )
    func moments(_ text: String, _ moment: Int64?) {
        #expect(seconds(ofTimestamp: text) == moment)
    }
}
