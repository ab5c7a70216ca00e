import Glibc
import Linux
import TestSupport
import Testing
import Wire

@testable import HostChannel

/// A box that means harm: its service goes on, and no command runs as another than was asked for.
@Suite(.timeLimit(.minutes(2)))
struct HostAttackTests {
    /// A caller that has said what begins a session, and read nothing yet.
    private static func open(
        _ service: LiveService,
        _ words: [String],
        _ streams: [Int32] = []
    ) throws -> Caller {
        let caller = Caller(try UnixSocket.connect(to: service.place.socket))
        var request = SessionRequest()
        request.arguments = words.map { Array($0.utf8) }
        try caller.say(.hello(.ours))
        try caller.say(.open(request), with: streams)
        return caller
    }

    @Test func halfMessagesOfThoseWhoHaveASessionAreNotKept() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let caller = try Self.open(service, ["sleep", "60"])
            _ = try caller.answer()
            guard case .started(let started) = try caller.answer() else { throw WireError.badValue }
            let half = Frame(kind: 2, payload: Array(repeating: 0, count: 100_000)).bytes.dropLast()
            // It may be hung up on before all is said.
            try? caller.say(bytes: Array(half))
            #expect(
                try caller.answers().last
                    == .refused(Refusal(.badRequest, subject: Array("tooLarge".utf8)))
            )
            try waitFor { kill(Int32(started.pid), 0) != 0 }
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }

    /// Whoever waits at the other end of its pipe must see that nobody writes there any more.
    @Test func streamsOfOneWhoGoesAwayHalfWayAreClosed() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            var request = SessionRequest()
            request.arguments = [Array("true".utf8)]
            let whole = Call.hello(.ours).frame.bytes + Call.open(request).frame.bytes
            let pipe = try Pipe()
            do {
                let caller = Caller(try UnixSocket.connect(to: service.place.socket))
                try caller.say(bytes: Array(whole.dropLast()), with: [pipe.writer.number])
                usleep(100_000)
            }
            let reader = pipe.keepReader()
            #expect(try reader.readToEnd(of: "pipe") == [])
        }
    }

    /// Descriptors that find no room are lost: a command must not run without its streams.
    @Test func whenNoDescriptorIsLeftNothingIsLost() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let pipe = try Pipe()
            try service.limitDescriptors(beyond: 17)
            let writer = pipe.writer.number
            do {
                var callers: [Caller] = []
                for _ in 0..<40 {
                    let words = ["sh", "-c", "echo x; sleep 60"]
                    if let caller = try? Self.open(service, words, [0, writer, writer]) {
                        callers.append(caller)
                    }
                }
                _ = fcntl(pipe.reader.number, F_SETFL, O_NONBLOCK)
                var said = 0
                func begun() -> Int {
                    said +=
                        (try? readSome(from: pipe.reader.number, subject: "pipe").count / 2) ?? 0
                    return service.children
                }
                // Every command that began has said it, and nobody else is left to begin.
                try waitFor { begun() == said && said > 2 }
                usleep(300_000)
                let all = begun()
                #expect(all == said && said < 40, "\(said) of \(all)")
                callers = []
            }
            try waitFor { service.children == 0 }
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }

    @Test func wordsOfAMegabyteArriveOrAreRefusedAsAWhole() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let pipe = try Pipe()
            let many = (0..<60_000).map { "word\(100_000 + $0)" }
            let script = "echo $# \"$1\"; shift 59999; echo \"$1\""
            let streams = [0, pipe.writer.number, pipe.writer.number]
            let answers = try service.run(["sh", "-c", script, "sh"] + many, streams)
            #expect(answers.last == .exited(.code(0)))
            let said = try pipe.keepReader().readToEnd(of: "pipe").text
            #expect(said == "60000 word100000\nword159999\n")
            let long = String(repeating: "x", count: 1 << 20)
            let refused = Refusal(.notExecutable, subject: Array("true".utf8), code: E2BIG)
            #expect(try service.run(["true", long]).last == .refused(refused))
            let most = String(repeating: "x", count: Frame.largestPayload + 1)
            let caller = try? Self.open(service, ["true", most])
            let answer = try caller?.answers().last
            #expect(
                answer == nil
                    || answer == .refused(Refusal(.badRequest, subject: Array("tooLarge".utf8)))
            )
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }

    @Test func oddVariablesArriveAsTheyAre() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let pipe = try Pipe()
            let odd: [[UInt8]] = [
                Array("EMPTY=".utf8), Array("LINES_=a\nB=c".utf8),
                Array("BYTES=".utf8) + [0xff, 0x80, 1],
                Array("BASH_FUNC_x%%=() { :; }".utf8), Array("TWICE=1".utf8), Array("TWICE=2".utf8),
                Array("=nameless".utf8), Array("nosign".utf8), [], [0xc3, 0x3d, 0x41],
            ]
            let streams = [0, pipe.writer.number, pipe.writer.number]
            let answers = try service.run(["cat", "/proc/self/environ"], streams) {
                $0.explicitEnvironment = odd
            }
            #expect(answers.last == .exited(.code(0)))
            let bytes = try pipe.keepReader().readToEnd(of: "pipe")
            let found = bytes.split(separator: 0).map { Array($0) }
            #expect(Array(found.dropFirst()) == Array(odd[0...3]) + [odd[5], odd[9]])
        }
    }

    @Test func placesThatTheHostHasNotAreToldAndNotMade() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let pipe = try Pipe()
            let streams = [0, pipe.writer.number, pipe.writer.number]
            let answers = try service.run(["pwd"], streams) {
                $0.directories = ["/no/such/place", "/etc/passwd", "relative"].map {
                    Array($0.utf8)
                }
            }
            #expect(answers.last == .exited(.code(0)))
            guard case .started(let started)? = answers.first else { throw WireError.badValue }
            #expect(started.isElsewhere)
            #expect(started.directory == Array(service.folder.path.utf8))
            let said = try pipe.keepReader().readToEnd(of: "pipe").text
            #expect(said == service.folder.path + "\n")
            let missing = Refusal(.noDirectory, subject: Array("/no".utf8), code: ENOENT)
            let refused = try service.run(["pwd"]) { $0.workdir = Array("/no".utf8) }
            #expect(refused.last == .refused(missing))
        }
    }

    /// Each box has its own policy, and its own name in questions.
    @Test(.enabled(if: getuid() == 0, "needs root")) func callerInAnotherBoxIsNotAdmitted() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let own = service.folder.path.split(separator: "/").last.map(String.init) ?? ""
            try File.makeDirectories(service.folder.path + "/run", mode: 0o755)
            for (id, isAnswered) in [("other", false), (own, true), ("", false)] {
                try service.folder.write("run/.alcoveenv", "name=web\nid=\(id)\n")
                let caller = fork()
                if caller == 0 {
                    guard unsafe chroot(service.folder.path) == 0,
                        let socket = try? UnixSocket.connect(to: "/host.sock")
                    else { _exit(7) }
                    let caller = Caller(socket)
                    try? caller.say(.hello(.ours))
                    _exit((try? caller.answer()) == .hello(.ours) ? 0 : 1)
                }
                #expect(try Child.wait(caller) == .code(isAnswered ? 0 : 1), "\(id)")
            }
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }

    /// What a box writes into the lock's file is no reason to end somebody else's process.
    @Test func nobodyElseIsEndedInTheServicesPlace() async {
        await #expect(processExitsWith: .success) {
            let folder = try ProgramFolder()
            let place = HostPlace(folder: folder.path)
            func begin(_ words: [String]) throws -> Int32 {
                try Child.spawn(
                    "/bin/sh",
                    (["-c", "sleep 60; :", "sh"] + words).map { Array($0.utf8) },
                    environment: [],
                    streams: (0, 1, 2)
                )
            }
            let stranger = try begin(["host-service", "/elsewhere"])
            let service = try begin(["host-service", folder.path])
            defer { for child in [stranger, service] { Signals.send(SIGKILL, to: child) } }
            guard let lock = try FileLock.attempt(place.lock) else { throw WireError.badValue }
            func end(_ process: Int32) throws {
                let flags = O_WRONLY | O_TRUNC
                let file = try FileDescriptor(opening: place.lock, flags)
                try file.write(Array("\(process)\n".utf8), to: place.lock)
                place.endService()
            }
            // As soon as it is what it is to be.
            try waitFor { place.isService(service) }
            for process in [stranger, getpid(), 1, -1, 0] { try end(process) }
            usleep(100_000)
            #expect(try Child.poll(stranger) == nil)
            try end(service)
            #expect(try Child.wait(service) == .signal(UInt8(SIGTERM)))
            extendLifetime(lock)
        }
    }
}

extension LiveService {
    /// Lets it have no more than so many descriptors besides those that it has.
    func limitDescriptors(beyond count: Int) throws {
        // The service has inherited what other tests had open, with gaps between: those are room as well.
        let open = Set(File.names(in: "/proc/\(pid)/fd").compactMap { Int($0) })
        let free = (0...).lazy.filter { !open.contains($0) }
        let most = free.dropFirst(count).first { _ in true } ?? count
        let limit = "--nofile=\(most):\(most)"
        let child = try Child.spawn(
            "prlimit",
            ["--pid", "\(pid)", limit].map { Array($0.utf8) },
            environment: Environment.all,
            streams: (0, 1, 2)
        )
        guard try Child.wait(child) == .code(0) else { throw WireError.badValue }
    }

    /// How many commands it runs at the moment.
    var children: Int {
        ProcessTree().entries.count { $0.parent == pid && !$0.isZombie }
    }
}
