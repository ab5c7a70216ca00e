import Glibc
import Linux
import Testing
import Wire

@testable import Attach

/// A session that the program talks with itself.
@Suite(.timeLimit(.minutes(1)))
struct PipedSessionTests {
    private static let started = Answer.started(
        Started(pid: 7, directory: [], isElsewhere: false, warnings: [])
    )

    @Test func bothTalkUntilTheCommandCloses() throws {
        let agent = try StandIn()
        let connection = try agent.connect()
        try agent.say(.hello(.ours), Self.started)
        let session = try PipedSession(connection, SessionRequest()) { false }
        let streams = try agent.takeDescriptors()
        #expect(streams.count == 3)
        try session.send([1, 2])
        #expect(try readSome(from: streams[0], subject: "socket") == [1, 2])
        try writeAll([3], to: streams[1], subject: "socket")
        #expect(try session.receive(milliseconds: 1000) == [3])
        for stream in streams { close(stream) }
        #expect(try session.receive(milliseconds: 1000) == [])
        // Nobody takes it; that is told by the reading that follows.
        try session.send([1])
    }

    @Test func commandThatIsSilentIsToldAfterAWhile() throws {
        let agent = try StandIn()
        let connection = try agent.connect()
        try agent.say(.hello(.ours), Self.started)
        let session = try PipedSession(connection, SessionRequest()) { false }
        #expect(throws: AttachError.silent(seconds: 0)) { try session.receive(milliseconds: 10) }
    }

    @Test func refusalIsTold() throws {
        let agent = try StandIn()
        let connection = try agent.connect()
        let refusal = Refusal(.ending, subject: [])
        try agent.say(.hello(.ours), .refused(refusal))
        #expect(throws: AttachError.refused(refusal)) {
            try PipedSession(connection, SessionRequest()) { false }
        }
    }

    @Test func agentOfAPausedBoxIsNotWaitedFor() throws {
        let agent = try StandIn()
        let connection = try agent.connect()
        #expect(throws: AttachError.silent(seconds: 2)) {
            try PipedSession(connection, SessionRequest()) { true }
        }
    }
}
