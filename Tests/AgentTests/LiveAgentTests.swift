import Glibc
import Linux
import TestSupport
import Testing
import Wire

@testable import Agent

/// An agent as its callers meet it.
@Suite(.timeLimit(.minutes(2)))
struct LiveAgentTests {
    private static func request(_ words: String...) -> SessionRequest {
        var request = SessionRequest()
        request.arguments = words.map { Array($0.utf8) }
        return request
    }

    @Test func commandRunsOnTheStreamsThatCame() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            let input = try Pipe()
            let output = try Pipe()
            try caller.say(
                .open(Self.request("/bin/sh", "-c", "cat; exit 3")),
                with: [input.reader.number, output.writer.number, output.writer.number]
            )
            try input.writer.write(Array("hello".utf8), to: "pipe")
            _ = consume input
            // The end comes only when nobody else has the pipe, the agent included.
            #expect(try output.keepReader().readToEnd(of: "pipe") == Array("hello".utf8))
            let answers = try caller.answers()
            #expect(answers.count == 2)
            #expect(answers.last == .exited(.code(3)))
            guard case .started(let started) = answers.first else { throw WireError.badValue }
            #expect(started.directory == Array("/".utf8))
        }
    }

    @Test func commandThatIsNotThereIsRefusedByItsName() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            try caller.say(.open(Self.request("/nonexistent", "-x")))
            let name = Array("/nonexistent".utf8)
            #expect(
                try caller.answers().last
                    == .refused(Refusal(.notFound, subject: name, code: ENOENT))
            )
            try caller.say(.open(Self.request("/bin/true")))
            #expect(try caller.answers().last == .exited(.code(0)))
        }
    }

    @Test func whatIsTooLargeToBeExecutedIsRefused() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            var request = Self.request("/bin/true")
            request.arguments.append([UInt8](repeating: 0x61, count: 2 << 20))
            try caller.say(.open(request))
            let refusal = Refusal(.notExecutable, subject: Array("/bin/true".utf8), code: E2BIG)
            #expect(try caller.answers().last == .refused(refusal))
            request = Self.request("/bin/true")
            request.environment = [Array("A=".utf8) + [UInt8](repeating: 0x61, count: 200 << 10)]
            try caller.say(.open(request))
            #expect(try caller.answers().last == .refused(refusal))
        }
    }

    @Test func longCommandsAreListedInShort() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            var callers: [Caller] = []
            for _ in 0..<4 {
                let caller = try agent.greet()
                let long = String(repeating: "a", count: 100 << 10)
                try caller.say(.open(Self.request("/bin/sh", "-c", "exec sleep 60", long)))
                guard case .started = try caller.answer() else { throw WireError.badValue }
                callers.append(caller)
            }
            #expect(try agent.sessions().map(\.count) == [1024, 1024, 1024, 1024])
        }
    }

    @Test func descriptorsThatAreNotNeededAreClosed() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
            let pipe = try Pipe()
            let streams = [null.number, null.number, null.number]
            try caller.say(
                .open(Self.request("/bin/sleep", "60")),
                with: streams + [pipe.writer.number]
            )
            // While the command runs.
            #expect(try pipe.keepReader().readToEnd(of: "pipe") == [])
            #expect(try agent.sessions() == [Array("/bin/sleep 60".utf8)])
        }
    }

    @Test func callerWhoSendsDescriptorsWithoutEndIsDropped() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
            let many = [Int32](repeating: null.number, count: 8)
            try caller.say(.status, with: many)
            guard case .status = try caller.answer() else { throw WireError.badValue }
            try caller.say(.status, with: many)
            #expect(try caller.answers() == [.refused(Refusal(.badRequest, subject: []))])
            #expect(try caller.answer() == nil)
            #expect(try agent.sessions() == [])
        }
    }

    /// Nobody is let in who would be put out at once.
    @Test func anAgentThatIsToldToEndTakesNoSession() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let first = try agent.greet()
            // It takes its time, so that the box is still ending when the next one comes.
            try first.say(.open(Self.request("/bin/sh", "-c", "trap '' TERM HUP; echo; sleep 60")))
            guard case .started = try first.answer() else { throw WireError.badValue }
            usleep(100_000)
            let late = try agent.greet()
            try agent.greet().say(.end)
            try late.say(.open(Self.request("/bin/true")))
            #expect(try late.answers() == [.refused(Refusal(.ending, subject: []))])
            #expect(try first.answers() == [])
            #expect(throws: SystemError.self) { try agent.connect() }
        }
    }

    /// Nobody can come in between the look and the end: both are the agent's.
    @Test func anAgentEndsOnlyWhenNobodyIsThere() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let first = try agent.greet()
            try first.say(.open(Self.request("/bin/sleep", "60")))
            guard case .started = try first.answer() else { throw WireError.badValue }
            let other = try agent.greet()
            try other.say(.endIfIdle)
            guard case .status(let busy) = try other.answer() else { throw WireError.badValue }
            #expect(busy.sessions.count == 1)
            #expect(try agent.sessions().count == 1)
            try first.say(.signal(9))
            guard case .exited = try first.answer() else { throw WireError.badValue }
            try other.say(.endIfIdle)
            guard case .status(let idle) = try other.answer() else { throw WireError.badValue }
            #expect(idle.sessions.isEmpty)
            #expect(try other.answers() == [])
            #expect(throws: SystemError.self) { try agent.connect() }
        }
    }

    @Test func callerOfAnotherTimeLearnsTheVersion() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.connect()
            try caller.say(.hello(Hello(version: 9, oldest: 8)))
            #expect(try caller.answer() == .hello(.ours))
            guard case .refused(let refusal) = try caller.answer() else { throw WireError.badValue }
            #expect(refusal.reason == .badRequest)
            #expect(try caller.answer() == nil)
        }
    }

    @Test func callerWhoTalksNonsenseIsDroppedAndOthersAreServed() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let patient = try agent.greet()
            let tooLarge: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0, 0]
            let unknown = Frame(kind: 99, payload: []).bytes
            let impolite = Call.status.frame.bytes
            for bytes in [tooLarge, unknown, impolite] {
                let caller = try agent.connect()
                try caller.say(bytes: bytes)
                guard case .refused(let refusal) = try caller.answer() else {
                    throw WireError.badValue
                }
                #expect(refusal.reason == .badRequest)
                #expect(try caller.answer() == nil)
            }
            try patient.say(.open(Self.request("/bin/true")))
            #expect(try patient.answers().last == .exited(.code(0)))
        }
    }

    @Test func callersWhoSayNothingKeepNobodyOut() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            var silent: [Caller] = []
            for _ in 0..<200 { silent.append(try agent.connect()) }
            #expect(try agent.sessions() == [])
            #expect(try silent[0].answer() == nil)
        }
    }

    @Test func agentWithoutDescriptorsDropsThoseWhoSayNothing() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent(descriptors: 48)
            var silent: [Caller] = []
            for _ in 0..<60 { silent.append(try agent.connect()) }
            #expect(try agent.sessions() == [])
        }
    }

    @Test func agentWithoutDescriptorsHearsAgainWhenASessionEnds() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent(descriptors: 40)
            var callers: [Caller] = []
            for _ in 0..<30 {
                let caller = try agent.connect()
                try caller.say(.hello(.ours))
                try caller.say(.open(Self.request("/bin/sleep", "1")))
                callers.append(caller)
            }
            usleep(200_000)
            // Some were refused or dropped, some ran: after them all the box is as before.
            callers.removeAll()
            usleep(1_500_000)
            let caller = try agent.greet()
            try caller.say(.open(Self.request("/bin/true")))
            #expect(try caller.answers().last == .exited(.code(0)))
        }
    }

    @Test func sessionOfACallerWhoIsGoneEnds() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            for script in ["sleep 60", "trap '' HUP; echo x; while :; do sleep 1; done"] {
                let caller = try agent.greet()
                try caller.say(.open(Self.request("/bin/sh", "-c", script)))
                guard case .started = try caller.answer() else { throw WireError.badValue }
                withExtendedLifetime(consume caller) {}
            }
            var left = try agent.sessions()
            for _ in 0..<100 where !left.isEmpty {
                usleep(100_000)
                left = try agent.sessions()
            }
            #expect(left == [])
        }
    }

    @Test func detachedSessionOutlivesItsCaller() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            var request = Self.request("/bin/sleep", "60")
            request.detached = true
            try caller.say(.open(request))
            guard case .started = try caller.answer() else { throw WireError.badValue }
            withExtendedLifetime(consume caller) {}
            usleep(1_300_000)
            #expect(try agent.sessions() == [Array("/bin/sleep 60".utf8)])
        }
    }

    @Test func rootIsNotGivenWhereItIsForbidden() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            var request = Self.request("/bin/true")
            request.root = true
            try caller.say(.open(request))
            #expect(try caller.answers() == [.refused(Refusal(.rootForbidden, subject: []))])
        }
    }

    @Test func secondSessionOfAConnectionIsRefusedAndTheFirstGoesOn() async {
        await #expect(processExitsWith: .success) {
            let agent = try LiveAgent()
            let caller = try agent.greet()
            try caller.say(.open(Self.request("/bin/cat", "/dev/zero")))
            guard case .started = try caller.answer() else { throw WireError.badValue }
            try caller.say(.open(Self.request("/bin/true")))
            #expect(try caller.answer() == .refused(Refusal(.badRequest, subject: [])))
            try caller.say(.signal(UInt8(SIGKILL)))
            #expect(try caller.answers() == [.exited(.signal(UInt8(SIGKILL)))])
        }
    }
}
