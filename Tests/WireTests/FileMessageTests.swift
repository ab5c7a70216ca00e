import Testing
import Wire

/// Calls and answers about the files of a box.
@Suite struct FileMessageTests {
    static let calls: [FileCall] = [
        .entries(Array("/usr/share".utf8)), .realPath(Array("/bin".utf8)),
        .read([Array("/a".utf8), [0x2f, 0xff]], limit: 1000),
    ]

    static let answers: [FileAnswer] = [
        .ready([Array("PATH=/bin".utf8)]),
        .entries(
            [
                FileEntry(name: Array("a".utf8), kind: .file, isExecutable: true, size: 7),
                FileEntry(name: [0xff], kind: .other, isExecutable: false, size: 0),
            ],
            isLast: false
        ),
        .content(nil), .content([1, 2, 3]), .path(Array("/usr/bin".utf8)), .path(nil), .failed(38),
    ]

    @Test(arguments: calls)
    func callArrivesAsItWasSent(_ call: FileCall) throws {
        #expect(try FileCall(call.frame) == call)
    }

    @Test(arguments: answers)
    func answerArrivesAsItWasSent(_ answer: FileAnswer) throws {
        #expect(try FileAnswer(answer.frame) == answer)
    }

    @Test(arguments: ["", "relative", "/a\0b", "/" + String(repeating: "a", count: 4095)])
    func noPathIsAskedForThatIsNone(_ path: String) {
        let path = Array(path.utf8)
        let calls: [FileCall] = [.entries(path), .realPath(path), .read([path], limit: 1)]
        for call in calls {
            #expect(throws: WireError.badValue) { try FileCall(call.frame) }
        }
    }

    @Test func noMoreIsAskedForThanOneAnswerMayHold() {
        let many = [[UInt8]](repeating: Array("/a".utf8), count: FileCall.mostFiles + 1)
        #expect(throws: WireError.tooLarge) { try FileCall(FileCall.read(many, limit: 1).frame) }
        let large = FileCall.read([], limit: UInt32(FileCall.largestFile + 1))
        #expect(throws: WireError.tooLarge) { try FileCall(large.frame) }
    }

    @Test(arguments: ["", ".", "..", "a/b", "a\0", String(repeating: "a", count: 256)])
    func noEntryHasANameThatLeadsElsewhere(_ name: String) {
        let entry = FileEntry(name: Array(name.utf8), kind: .file, isExecutable: false, size: 0)
        #expect(throws: WireError.badValue) {
            try FileAnswer(FileAnswer.entries([entry], isLast: true).frame)
        }
    }

    @Test func fullestAnswersFitIntoFrames() throws {
        let name = [UInt8](repeating: 0x61, count: 255)
        let entry = FileEntry(name: name, kind: .file, isExecutable: true, size: 1)
        let most = [FileEntry](repeating: entry, count: FileAnswer.mostEntries)
        let largest = [UInt8](repeating: 0, count: FileCall.largestFile)
        for answer: FileAnswer in [.entries(most, isLast: true), .content(largest)] {
            var buffer = FrameBuffer()
            buffer.append(answer.frame.bytes)
            #expect(try buffer.next() == answer.frame)
        }
    }
}
