import Foundation

/// A process as `/proc` shows it.
struct Processes: Sendable {
    let pid: Int
    let words: [String]
    /// As in `R`, `S`, `T` or `Z`.
    let state: Character

    /// All that can be seen from where the tests run; boxes share the host's processes.
    static func all() throws -> [Processes] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
            guard let pid = Int(name),
                let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"),
                let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat")
            else { return nil }
            let words = line.split(separator: 0).map { text(Array($0)) }
            // The name in parentheses may hold anything; the state follows the last one.
            let rest = text(Array(stat)).split(separator: ")").last?.drop { $0 == " " }
            guard let state = rest?.first else { return nil }
            return Processes(pid: pid, words: words, state: state)
        }
    }

    /// A time to sleep that no other test sleeps: what marks a process.
    static func uniqueSeconds() -> String {
        "\(Int.random(in: 50_000..<60_000)).\(Int.random(in: 100_000..<999_999))"
    }

    /// The `sleep` of that time.
    static func sleeping(_ seconds: String) throws -> Processes? {
        try all().first { $0.words.suffix(2) == ["sleep", seconds] }
    }

    /// Kills the `sleep` of that time.
    static func kill(sleeping seconds: String) throws {
        guard let process = try sleeping(seconds) else { throw Problem("no 'sleep \(seconds)'") }
        Foundation.kill(pid_t(process.pid), SIGKILL)
    }

    /// Whether any process has the word in its command line.
    static func mention(_ word: String) throws -> Bool {
        try all().contains { $0.words.contains { $0.contains(word) } }
    }
}

/// Waits until the condition holds.
func eventually(_ what: String, seconds: Double = 10, _ holds: () throws -> Bool) throws {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while try !holds() {
        guard clock.now < deadline else { throw Problem("not within \(seconds) seconds: \(what)") }
        usleep(20_000)
    }
}

/// One line, without its end.
func line(from descriptor: Int32, seconds: Double = 20) throws -> String {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    var bytes: [UInt8] = []
    while bytes.last != UInt8(ascii: "\n") {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard clock.now < deadline else { throw Problem("no line, but \(text(bytes))") }
        guard unsafe poll(&wanted, 1, 100) > 0 else { continue }
        var byte: UInt8 = 0
        guard unsafe read(descriptor, &byte, 1) == 1 else {
            throw Problem("the end, after \(text(bytes))")
        }
        bytes.append(byte)
    }
    return text(bytes.dropLast())
}
