import Glibc
import Linux
import Testing
import Wire

@testable import Attach

/// Both sides of a terminal, for the rest of the process.
private func openTerminal() throws -> (master: Int32, slave: Int32) {
    var master: Int32 = -1
    var slave: Int32 = -1
    try check("openpty", "pty") { unsafe openpty(&master, &slave, nil, nil, nil) }
    return (master, slave)
}

/// Sessions in processes of their own: they take the signals and the streams of theirs.
@Suite struct SessionAttachmentTests {
    private static let started = Started(pid: 7, directory: [], isElsewhere: false, warnings: [])

    /// Connects by itself, so that something can be said before the session runs.
    private static func session(
        _ answers: Answer...,
        detached: Bool = false
    ) throws -> SessionEnd {
        let agent = try StandIn()
        var request = SessionRequest()
        request.detached = detached
        let attachment = try SessionAttachment(
            try agent.connect(),
            streams: CallerStreams(wantsTerminals: false),
            onStart: { _ in }
        )
        try agent.say(bytes: answers.flatMap(\.frame.bytes))
        agent.hangUp()
        return try attachment.run(request)
    }

    @Test func sessionEndsAsItsCommandDid() async {
        await #expect(processExitsWith: .success) {
            let hello = Answer.hello(.ours)
            let started = Answer.started(Self.started)
            let ends = [
                try Self.session(hello, started, .exited(.code(3))),
                try Self.session(hello, started, .exited(.signal(9))),
                try Self.session(hello, started, detached: true),
            ]
            #expect(ends == [.exited(.code(3)), .exited(.signal(9)), .detached(pid: 7)])
        }
    }

    @Test func sessionThatIsRefusedOrLostSaysSo() async {
        await #expect(processExitsWith: .success) {
            let refusal = Refusal(.notFound, subject: Array("x".utf8), code: ENOENT)
            let started = Answer.started(Self.started)
            #expect(throws: AttachError.refused(refusal)) { try Self.session(.refused(refusal)) }
            #expect(throws: AttachError.refused(refusal)) {
                try Self.session(started, .refused(refusal))
            }
            #expect(throws: AttachError.lost) { try Self.session() }
            #expect(throws: AttachError.lost) { try Self.session(started) }
            #expect(throws: AttachError.version(4)) {
                try Self.session(.hello(Hello(version: 4, oldest: 4)))
            }
        }
    }

    @Test func streamsTravelWithTheRequestAndSignalsAfterIt() async {
        await #expect(processExitsWith: .success) {
            let agent = try StandIn()
            let attachment = try SessionAttachment(
                try agent.connect(),
                streams: CallerStreams(wantsTerminals: false),
                onStart: { _ in }
            )
            // To this thread, which alone has it blocked.
            pthread_kill(pthread_self(), SIGUSR2)
            try agent.say(.hello(.ours), .started(Self.started))
            try agent.say(.exited(.code(0)))
            #expect(try attachment.run(SessionRequest()) == .exited(.code(0)))
            var heard: [Call] = []
            while heard.count < 3 { heard += try agent.heard() }
            #expect(heard == [.hello(.ours), .open(SessionRequest()), .signal(UInt8(SIGUSR2))])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func jobThatGoesOnWritingHoldsNoSessionOpen() async {
        await #expect(processExitsWith: .success) {
            // The caller's terminal, read by somebody; the box's, flooded by a job.
            let (master, slave) = try openTerminal()
            let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
            let reader = try Child.spawn(
                "cat",
                [],
                environment: [],
                streams: (master, null.number, null.number)
            )
            let pipe = try Pipe()
            let writer = try Child.spawn(
                "yes",
                [],
                environment: [],
                streams: (null.number, pipe.writer.number, null.number)
            )
            for stream in 0...2 as ClosedRange<Int32> { dup2(slave, stream) }
            let agent = try StandIn()
            let streams = CallerStreams(wantsTerminals: true)
            let attachment = try SessionAttachment(
                try agent.connect(),
                streams: streams,
                onStart: { _ in }
            )
            var request = SessionRequest()
            streams.describe(in: &request)
            #expect(request.terminals == .all)
            try agent.say(
                .hello(.ours),
                .started(Self.started),
                .exited(.code(5)),
                with: [pipe.reader.number]
            )
            #expect(try attachment.run(request) == .exited(.code(5)))
            for pid in [reader, writer] { Signals.send(SIGKILL, to: pid) }
        }
    }
}

@Suite struct CallerStreamsTests {
    @Test func streamsThatAreNoTerminalsAreHandedOver() async {
        await #expect(processExitsWith: .success) {
            let slave = try openTerminal().slave
            for stream in [0, 2] as [Int32] { dup2(slave, stream) }
            dup2(try FileDescriptor(opening: "/dev/null", O_RDWR).release(), 1)
            let streams = CallerStreams(wantsTerminals: true)
            #expect(streams.terminals == [.input, .error])
            #expect(streams.descriptors == [1])
            #expect([streams.keyboard, streams.screen] == [0, 2])
            #expect(!streams.isInForeground)
            let none = CallerStreams(wantsTerminals: false)
            #expect(none.terminals == [])
            // Pipes stand in for the terminals.
            #expect(none.descriptors.count == 3 && none.descriptors[1] == 1)
            #expect(none.relays.map(\.commandEnd) == [none.descriptors[0], none.descriptors[2]])
        }
    }

    @Test func streamThatIsClosedIsNothing() async {
        await #expect(processExitsWith: .success) {
            for stream in 0...2 as ClosedRange<Int32> { FileDescriptor.close(stream) }
            Linux.Process.fillClosedStreams()
            let streams = CallerStreams(wantsTerminals: true)
            #expect(streams.descriptors == [0, 1, 2])
            #expect(try readSome(from: 0, subject: "input") == [])
            try writeAll([1], to: 1, subject: "output")
            try writeAll([1], to: 2, subject: "error")
        }
    }

    @Test func terminalIsDescribedByItsSizeAndNotByAnothersSettings() async {
        await #expect(processExitsWith: .success) {
            let (master, slave) = try openTerminal()
            Terminal(master)?.resize(Terminal.Window(rows: 5, columns: 99))
            for stream in 0...2 as ClosedRange<Int32> { dup2(slave, stream) }
            var request = SessionRequest()
            CallerStreams(wantsTerminals: true).describe(in: &request)
            var expected = SessionRequest()
            expected.terminals = .all
            expected.foreground = false
            expected.window = WindowSize(rows: 5, columns: 99)
            #expect(request == expected)
        }
    }
}
