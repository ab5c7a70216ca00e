import Foundation

/// Sound that nobody hears: servers of PulseAudio and PipeWire without a card, and a tape in each.
final class Studio {
    private(set) var environment: [String: String]
    private let folder: String
    private var children: [Child] = []

    /// A server, by the name of its tape.
    enum Server: String, CaseIterable {
        case pulseAudio, pipeWire

        /// What plays a file by it, onto the tape.
        var player: [String] {
            switch self {
            case .pulseAudio: ["paplay"]
            case .pipeWire: ["pw-play", "--target=tape"]
            }
        }
    }

    init(of host: Host) throws {
        folder = "\(Lab.runtime)/studio-\(UUID().uuidString.prefix(8).lowercased())"
        environment = host.environment
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        let socket = folder + "/native"
        // The session may have such servers, and its bus takes one alone.
        let bus = folder + "/bus"
        let own = [
            "PULSE_RUNTIME_PATH": folder, "PIPEWIRE_RUNTIME_DIR": folder,
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=\(bus)",
        ]
        try start(["dbus-daemon", "--session", "--nofork", "--address=unix:path=\(bus)"], own)
        try eventually("the bus answers") { FileManager.default.fileExists(atPath: bus) }
        try start(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes"]
                + ["--use-pid-file=no", "-L", "module-null-sink sink_name=tape"]
                + ["-L", "module-native-protocol-unix socket=\(socket)"],
            own
        )
        try start(["pipewire"], own)
        try eventually("the servers of sound answer") {
            [socket, folder + "/pipewire-0"].allSatisfy(FileManager.default.fileExists)
        }
        // It connects what plays and records; with all of its parts it asks for the machine's seats.
        try start(["wireplumber", "-c", "policy.conf"], own)
        environment["PULSE_SERVER"] = "unix:" + socket
        environment["PIPEWIRE_REMOTE"] = folder + "/pipewire-0"
        try record()
        try eventually("the tapes run") { try Server.allCases.allSatisfy { try !tape($0).isEmpty } }
    }

    private func record() throws {
        try start(
            ["parec", "--device=tape.monitor", "--raw", "--rate=44100", "--channels=1"]
                + ["--format=s16le", place(.pulseAudio)],
            environment
        )
        let sink =
            "factory.name=support.null-audio-sink node.name=tape media.class=Audio/Sink "
            + "object.linger=true audio.position=[ MONO ]"
        try start(["pw-cli", "create-node", "adapter", "{ \(sink) }"], environment)
        try start(
            ["pw-record", "-P", "{ stream.capture.sink=true }", "--target=tape", "--rate=44100"]
                + ["--channels=1", "--format=s16", place(.pipeWire)],
            environment
        )
    }

    deinit {
        for child in children.reversed() { child.send(SIGKILL) }
        for child in children { _ = try? child.wait(seconds: 5) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func start(_ words: [String], _ more: [String: String]) throws {
        children.append(
            try Child(
                (["/usr/bin/\(words[0])"] + words.dropFirst()).map { Array($0.utf8) },
                environment: environment.merging(more) { $1 }.map { Array("\($0)=\($1)".utf8) },
                directory: folder,
                streams: [.file("/dev/null"), .file("/dev/null"), .file("/dev/null")]
            )
        )
    }

    private func place(_ server: Server) -> String { "\(folder)/\(server).wav" }

    /// What was recorded; the head that a file may have is too short to be heard.
    private func tape(_ server: Server) throws -> [Int16] {
        let head = server == .pipeWire ? 44 : 0
        guard let bytes = FileManager.default.contents(atPath: place(server)) else { return [] }
        return stride(from: head, to: bytes.count - 1, by: 2).map { index in
            Int16(bitPattern: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)
        }
    }

    /// So much of what is on the tape, from a little behind where it is loud first.
    func recorded(seconds: Int, by server: Server) throws -> [Int16] {
        var found: [Int16] = []
        try eventually("something is on the tape of \(server)") {
            let loud = try tape(server).drop { abs(Int($0)) < 1000 }.dropFirst(4410)
            found = Array(loud.prefix(44_100 * seconds))
            return found.count == 44_100 * seconds
        }
        return found
    }

    /// Two seconds of a tone, as a file that all players know.
    static func tone(_ frequency: Double) -> Data {
        let step = 2 * .pi * frequency / 44_100
        let tone = (0..<88_200).map { Int16(20_000 * sin(step * Double($0))) }
        func bytes<Number: FixedWidthInteger>(_ numbers: Number...) -> Data {
            numbers.reduce(into: Data()) { data, number in
                let ordered = number.littleEndian
                unsafe withUnsafeBytes(of: ordered) { unsafe data.append(contentsOf: $0) }
            }
        }
        var file = Data("RIFF".utf8) + bytes(UInt32(36 + 2 * tone.count)) + Data("WAVEfmt ".utf8)
        file += bytes(UInt32(16)) + bytes(UInt16(1), 1) + bytes(UInt32(44_100), 88_200)
        file += bytes(UInt16(2), 16) + Data("data".utf8) + bytes(UInt32(2 * tone.count))
        return unsafe tone.withUnsafeBytes { unsafe file + Data($0) }
    }
}
