import Glibc
import Linux
import TestSupport
import Testing
import Wire

@testable import HostChannel

/// The service as boxes meet it.
@Suite(.timeLimit(.minutes(2)))
struct HostServiceTests {
    @Test func commandRunsOnTheStreamsThatCame() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let input = try Pipe()
            let output = try Pipe()
            try input.writer.write(Array("hello".utf8), to: "pipe")
            let streams = [input.reader.number, output.writer.number, output.writer.number]
            let reader = input.keepReader()
            let answers = try service.run(["sh", "-c", "cat; umask; pwd; exit 3"], streams) {
                $0.umask = 0o027
                $0.directories = [Array("/".utf8)]
            }
            _ = consume reader
            #expect(answers.last == .exited(.code(3)))
            let text = try output.keepReader().readToEnd(of: "pipe").text
            #expect(text == "hello0027\n/\n")
        }
    }

    @Test func terminalIsTheHosts() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let answers = try service.run(["sh", "-c", "test -t 0 && test -t 1 && tty >&2"], []) {
                $0.terminals = .window
            }
            #expect(answers.last == .exited(.code(0)))
        }
    }

    @Test func whatIsNotPermittedIsDeniedAndKeptInTheLog() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService("listed")
            #expect(try service.run(["listed"]).last == .exited(.code(0)))
            let refusal = Refusal(.denied, subject: Array("rm".utf8))
            #expect(try service.run(["rm", "-rf", "a\nb"]).last == .refused(refusal))
            #expect(service.log.hasSuffix("box 'web': denied on the host: rm -rf a\\nb\n"))
        }
    }

    @Test func boxThatIsRemovedHasNothingRun() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            try service.folder.write("removed", "")
            let refusal = Refusal(.ending, subject: [])
            #expect(try service.run(["true"]).last == .refused(refusal))
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root")) func anotherUserIsNotAdmitted() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            try check("chmod", "folder") { unsafe chmod(service.folder.path, 0o755) }
            try check("chmod", "socket") { unsafe chmod(service.place.socket, 0o666) }
            try setEffectiveUser(65534, group: 65534)
            let caller = Caller(try UnixSocket.connect(to: service.place.socket))
            try? caller.say(.hello(.ours))
            let answer = try caller.answer()
            try setEffectiveUser(0, group: 0)
            #expect(answer == nil)
            #expect(service.log.contains("refused a connection of user 65534"))
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }

    @Test func commandEndsWithItsCaller() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let mark = service.folder.path + "/mark"
            do {
                let caller = Caller(try UnixSocket.connect(to: service.place.socket))
                var request = SessionRequest()
                let script = "trap 'echo gone > \(mark); exit' HUP; while :; do sleep 0.1; done"
                request.arguments = ["sh", "-c", script].map { Array($0.utf8) }
                try caller.say(.hello(.ours))
                try caller.say(.open(request))
                _ = try caller.answer()
                guard case .started = try caller.answer() else { throw WireError.badValue }
                usleep(100_000)
            }
            try waitFor { File.kind(mark) == .file }
        }
    }

    @Test func thereIsOneServiceForABox() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            #expect(FileLock.isHeld(service.place.lock))
            let other = try LiveService.begin(service.place, "all", service.folder.path)
            #expect(try Child.wait(other) == .code(7))
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }

    @Test func serviceThatWasKilledIsFollowedByAnother() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            Signals.send(SIGKILL, to: service.pid)
            _ = try Child.wait(service.pid)
            var other: Int32 = 0
            service.place.ensureService {
                other = (try? LiveService.begin(service.place, "all", service.folder.path)) ?? 0
            }
            defer { Signals.send(SIGKILL, to: other) }
            try waitFor { FileLock.isHeld(service.place.lock) }
            try waitFor { (try? service.run(["true"]))?.last == .exited(.code(0)) }
            service.place.ensureService { other = -1 }
            #expect(other > 0)
        }
    }

    @Test func serviceEndsWithItsBox() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            try service.endBox()
            #expect(try Child.wait(service.pid) == .code(0))
            #expect(!FileLock.isHeld(service.place.lock))
        }
    }

    @Test func serviceStaysWithABoxThatComesBack() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            try service.endBox()
            usleep(200_000)
            let agent = try UnixSocket.listen(at: service.place.agent, mode: 0o600)
            usleep(2_500_000)
            #expect(try service.run(["true"]).last == .exited(.code(0)))
            _ = consume agent
        }
    }

    @Test func serviceEndsWhenItsPlaceIsTakenAway() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            try File.removeTree(service.folder.path)
            #expect(try Child.wait(service.pid) == .code(0))
        }
    }

    @Test func serviceThatIsToldToEndEndsWhatItRuns() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let caller = Caller(try UnixSocket.connect(to: service.place.socket))
            var request = SessionRequest()
            request.arguments = ["sleep", "60"].map { Array($0.utf8) }
            try caller.say(.hello(.ours))
            try caller.say(.open(request))
            _ = try caller.answer()
            guard case .started = try caller.answer() else { throw WireError.badValue }
            Signals.send(SIGTERM, to: service.pid)
            #expect(try caller.answers().last == .exited(.signal(UInt8(SIGHUP))))
            #expect(try Child.wait(service.pid) == .code(0))
        }
    }

    /// A box that is restarted waits for nothing that its former commands do.
    @Test func serviceThatEndsMakesRoomForTheNext() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            let caller = Caller(try UnixSocket.connect(to: service.place.socket))
            var request = SessionRequest()
            let script = "trap '' HUP TERM; while :; do sleep 0.1; done"
            request.arguments = ["sh", "-c", script].map { Array($0.utf8) }
            try caller.say(.hello(.ours))
            try caller.say(.open(request))
            _ = try caller.answer()
            guard case .started = try caller.answer() else { throw WireError.badValue }
            usleep(100_000)
            Signals.send(SIGTERM, to: service.pid)
            try waitFor { !FileLock.isHeld(service.place.lock) }
            #expect(try Child.poll(service.pid) == nil)
            let next = try LiveService.begin(service.place, "all", service.folder.path)
            defer { Signals.send(SIGKILL, to: next) }
            try waitFor { (try? service.run(["true"]))?.last == .exited(.code(0)) }
        }
    }

    /// Whatever a box sends, its service goes on, for it and for nobody else.
    @Test func nonsenseHarmsNobody() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            var request = SessionRequest()
            request.arguments = [Array("true".utf8)]
            let whole = Call.hello(.ours).frame.bytes + Call.open(request).frame.bytes
            var seed: UInt64 = 42
            func next(_ bound: Int) -> Int {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(seed >> 33) % bound
            }
            for round in 0..<600 {
                let caller = Caller(try UnixSocket.connect(to: service.place.socket))
                var bytes = whole
                switch round % 3 {
                case 0: for _ in 0...next(4) { bytes[next(bytes.count)] = UInt8(next(256)) }
                case 1: bytes.removeLast(1 + next(bytes.count - 1))
                default: bytes = (0..<next(200)).map { _ in UInt8(next(256)) }
                }
                // It may hang up before all is said.
                try? caller.say(bytes: bytes, with: round % 5 == 0 ? [0, 1, 2, 0, 1, 2, 0, 1] : [])
            }
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }

    @Test func statusAndEndAreNothingThatABoxMayAsk() async {
        await #expect(processExitsWith: .success) {
            let service = try LiveService()
            for call in [Call.status, .end] {
                let caller = Caller(try UnixSocket.connect(to: service.place.socket))
                try caller.say(.hello(.ours))
                try caller.say(call)
                #expect(try caller.answers().last == .refused(Refusal(.badRequest, subject: [])))
            }
            #expect(try service.run(["true"]).last == .exited(.code(0)))
        }
    }
}
