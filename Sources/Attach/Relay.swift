import Glibc
import Linux

/// A pipe between one of the caller's streams, which is a terminal, and a command that is to have
/// none (`--no-tty`).
struct Relay {
    /// What is read from, and what that is written to.
    let source: Int32
    let sink: Int32
    /// The end that the command gets.
    let commandEnd: Int32

    /// - Parameter stream: 0, 1 or 2. Nil when the system has no pipe left.
    init?(for stream: Int32) {
        var ends: [Int32] = [-1, -1]
        let answer = unsafe ends.withUnsafeMutableBufferPointer { ends in
            guard let first = ends.baseAddress else { return Int32(-1) }
            return unsafe pipe(first)
        }
        guard answer == 0 else { return nil }
        // A command that closes its input before its end must not end its caller.
        _ = signal(SIGPIPE, SIG_IGN)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        if stream == 0 {
            (source, sink, commandEnd) = (0, ends[1], ends[0])
        } else {
            (source, sink, commandEnd) = (ends[0], stream, ends[1])
        }
    }

    /// Copies what there is.
    ///
    /// - Returns: false when nothing will come any more, or nobody takes it.
    func copy() -> Bool {
        // Whatever went wrong with either end, this stream is over.
        guard let bytes = try? readSome(from: source, subject: "stream"), !bytes.isEmpty,
            (try? writeAll(bytes[...], to: sink, subject: "stream")) != nil
        else {
            if sink > 2 { close(sink) }
            return false
        }
        return true
    }
}
