import Glibc
import Linux
import Testing
import Wire

@testable import Attach

@Suite struct AgentConnectionTests {
    let agent: StandIn
    init() throws { agent = try StandIn() }

    private let status = BoxStatus(version: "1.0", boxID: "k3", steps: [], sessions: [])
    private let refusal = Refusal(.noDirectory, subject: Array("/x".utf8), code: ENOENT)

    @Test func statusIsAskedForAfterOneGreeting() throws {
        let caller = try agent.connect()
        try agent.say(.hello(.ours), .status(status), .status(status))
        #expect(try caller.status() == status)
        try agent.say(.status(status))
        #expect(try caller.status() == status)
        #expect(try agent.heard() == [.hello(.ours), .status, .status])
    }

    @Test func answersInAnyPiecesAreTheSame() throws {
        let caller = try agent.connect()
        let answers: [Answer] = [
            .stopped(20), .refused(refusal), .status(status), .exited(.code(1)),
        ]
        let bytes = Answer.hello(.ours).frame.bytes + answers.flatMap(\.frame.bytes)
        for size in [1, 3, 7, 50, 1000] {
            var found: [Answer] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                try agent.say(bytes: Array(bytes[start..<min(start + size, bytes.count)]))
                found += try caller.receive()
            }
            #expect(found == answers)
        }
    }

    @Test func descriptorsThatCameAreTakenInTheirOrder() throws {
        let caller = try agent.connect()
        let pipe = try Pipe()
        let started = Started(pid: 1, directory: [], isElsewhere: false, warnings: [])
        try agent.say(.started(started), with: [pipe.writer.number, pipe.reader.number])
        #expect(try caller.receive() == [.started(started)])
        let writer = FileDescriptor(owning: try #require(caller.takeDescriptor()))
        let reader = FileDescriptor(owning: try #require(caller.takeDescriptor()))
        #expect(caller.takeDescriptor() == nil)
        try writer.write([7], to: "pipe")
        #expect(try readSome(from: reader.number, subject: "pipe") == [7])
    }

    @Test func descriptorsThatNobodyTookAreClosed() throws {
        let caller = try agent.connect()
        let pipe = try Pipe()
        try agent.say(.wantsTerminal, with: [pipe.writer.number])
        #expect(try caller.receive() == [.wantsTerminal])
        let reader = pipe.keepReader()
        withExtendedLifetime(consume caller) {}
        #expect(try readSome(from: reader.number, subject: "pipe") == [])
    }

    @Test func boxThatIsNotThereDoesNotAnswer() throws {
        let path = agent.path
        agent.stopListening()
        #expect(
            throws: AttachError.notAnswering(
                SystemError(call: "connect", subject: path, code: ECONNREFUSED)
            )
        ) { _ = try AgentConnection(path: path, uid: getuid()) }
        #expect(
            throws: AttachError.notAnswering(
                SystemError(call: "connect", subject: path + "x", code: ENOENT)
            )
        ) { _ = try AgentConnection(path: path + "x", uid: getuid()) }
    }

    /// In a process of its own: root, whose sockets are everybody's, listens as somebody else.
    @Test func socketOfAnotherUserIsNotSpokenTo() async {
        await #expect(processExitsWith: .success) {
            let agent = try StandIn()
            let isRoot = getuid() == 0
            let owner: uid_t = isRoot ? 65534 : getuid()
            if isRoot {
                try #require(unsafe chmod(agent.folder, 0o777) == 0)
                try #require(seteuid(owner) == 0)
            }
            let path = "\(agent.folder)/foreign"
            let listener = try UnixSocket.listen(at: path, mode: 0o666)
            if isRoot { try #require(seteuid(0) == 0) }
            #expect(throws: AttachError.foreign(uid: owner)) {
                _ = try AgentConnection(path: path, uid: owner + 1)
            }
            #expect(listener.number >= 0)  // it listened until here
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can be root"))
    func socketOfRootIsTrusted() throws {
        let caller = try agent.connect(uid: 12345)
        try agent.say(.status(status))
        #expect(try caller.status() == status)
    }

    @Test func agentOfAnotherTimeSaysItsVersion() throws {
        let caller = try agent.connect()
        try agent.say(.hello(Hello(version: 9, oldest: 8)), .status(status))
        #expect(throws: AttachError.version(9)) { try caller.status() }
    }

    @Test func agentOfTheNextVersionIsUnderstood() throws {
        let caller = try agent.connect()
        try agent.say(.hello(Hello(version: 2, oldest: 1, capabilities: .max)), .status(status))
        #expect(try caller.status() == status)
    }

    @Test(
        arguments: [
            ([0xff, 0xff, 0xff, 0xff, 0, 0], WireError.tooLarge),
            ([0, 0, 0, 0, 1, 0], .badValue),
            ([1, 0, 0, 0, 0x45, 0, 0], .trailing),
            ([1, 0, 0, 0, 0x46, 0, 0], .truncated),
        ] as [([UInt8], WireError)]
    )
    func whatIsNoMessageIsNonsense(_ bytes: [UInt8], _ error: WireError) throws {
        let caller = try agent.connect()
        try agent.say(bytes: bytes)
        #expect(throws: AttachError.nonsense(error)) { try caller.status() }
    }

    @Test func agentThatDiesIsLost() throws {
        let caller = try agent.connect()
        agent.hangUp()
        #expect(throws: AttachError.lost) { try caller.status() }
    }

    @Test func agentThatDiesWithAQuestionUnreadIsLost() throws {
        let caller = try agent.connect()
        try caller.send(.status)
        agent.hangUp()
        #expect(throws: AttachError.lost) { _ = try caller.receive() }
    }

    @Test func agentThatDiesInTheMiddleOfAnAnswerIsLost() throws {
        let caller = try agent.connect()
        try agent.say(bytes: Array(Answer.status(status).frame.bytes.dropLast()))
        agent.hangUp()
        #expect(throws: AttachError.lost) { try caller.status() }
    }

    @Test func lastWordsOfAnAgentAreHeard() throws {
        let caller = try agent.connect()
        try agent.say(.hello(.ours), .refused(refusal))
        agent.hangUp()
        #expect(throws: AttachError.refused(refusal)) { try caller.status() }
    }
}
