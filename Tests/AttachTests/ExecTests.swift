import Glibc
import Linux
import Testing
import Wire

@testable import Attach

@Suite struct ExecFramesTests {
    private struct Piece: Equatable {
        var stream: UInt8
        var payload: [UInt8]

        var bytes: [UInt8] {
            let count = UInt32(payload.count)
            let head =
                [stream, 0, 0, 0]
                + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
            return head + payload
        }
    }

    private func read(_ bytes: [UInt8], inPiecesOf size: Int) -> [Piece] {
        var frames = ExecFrames()
        var found: [Piece] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            frames.append(Array(bytes[start..<min(start + size, bytes.count)]))
            while let (stream, payload) = frames.next() {
                found.append(Piece(stream: stream, payload: payload))
            }
        }
        return found
    }

    @Test func bytesInAnyPiecesGiveTheSameFrames() {
        let pieces = [
            Piece(stream: 1, payload: [1, 2, 3]), Piece(stream: 2, payload: []),
            Piece(stream: 1, payload: [UInt8](repeating: 9, count: 300)),
            Piece(stream: 255, payload: [0]),
        ]
        let bytes = pieces.flatMap(\.bytes)
        for size in 1...bytes.count { #expect(read(bytes, inPiecesOf: size) == pieces) }
    }

    @Test func frameThatIsNotWholeWaits() {
        let bytes = Piece(stream: 1, payload: [1, 2]).bytes
        for count in bytes.indices {
            #expect(read(Array(bytes.prefix(count)), inPiecesOf: 3) == [])
        }
        #expect(read([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1], inPiecesOf: 9) == [])
    }

    @Test func framesOfAnyBytesAreBytesThatCame() {
        var state: UInt64 = 8
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for _ in 0..<5000 {
            let bytes = (0..<next(80)).map { _ in
                next(3) == 0 ? UInt8(next(256)) : UInt8(next(4))
            }
            let pieces = read(bytes, inPiecesOf: 1 + Int(next(20)))
            let payloads = pieces.map(\.payload.count)
            #expect(payloads.reduce(8 * pieces.count, +) <= bytes.count)
        }
    }
}

@Suite struct ExecAttachmentTests {
    @Test func engineThatEndsTheConnectionEndsNoMore() async {
        await #expect(processExitsWith: .success) {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_STREAM.rawValue)
            try check("socketpair", "socket") { unsafe socketpair(AF_UNIX, kind, 0, &ends) }
            // Keys that the command did not wait for.
            let keys = try Pipe()
            try keys.writer.write([1, 2, 3], to: "pipe")
            dup2(keys.reader.number, 0)
            FileDescriptor.close(ends[1])
            let attachment = try ExecAttachment(
                connection: ends[0],
                streams: CallerStreams(wantsTerminals: false),
                hasTerminal: false,
                resize: { _ in }
            )
            attachment.run(early: [])
        }
    }
}
