import Glibc

/// The ends of pipes that the test program holds while a child runs.
struct Capture: ~Copyable {
    private var input: Int32
    private let output: Int32
    private let errors: Int32
    /// What the child gets.
    let childs: [Int32]

    init() throws {
        let (first, second, third) = (try pipe(), try pipe(), try pipe())
        input = first.write
        output = second.read
        errors = third.read
        childs = [first.read, second.write, third.write]
        for end in [input, output, errors] {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        }
    }

    /// Closes what the child has now.
    func handOver() {
        for end in childs { close(end) }
    }

    /// Feeds the input, reads both outputs until they end, and waits for the child.
    ///
    /// Nothing is fed when `stdin` is nil, and the input stays open until the child has ended.
    consuming func collect(
        _ child: Child,
        stdin: [UInt8]?,
        seconds: Double
    ) throws -> (stdout: [UInt8], stderr: [UInt8], end: Child.Ending) {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        var collected: [[UInt8]] = [[], []]
        var open = [true, true]
        var left = stdin.map { $0[...] }
        defer { for end in [input, output, errors] where end >= 0 { close(end) } }

        while open.contains(true) {
            if let rest = left {
                left = try feed(rest)
            }
            var wanted = [
                pollfd(fd: open[0] ? output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: open[1] ? errors : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: left == nil ? -1 : input, events: Int16(POLLOUT), revents: 0),
            ]
            _ = unsafe poll(&wanted, 3, 50)
            for index in 0...1 where open[index] {
                open[index] = try drain(wanted[index].fd, into: &collected[index])
            }
            // Somebody else may hold the streams for longer than the child lives.
            if let end = try child.poll() {
                for index in 0...1 where open[index] {
                    _ = try drain(wanted[index].fd, into: &collected[index])
                }
                return (collected[0], collected[1], end)
            }
            if clock.now > deadline {
                child.send(SIGKILL)
                throw Problem(
                    "no end within \(seconds) seconds, after \(text(collected[0])) \(text(collected[1]))"
                )
            }
        }
        let end = try child.wait(seconds: max(1, (deadline - clock.now) / .seconds(1)))
        return (collected[0], collected[1], end)
    }

    /// Writes what the pipe takes; nil when all has been written and the input is closed.
    private mutating func feed(_ rest: ArraySlice<UInt8>) throws -> ArraySlice<UInt8>? {
        if !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe write(input, $0.baseAddress, $0.count)
            }
            if count >= 0 { return rest.dropFirst(count) }
            if errno == EAGAIN || errno == EINTR { return rest }
            if errno != EPIPE { throw Problem("write", errno) }
        }
        close(input)
        input = -1
        return nil
    }
}

/// Reads what there is; false at the end.
private func drain(_ descriptor: Int32, into bytes: inout [UInt8]) throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        if count == 0 { return false }
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        bytes += buffer[..<count]
    }
}

/// A pipe whose ends no other child inherits.
func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw Problem("pipe", errno) }
    return (ends[0], ends[1])
}
