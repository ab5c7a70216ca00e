import Testing
import Wire

@Suite struct FrameTests {
    @Test func headIsLittleEndian() {
        #expect(Frame(kind: 0x0142, payload: [7, 8]).bytes == [2, 0, 0, 0, 0x42, 1, 7, 8])
    }

    @Test func bytesInAnyPiecesGiveTheSameFrames() throws {
        let frames = Samples.calls.map(\.frame) + Samples.answers.map(\.frame)
        let stream = frames.flatMap(\.bytes)
        for size in 1...40 {
            var buffer = FrameBuffer()
            var found: [Frame] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                buffer.append(stream[start..<min(start + size, stream.count)])
                while let frame = try buffer.next() { found.append(frame) }
            }
            #expect(found == frames)
        }
    }

    @Test func frameThatIsNotWholeWaits() throws {
        let bytes = Frame(kind: 5, payload: [1, 2, 3]).bytes
        var buffer = FrameBuffer()
        for byte in bytes.dropLast() {
            buffer.append([byte])
            #expect(try buffer.next() == nil)
        }
        buffer.append(bytes.suffix(1))
        #expect(try buffer.next() == Frame(kind: 5, payload: [1, 2, 3]))
        #expect(try buffer.next() == nil)
    }

    @Test func largestFrameIsTaken() throws {
        let frame = Frame(kind: 1, payload: [UInt8](repeating: 9, count: 4 << 20))
        var buffer = FrameBuffer()
        buffer.append(frame.bytes)
        #expect(try buffer.next() == frame)
    }

    @Test(arguments: [[1, 0, 0x40, 0, 1, 0], [0xff, 0xff, 0xff, 0xff, 1, 0]] as [[UInt8]])
    func largerFrameIsRefusedByItsHead(_ head: [UInt8]) {
        var buffer = FrameBuffer()
        buffer.append(head)
        #expect(throws: WireError.tooLarge) { try buffer.next() }
    }
}

@Suite struct ReaderTests {
    @Test func integersAreLittleEndian() throws {
        var reader = WireReader(
            [1, 2, 1, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0xfe, 0xff, 0xff, 0xff])
        #expect(try reader.u8() == 1)
        #expect(try reader.u16() == 0x0102)
        #expect(try reader.u32() == 0x0102_0304)
        #expect(try reader.u64() == 0x0102_0304_0506_0708)
        #expect(try reader.i32() == -2)
        try reader.end()
    }

    @Test(arguments: [[4, 0, 0, 0, 1, 2, 3], [0xff, 0xff, 0xff, 0xff], [0, 0, 0]] as [[UInt8]])
    func bytesLongerThanWhatIsThereAreTruncated(_ bytes: [UInt8]) {
        #expect(throws: WireError.truncated) {
            var reader = WireReader(bytes)
            _ = try reader.bytes()
        }
    }

    @Test(arguments: [[2, 0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 0]] as [[UInt8]])
    func listLongerThanWhatIsThereIsTruncated(_ bytes: [UInt8]) {
        #expect(throws: WireError.truncated) {
            var reader = WireReader(bytes)
            _ = try reader.list { reader throws(WireError) in try reader.u8() }
        }
    }

    @Test func flagIsNoughtOrOne() throws {
        var reader = WireReader([0, 1])
        #expect(try [reader.flag(), reader.flag()] == [false, true])
        #expect(throws: WireError.badValue) {
            var reader = WireReader([2])
            _ = try reader.flag()
        }
    }

    @Test func textThatIsNoUTF8IsRepaired() throws {
        var reader = WireReader([2, 0, 0, 0, 0x61, 0xff])
        #expect(try reader.text() == "a\u{FFFD}")
    }

    @Test func slicesAreReadFromTheirOwnStart() throws {
        let bytes: [UInt8] = [9, 9, 5, 0]
        var reader = WireReader(bytes[2...])
        #expect(try reader.u16() == 5)
    }
}
