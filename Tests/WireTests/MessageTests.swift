import Testing
import Wire

@Suite struct MessageTests {
    @Test(arguments: Samples.calls)
    func callIsReadAsItWasWritten(_ call: Call) throws {
        #expect(try Call(call.frame) == call)
    }

    /// Agents that do not know it read a request that does not need it.
    @Test func aShellThatMustBeThereIsSaidAtTheEnd() throws {
        var request = SessionRequest()
        request.shell = Array("zsh".utf8)
        let plain = request.payload
        request.requiresShell = true
        #expect(Array(request.payload.prefix(plain.count)) == plain)
        #expect(try SessionRequest(payload: request.payload) == request)
        #expect(try !SessionRequest(payload: plain).requiresShell)
    }

    @Test(arguments: Samples.answers)
    func answerIsReadAsItWasWritten(_ answer: Answer) throws {
        #expect(try Answer(answer.frame) == answer)
    }

    @Test(arguments: [Samples.setup, BoxSetup()])
    func setupIsReadAsItWasWritten(_ setup: BoxSetup) throws {
        #expect(try BoxSetup(bytes: setup.bytes) == setup)
    }

    @Test(arguments: Refusal.Reason.allReasons)
    func everyReasonIsTold(_ reason: Refusal.Reason) throws {
        let answer = Answer.refused(Refusal(reason, subject: []))
        #expect(try Answer(answer.frame) == answer)
    }

    @Test(arguments: Samples.calls)
    func callCutAnywhereIsTruncated(_ call: Call) {
        let frame = call.frame
        for count in 0..<frame.payload.count {
            let cut = Frame(kind: frame.kind, payload: Array(frame.payload.prefix(count)))
            #expect(throws: WireError.truncated) { try Call(cut) }
        }
    }

    @Test(arguments: Samples.answers)
    func answerCutAnywhereIsTruncated(_ answer: Answer) {
        let frame = answer.frame
        for count in 0..<frame.payload.count {
            let cut = Frame(kind: frame.kind, payload: Array(frame.payload.prefix(count)))
            #expect(throws: WireError.truncated) { try Answer(cut) }
        }
    }

    @Test func setupCutAnywhereIsTruncated() {
        let bytes = Samples.setup.bytes
        for count in bytes.indices {
            #expect(throws: WireError.truncated) { try BoxSetup(bytes: Array(bytes.prefix(count))) }
        }
    }

    @Test(arguments: Samples.calls.dropFirst())
    func callWithMoreBehindItIsRefused(_ call: Call) {
        var frame = call.frame
        frame.payload.append(0)
        #expect(throws: WireError.trailing) { try Call(frame) }
    }

    @Test(arguments: Samples.answers.dropFirst())
    func answerWithMoreBehindItIsRefused(_ answer: Answer) {
        var frame = answer.frame
        frame.payload.append(0)
        #expect(throws: WireError.trailing) { try Answer(frame) }
    }

    @Test func setupWithMoreBehindItIsRefused() {
        #expect(throws: WireError.trailing) { try BoxSetup(bytes: Samples.setup.bytes + [0]) }
    }

    @Test func setupOfAnotherLayoutSaysWhich() {
        let bytes = Frame(kind: 0x101, payload: []).bytes
        #expect(throws: WireError.version(0x101)) { try BoxSetup(bytes: bytes) }
    }

    @Test(arguments: [0, 8, 0x41, 0xffff])
    func unknownCallIsRefused(_ kind: Int) {
        let kind = UInt16(kind)
        #expect(throws: WireError.badValue) { try Call(Frame(kind: kind, payload: [])) }
    }

    @Test(arguments: [0, 1, 0x48, 0xffff])
    func unknownAnswerIsRefused(_ kind: Int) {
        let kind = UInt16(kind)
        #expect(throws: WireError.badValue) { try Answer(Frame(kind: kind, payload: [])) }
    }

    @Test func numbersThatStandForNothingAreRefused() {
        var unknownStream = SessionRequest()
        unknownStream.terminals = SessionRequest.Terminals(rawValue: 8)
        #expect(throws: WireError.badValue) { try Call(Call.open(unknownStream).frame) }
        #expect(throws: WireError.badValue) { try Answer(Frame(kind: 0x46, payload: [2, 0])) }
        for reason in [0, 11, 255] as [UInt8] {
            let payload = [reason, 0, 0, 0, 0, 0, 0, 0, 0]
            #expect(throws: WireError.badValue) { try Answer(Frame(kind: 0x43, payload: payload)) }
        }
    }

    @Test func exitsAreWhatAShellMakesOfThem() {
        #expect([Exit.code(0), .code(255), .signal(9)].map(\.status) == [0, 255, 137])
    }
}

extension Refusal.Reason {
    static var allReasons: [Refusal.Reason] { (1...10).compactMap(Refusal.Reason.init) }
}

@Suite struct HelloTests {
    @Test(arguments: [
        (Hello(version: 2, oldest: 1), Hello(version: 2, oldest: 1), 2),
        (Hello(version: 2, oldest: 1), Hello(version: 1, oldest: 1), 1),
        (Hello(version: 1, oldest: 1), Hello(version: 2, oldest: 1), 1),
        (Hello(version: 9, oldest: 3), Hello(version: 5, oldest: 4), 5),
    ])
    func sidesTakeTheNewestThatBothSpeak(_ one: Hello, _ other: Hello, _ version: Int) throws {
        #expect(try one.common(with: other) == UInt16(version))
    }

    @Test(arguments: [
        (Hello(version: 1, oldest: 1), Hello(version: 3, oldest: 2)),
        (Hello(version: 3, oldest: 2), Hello(version: 1, oldest: 1)),
        (Hello(version: 2, oldest: 1), Hello(version: 1, oldest: 2)),
    ])
    func sidesWithoutACommonVersionSayTheOthers(_ one: Hello, _ other: Hello) {
        #expect(throws: WireError.version(other.version)) { try one.common(with: other) }
    }

    @Test func whatALaterHelloSaysMoreIsPassedOver() throws {
        var frame = Call.hello(Hello(version: 2, oldest: 1, capabilities: 4)).frame
        frame.payload += [1, 2, 3]
        #expect(try Call(frame) == .hello(Hello(version: 2, oldest: 1, capabilities: 4)))
    }
}
