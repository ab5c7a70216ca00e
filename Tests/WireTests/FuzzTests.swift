import TestSupport
import Testing
import Wire

/// Makes hostile bytes: of valid ones with faults, or of nothing but chance.
struct Mutator {
    var dice: Dice
    private static let telling: [UInt8] = [0, 1, 2, 4, 0x7f, 0x80, 0xfe, 0xff]

    mutating func noise() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<dice.below(64) { bytes.append(byte()) }
        return bytes
    }

    mutating func fault(_ valid: [UInt8]) -> [UInt8] {
        var bytes = valid
        for _ in 0...dice.below(3) {
            let place = dice.below(bytes.count + 1)
            switch dice.below(5) {
            case 0: bytes.insert(byte(), at: place)
            case 1: bytes.removeSubrange(place..<min(place + dice.below(9), bytes.count))
            case 2: bytes.removeSubrange(place...)
            case 3 where place < bytes.count: bytes[place] ^= 1 << dice.below(8)
            case _ where place < bytes.count: bytes[place] = byte()
            default: bytes.append(byte())
            }
        }
        return bytes
    }

    private mutating func byte() -> UInt8 {
        dice.below(3) > 0
            ? Self.telling[dice.below(Self.telling.count)] : UInt8(dice.below(256))
    }
}

/// What is written from any bytes that were understood must be understood as the same.
@Suite struct FuzzTests {
    static let rounds = 34_000

    /// - Returns: how many inputs were understood.
    private func feed(
        seed: UInt64,
        _ valid: [[UInt8]],
        _ read: ([UInt8]) throws(WireError) -> Bool
    ) -> Int {
        var mutator = Mutator(dice: Dice(seed: seed))
        var understood = 0
        for round in 0..<Self.rounds {
            let bytes =
                round % 8 == 0
                ? mutator.noise() : mutator.fault(valid[mutator.dice.below(valid.count)])
            do {
                // Not by #expect, which takes longer than all the rest.
                if try !read(bytes) { Issue.record("read otherwise the second time: \(bytes)") }
                understood += 1
            } catch {
                continue
            }
        }
        return understood
    }

    @Test func callsOfAnyBytes() {
        let valid = Samples.calls.map { [UInt8($0.frame.kind)] + $0.frame.payload }
        let understood = feed(seed: 1, valid) { bytes throws(WireError) in
            let frame = Frame(kind: UInt16(bytes.first ?? 0), payload: Array(bytes.dropFirst()))
            let call = try Call(frame)
            return try Call(call.frame) == call
        }
        #expect(understood > 1000)
    }

    @Test func answersOfAnyBytes() {
        let valid = Samples.answers.map { [UInt8($0.frame.kind)] + $0.frame.payload }
        let understood = feed(seed: 2, valid) { bytes throws(WireError) in
            let frame = Frame(kind: UInt16(bytes.first ?? 0), payload: Array(bytes.dropFirst()))
            let answer = try Answer(frame)
            return try Answer(answer.frame) == answer
        }
        #expect(understood > 1000)
    }

    @Test func callsAboutFilesOfAnyBytes() {
        let valid = FileMessageTests.calls.map { [UInt8($0.frame.kind)] + $0.frame.payload }
        let understood = feed(seed: 8, valid) { bytes throws(WireError) in
            let frame = Frame(kind: UInt16(bytes.first ?? 0), payload: Array(bytes.dropFirst()))
            let call = try FileCall(frame)
            return try FileCall(call.frame) == call
        }
        #expect(understood > 1000)
    }

    @Test func answersAboutFilesOfAnyBytes() {
        let valid = FileMessageTests.answers.map { [UInt8($0.frame.kind)] + $0.frame.payload }
        let understood = feed(seed: 9, valid) { bytes throws(WireError) in
            let frame = Frame(kind: UInt16(bytes.first ?? 0), payload: Array(bytes.dropFirst()))
            let answer = try FileAnswer(frame)
            return try FileAnswer(answer.frame) == answer
        }
        #expect(understood > 1000)
    }

    @Test func requestsOfAnyBytes() {
        let understood = feed(seed: 3, [Samples.request.payload]) { bytes throws(WireError) in
            let request = try SessionRequest(payload: bytes)
            return try SessionRequest(payload: request.payload) == request
        }
        #expect(understood > 1000)
    }

    @Test func setupsOfAnyBytes() {
        // The head says the length, so that the faults reach what is behind it.
        let payload = Array(Samples.setup.bytes.dropFirst(Frame.headSize))
        let understood = feed(seed: 4, [payload]) { bytes throws(WireError) in
            let setup = try BoxSetup(bytes: Frame(kind: 0x106, payload: bytes).bytes)
            return try BoxSetup(bytes: setup.bytes) == setup
        }
        #expect(understood > 1000)
        let whole = feed(seed: 5, [Samples.setup.bytes]) { bytes throws(WireError) in
            let setup = try BoxSetup(bytes: bytes)
            return try BoxSetup(bytes: setup.bytes) == setup
        }
        #expect(whole > 1000)
    }

    @Test func framesOfAnyBytesInAnyPieces() {
        let valid = Samples.calls.flatMap(\.frame.bytes)
        var dice = Dice(seed: 6)
        let understood = feed(seed: 7, [valid]) { bytes throws(WireError) in
            var buffer = FrameBuffer()
            var frames: [Frame] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(1 + dice.below(64))
                rest = rest.dropFirst(piece.count)
                buffer.append(piece)
                while let frame = try buffer.next() { frames.append(frame) }
            }
            return bytes.starts(with: frames.flatMap(\.bytes))
        }
        #expect(understood > 1000)
    }
}
