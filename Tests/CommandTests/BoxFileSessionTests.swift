import Attach
import Exports
import Testing
import Wire

@testable import alcove

/// The host's side of reading in a box, against readers of all kinds.
@Suite struct BoxFileSessionTests {
    /// A reader that says this whatever it is asked.
    private final class Script {
        private var rest: [UInt8]
        private let piece: Int
        private(set) var heard: [UInt8] = []

        init(_ answers: [FileAnswer], piece: Int = 1 << 20) {
            rest = answers.flatMap(\.frame.bytes)
            self.piece = piece
        }

        init(bytes: [UInt8]) {
            rest = bytes
            piece = 7
        }

        func open() throws(BoxFilesError) -> BoxFileSession {
            try BoxFileSession(
                BoxFileSession.Line(
                    send: { bytes throws(AttachError) in self.heard += bytes },
                    receive: { _ throws(AttachError) in
                        defer { self.rest = Array(self.rest.dropFirst(self.piece)) }
                        return Array(self.rest.prefix(self.piece))
                    }
                )
            )
        }
    }

    private static let ready = FileAnswer.ready(
        [Array("PATH=/bin:/sbin".utf8), Array("A=".utf8) + [0xff]]
    )

    private static func entry(_ name: String) -> FileEntry {
        FileEntry(name: Array(name.utf8), kind: .file, isExecutable: false, size: 1)
    }

    @Test func answersComeInPieces() throws {
        let script = Script(
            [
                Self.ready, .entries([Self.entry("a")], isLast: false),
                .entries([Self.entry("b")], isLast: true), .content([1]), .content(nil),
                .path(Array("/usr/bin".utf8)),
            ],
            piece: 3
        )
        let files = try script.open()
        #expect(try files.entries(of: "/x").map(\.name) == [[0x61], [0x62]])
        #expect(try files.read(all: ["/a", "/b"], limit: 5) == [[1], nil])
        #expect(try files.realPath("/bin") == "/usr/bin")
        #expect(try files.variable("PATH") == "/bin:/sbin")
        #expect(try files.variable("A") == nil)
        #expect(try files.variable("PAT") == nil)
        var buffer = FrameBuffer()
        buffer.append(script.heard)
        var calls: [FileCall] = []
        while let frame = try buffer.next() { calls.append(try FileCall(frame)) }
        #expect(
            calls == [
                .entries(Array("/x".utf8)),
                .read([Array("/a".utf8), Array("/b".utf8)], limit: 5),
                .realPath(Array("/bin".utf8)),
            ]
        )
    }

    @Test func manyFilesAreAskedForInBatches() throws {
        let count = FileCall.mostFiles * 2 + 1
        let script = Script([Self.ready] + [FileAnswer](repeating: .content([]), count: count))
        let files = try script.open()
        let paths = [String](repeating: "/a", count: count)
        #expect(try files.read(all: paths, limit: 9) == [[UInt8]?](repeating: [], count: count))
    }

    @Test func whatIsNoPathIsNotAskedFor() throws {
        let script = Script([Self.ready])
        let files = try script.open()
        for path in ["", "a", "/a\0"] {
            #expect(throws: BoxFilesError.self) { try files.read(path, limit: 1) }
        }
        #expect(script.heard.isEmpty)
    }

    @Test func readerThatSaysMoreThanWasAskedForIsNotBelieved() throws {
        let files = try Script([Self.ready, .content([1, 2, 3]), .content([1])]).open()
        let error = BoxFilesError("its agent sent what is no answer")
        #expect(throws: error) { try files.read("/a", limit: 2) }
        // Nor is it asked again.
        #expect(throws: error) { try files.read("/a", limit: 2) }
    }

    @Test func directoryWithoutEndIsRefused() throws {
        let many = (0..<FileAnswer.mostEntries).map { Self.entry("\($0)") }
        let answers = [FileAnswer](repeating: .entries(many, isLast: false), count: 20)
        let files = try Script([Self.ready] + answers).open()
        #expect(throws: BoxFilesError("'/x' has more than 65536 entries")) {
            try files.entries(of: "/x")
        }
    }

    @Test func readerOfAnOldKernelSaysSo() throws {
        #expect(throws: BoxFilesError("the kernel is older than 5.6")) {
            try Script([.failed(38)]).open()
        }
    }

    @Test func agentWithoutAReaderSaysNothing() throws {
        #expect(throws: BoxFilesError("the session that reads them ended")) {
            try Script([]).open()
        }
    }

    @Test func readersOfAnyBytesOnlyFail() throws {
        let valid = [
            Self.ready, .entries([Self.entry("a")], isLast: true), .content([1]),
            .path(Array("/a".utf8)),
        ].flatMap(\.frame.bytes)
        var generator = SystemRandomNumberGenerator()
        var failures = 0
        for _ in 0..<3000 {
            var bytes = valid
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count)] = UInt8.random(in: 0...255)
            }
            do throws(BoxFilesError) {
                let files = try Script(bytes: bytes).open()
                _ = try files.entries(of: "/a")
                _ = try files.read("/a", limit: 100)
                _ = try files.realPath("/a")
            } catch {
                failures += 1
            }
        }
        #expect(failures > 0)
    }
}
