import Foundation

/// Sound that nobody hears: servers of PulseAudio and PipeWire without a card, and a tape.
final class Studio {
    private(set) var environment: [String: String]
    private let folder: String
    private var children: [Child] = []

    init(of host: Host) throws {
        folder = "\(Lab.runtime)/studio-\(UUID().uuidString.prefix(8).lowercased())"
        environment = host.environment
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        let socket = folder + "/native"
        // The session may have a PulseAudio, and its bus takes one alone.
        let own = [
            "PULSE_RUNTIME_PATH": folder, "PIPEWIRE_RUNTIME_DIR": folder,
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=\(folder)/none",
        ]
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
        environment["PULSE_SERVER"] = "unix:" + socket
        environment["PIPEWIRE_REMOTE"] = folder + "/pipewire-0"
        try start(
            ["parec", "--device=tape.monitor", "--raw", "--rate=44100", "--channels=1"]
                + ["--format=s16le", folder + "/tape"],
            environment
        )
        try eventually("the tape runs") { try !tape.isEmpty }
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

    private var tape: [Int16] {
        get throws {
            guard let bytes = FileManager.default.contents(atPath: folder + "/tape") else {
                return []
            }
            return stride(from: 0, to: bytes.count - 1, by: 2).map { index in
                Int16(bitPattern: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)
            }
        }
    }

    /// So much of what is on the tape, from a little behind where it is loud first.
    func recorded(seconds: Int) throws -> [Int16] {
        var found: [Int16] = []
        try eventually("something is on the tape") {
            let loud = try tape.drop { abs(Int($0)) < 1000 }.dropFirst(4410)
            found = Array(loud.prefix(44_100 * seconds))
            return found.count == 44_100 * seconds
        }
        return found
    }
}
