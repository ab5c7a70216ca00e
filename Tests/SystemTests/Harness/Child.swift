import Glibc
import Synchronization

/// A program started by a test, with its streams where the test wants them.
///
/// The environment is the one given, never the test program's own.
final class Child: Sendable {
    let pid: pid_t
    private let end = Mutex<Ending?>(nil)

    /// How a process ended.
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        case signaled(Int32)
    }

    /// What a stream of the program is.
    enum Stream {
        /// Not open at all.
        case closed
        /// This descriptor of the test program.
        case descriptor(Int32)
        /// This file, opened by the program itself: a terminal becomes its own in this way.
        case file(String)
    }

    init(
        _ words: [[UInt8]],
        environment: [[UInt8]],
        directory: String,
        streams: [Stream],
        leadsSession: Bool = false
    ) throws {
        ignoreBrokenPipes
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        _ = unsafe addChangeOfDirectory(&actions, directory)
        for (number, stream) in streams.enumerated() {
            switch stream {
            case .closed: unsafe posix_spawn_file_actions_addclose(&actions, Int32(number))
            case .descriptor(let descriptor):
                unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
            case .file(let path):
                unsafe posix_spawn_file_actions_addopen(&actions, Int32(number), path, O_RDWR, 0)
            }
        }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let newSession = leadsSession ? Self.setSession : Int16(POSIX_SPAWN_SETPGROUP)
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | newSession
        )

        let program = words.first.map(text) ?? ""
        var pid: pid_t = 0
        var code: Int32 = 0
        for _ in 0..<100 {
            code = unsafe withCStrings(words) { words in
                unsafe withCStrings(environment) { environment in
                    unsafe posix_spawn(&pid, program, &actions, &attributes, words, environment)
                }
            }
            // A program that was just written may be open for writing in the fork of another test.
            guard code == ETXTBSY else { break }
            usleep(20_000)
        }
        guard code == 0 else { throw Problem("cannot start \(program)", code) }
        self.pid = pid
    }

    /// `POSIX_SPAWN_SETSID`, which the C library shows to GNU programs only.
    private static let setSession: Int16 = 0x80

    /// How the program ended, if it has.
    func poll() throws -> Ending? {
        try end.withLock { end in
            if end != nil { return end }
            var status: Int32 = 0
            let answer = unsafe waitpid(pid, &status, WNOHANG)
            if answer < 0 { throw Problem("waitpid", errno) }
            if answer == pid {
                end = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signaled(status & 0x7f)
            }
            return end
        }
    }

    /// Waits until the program ends, and kills it when that takes too long.
    func wait(seconds: Double) throws -> Ending {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        while clock.now < deadline {
            if let end = try poll() { return end }
            usleep(1000)
        }
        send(SIGKILL)
        throw Problem("process \(pid) did not end within \(seconds) seconds")
    }

    /// Sends a signal to the program alone.
    func send(_ signal: Int32) {
        // A process that has been waited for may have lent its number to another.
        end.withLock { end in
            if end == nil { kill(pid, signal) }
        }
    }
}

/// Something a test could not do, other than what it is about.
struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ words: String) { description = words }

    init(_ words: String, _ code: Int32) {
        description = unsafe "\(words): \(String(cString: strerror(code)))"
    }
}

/// Bytes as text to be shown or compared; what is no UTF-8 shows as U+FFFD.
func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}

/// Writing to a program that has closed its input must not end the test program.
private let ignoreBrokenPipes: Void = {
    _ = signal(SIGPIPE, SIG_IGN)
}()

/// Calls with a null-terminated array of null-terminated strings.
private func withCStrings<Result>(
    _ strings: [[UInt8]],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws -> Result
) rethrows -> Result {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
        capacity: strings.count + 1
    )
    for (index, string) in strings.enumerated() {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
        for (offset, byte) in (string + [0]).enumerated() {
            unsafe copy[offset] = CChar(bitPattern: byte)
        }
        unsafe pointers[index] = copy
    }
    unsafe pointers[strings.count] = nil
    defer {
        for index in strings.indices { unsafe pointers[index]?.deallocate() }
        unsafe pointers.deallocate()
    }
    return try unsafe body(pointers)
}
