import Foundation
import Testing

/// A second user of the machine, as the lab has one (`Tests/Lab/other`): another account, home and session, and a store of
/// images of their own.
///
/// Docker's daemon has one store for all of its users.
final class OtherUser: Sendable {
    let home: String
    private let door: String

    /// - Returns: nil where the lab, or somebody's own engine, has nobody else.
    init?() throws {
        guard let door = Lab.variable("ALCOVE_TEST_OTHER") else { return nil }
        self.door = door
        let words = ["/bin/sh", "-c", #"mktemp --directory --tmpdir="$HOME" home.XXXXXX"#]
        let made = try Self.call(door, words)
        guard made.status == 0 else { throw Problem("\(made)") }
        home = text(made.stdout).trimmingCharacters(in: .newlines)
    }

    deinit {
        // What stays of it is gone with the lab.
        _ = try? Self.call(door, ["/bin/rm", "-rf", home])
    }

    /// Runs `alcove` as that user.
    func alcove(_ words: String..., seconds: Double = 180) throws -> Outcome {
        try alcove(words, seconds: seconds)
    }

    /// Runs `alcove` as that user.
    func alcove(_ words: [String], seconds: Double = 180) throws -> Outcome {
        let variables = ["HOME=\(home)", "ALCOVE_ENGINE=\(Lab.variable("ALCOVE_ENGINE") ?? "")"]
        return try Self.call(
            door,
            ["/usr/bin/env", "--chdir", home] + variables + ["\(Lab.programs)/alcove"] + words,
            seconds: seconds
        )
    }

    /// Makes a copy of another person's folder in the home.
    func take(_ folder: String, of host: Host) throws {
        let packed = try host.run(
            [
                "/bin/tar", "--create", "--directory", parent(folder),
                String(folder.dropFirst(parent(folder).count + 1)),
            ],
            stdin: [],
            environment: []
        )
        let unpacked = try Self.call(
            door,
            ["/bin/tar", "--extract", "--directory", home],
            stdin: packed.stdout
        )
        guard packed.status == 0, unpacked.status == 0 else { throw Problem("\(unpacked)") }
    }

    /// Has a shell of that user's change a file.
    func write(_ contents: String, to path: String) throws {
        let words = ["/bin/sh", "-c", #"cat >"$0""#, "\(home)/\(path)"]
        try Self.call(door, words, stdin: Array(contents.utf8)).expect()
    }

    /// The contents of a file.
    func read(_ path: String) throws -> String {
        text(try Self.call(door, ["/bin/cat", path]).stdout)
    }

    private static func call(
        _ door: String,
        _ words: [String],
        stdin: [UInt8] = [],
        seconds: Double = 60
    ) throws -> Outcome {
        let capture = try Capture()
        let child = try Child(
            ([door, "call"] + words).map { Array($0.utf8) },
            environment: [Array("PATH=/usr/bin:/bin".utf8)],
            directory: "/",
            streams: capture.childs.map { .descriptor($0) }
        )
        capture.handOver()
        let left = try capture.collect(child, stdin: stdin, seconds: seconds)
        return Outcome(words: words, stdout: left.stdout, stderr: left.stderr, end: left.end)
    }
}
