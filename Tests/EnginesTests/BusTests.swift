import Glibc
import Linux
import Systemd
import TestSupport
import Testing

/// Buses that do not do what buses do.
@Suite(.timeLimit(.minutes(1)))
struct BusTests {
    @Test func withoutTheLibraryNobodyIsAsked() {
        let names = namesOnBus(["a.b"], bus: "unix:path=/nonexistent", library: "libalcove-none.so")
        #expect(names == .missingLibrary)
    }

    @Test func busThatTakesNoCallsIsSilent() {
        #expect(namesOnBus(["a.b"], bus: "unix:path=/nonexistent/bus") == .silent)
    }

    /// The library itself would wait for a minute and a half.
    @Test func busThatTakesCallsAndSaysNothingIsSilent() throws {
        let folder = try TemporaryFolder()
        let listener = try UnixSocket.listen(at: folder.path + "/bus", mode: 0o600)
        let begin = Moment()
        #expect(namesOnBus(["a.b"], bus: "unix:path=\(folder.path)/bus", seconds: 1) == .silent)
        #expect(begin.millisecondsAgo < 10_000)
        _ = consume listener
    }

    @Test(.enabled(if: Program.isInstalled("dbus-daemon"), "needs dbus-daemon"))
    func busTellsWhoIsThere() throws {
        let folder = try TemporaryFolder()
        let address = "unix:path=\(folder.path)/bus"
        let file = "a.b.Startable.service"
        try folder.write(
            "services/\(file)",
            "[D-BUS Service]\nName=a.b.Startable\nExec=/bin/true\n"
        )
        let policy =
            "<policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy>"
        let parts = "<type>session</type><listen>\(address)</listen>"
        let services = "<servicedir>\(folder.path)/services</servicedir>"
        try folder.write("bus.conf", "<busconfig>\(parts)\(services)\(policy)</busconfig>")
        let daemon = try Child.spawn(
            "dbus-daemon",
            ["--nofork", "--config-file=\(folder.path)/bus.conf"].map { Array($0.utf8) },
            environment: Environment.all,
            streams: (0, 1, 2)
        )
        defer {
            Signals.send(SIGKILL, to: daemon)
            _ = try? Child.wait(daemon)
        }
        for _ in 0..<500 where (try? UnixSocket.connect(to: folder.path + "/bus")) == nil {
            usleep(10_000)
        }
        let known: [String: BusName] = [
            "org.freedesktop.DBus": .owned, "a.b.Startable": .startable, "a.b.None": .unknown,
        ]
        #expect(namesOnBus(Array(known.keys), bus: address) == .known(known))
    }

    /// Who says a lot has no more time than who says nothing.
    @Test func busThatFloodsIsNotListenedToForEver() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let listener = try UnixSocket.listen(at: folder.path + "/bus", mode: 0o600)
            let bus = fork()
            if bus == 0 { FloodingBus(listener.number).run() }
            defer { Signals.send(SIGKILL, to: bus) }
            let begin = Moment()
            #expect(throws: SystemdError.timedOut(seconds: 1)) {
                try startUserUnit("x.service", bus: "unix:path=\(folder.path)/bus", seconds: 1)
            }
            #expect(begin.millisecondsAgo < 8000)
        }
    }
}

/// Answers the four calls that start a unit, and then tells of other units for ever.
private struct FloodingBus {
    private let listener: Int32

    init(_ listener: Int32) { self.listener = listener }

    func run() -> Never {
        do {
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&waiting, 1, 5000)
            let caller = try UnixSocket.accept(from: listener)
            try serve(caller.number)
        } catch {
            _exit(1)
        }
        _exit(0)
    }

    private func serve(_ caller: Int32) throws {
        var bytes: [UInt8] = []
        func more() throws { bytes += try UnixSocket.receive(from: caller).bytes }
        let begin = Array("BEGIN\r\n".utf8)
        while bytes.firstRange(of: begin) == nil { try more() }
        // Newer libraries leave it to the socket who they are.
        let isAsked = bytes.firstRange(of: Array("DATA\r\n".utf8)) != nil
        bytes.removeSubrange(..<(bytes.firstRange(of: begin)?.upperBound ?? 0))
        let agreed = "OK 0123456789abcdef0123456789abcdef\r\nAGREE_UNIX_FD\r\n"
        try UnixSocket.send(Array(((isAsked ? "DATA\r\n" : "") + agreed).utf8), on: caller)
        for body in [BusMessage.text(":1.1"), [], [], BusMessage.text("/job/1")] {
            let signature = body.isEmpty ? "" : body.contains(UInt8(ascii: "/")) ? "o" : "s"
            while bytes.count < 16 || bytes.count < BusMessage.size(bytes) { try more() }
            let serial = Array(bytes[8..<12])
            bytes.removeFirst(BusMessage.size(bytes))
            try UnixSocket.send(BusMessage.reply(serial, signature, body), on: caller)
        }
        let flood = Array(repeating: BusMessage.jobRemoved, count: 200).flatMap(\.self)
        while true { try UnixSocket.send(flood, on: caller) }
    }
}

/// As much of the bus's messages as a test needs: little-endian, with fields of one word.
private enum BusMessage {
    static func number(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    static func text(_ text: String) -> [UInt8] { number(text.utf8.count) + text.utf8 + [0] }

    private static func padded(_ bytes: [UInt8], _ size: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (size - bytes.count % size) % size)
    }

    private static func field(_ code: UInt8, _ kind: String, _ value: [UInt8]) -> [UInt8] {
        [code, 1] + kind.utf8 + [0] + value
    }

    private static func message(_ kind: UInt8, _ fields: [[UInt8]], _ body: [UInt8]) -> [UInt8] {
        let all = fields.reduce([]) { padded($0, 8) + $1 }
        let head = [UInt8(ascii: "l"), kind, 1, 1] + number(body.count) + number(1)
        return head + number(all.count) + padded(all, 8) + body
    }

    /// The size of the message that these bytes begin.
    static func size(_ bytes: [UInt8]) -> Int {
        func number(_ place: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << ($1 * 8) }
        }
        return 16 + (number(12) + 7) / 8 * 8 + number(4)
    }

    private static func signature(_ text: String) -> [UInt8] {
        [UInt8(text.utf8.count)] + text.utf8 + [0]
    }

    static func reply(_ serial: [UInt8], _ kind: String, _ body: [UInt8]) -> [UInt8] {
        let fields = [field(5, "u", serial), field(7, "s", text("org.freedesktop.DBus"))]
        let last = kind.isEmpty ? [] : [field(8, "g", signature(kind))]
        return message(2, fields + last, body)
    }

    static let jobRemoved: [UInt8] = {
        let fields = [
            field(1, "o", text("/org/freedesktop/systemd1")),
            field(2, "s", text("org.freedesktop.systemd1.Manager")),
            field(3, "s", text("JobRemoved")), field(7, "s", text(":1.9")),
            field(8, "g", signature("uoss")),
        ]
        let words = ["/job/2", "y.service", "done"]
        return message(4, fields, words.reduce(number(2)) { padded($0, 4) + text($1) })
    }()
}
