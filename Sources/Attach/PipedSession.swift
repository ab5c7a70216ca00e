import Glibc
import Linux
package import Wire

/// A session that this program talks with itself: the command's input and output are a socket here.
///
/// It ends with this value, whatever the command does.
package final class PipedSession {
    private let connection: AgentConnection
    private let socket: FileDescriptor

    /// Starts the request's command, whose error output is thrown away.
    ///
    /// `isHopeless` is asked when the agent is silent for long: whether waiting is of no use.
    package init(
        _ connection: AgentConnection,
        _ request: SessionRequest,
        isHopeless: () -> Bool
    ) throws(AttachError) {
        self.connection = connection
        let pair = try Self.onSystem { () throws(SystemError) in try UnixSocket.Pair() }
        let none = try Self.onSystem { () throws(SystemError) in
            try FileDescriptor(opening: "/dev/null", O_WRONLY)
        }
        let other = pair.other.number
        try connection.send(.open(request), descriptors: [other, other, none.number])
        // The command's end is the command's alone: its closing tells that it is over.
        socket = pair.keepOne()
        UnixSocket.limitSending(on: socket.number, seconds: Self.patience)
        try awaitStart(isHopeless)
    }

    private static func onSystem<Result: ~Copyable>(
        _ body: () throws(SystemError) -> Result
    ) throws(AttachError) -> Result {
        do { return try body() } catch { throw .system(error) }
    }

    /// Seconds for which a command may be busy, and its agent.
    private static let patience = 30

    private func awaitStart(_ isHopeless: () -> Bool) throws(AttachError) {
        let begin = Moment()
        while true {
            let isReady = Self.isReadable(connection.socket.number, milliseconds: 2000)
            if !isReady, isHopeless() || begin.millisecondsAgo > Self.patience * 1000 {
                throw .silent(seconds: begin.millisecondsAgo / 1000)
            }
            guard isReady else { continue }
            for answer in try connection.receive() {
                switch answer {
                case .started: return
                case .refused(let refusal): throw .refused(refusal)
                case .exited: return  // what it said before is still to be read
                case .hello, .stopped, .wantsTerminal, .status: continue
                }
            }
        }
    }

    private static func isReadable(_ number: Int32, milliseconds: Int32) -> Bool {
        var waiting = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&waiting, 1, milliseconds) > 0
    }

    /// Gives bytes to the command; one that is gone takes none, and one that does not read is not
    /// waited for.
    package func send(_ bytes: [UInt8]) throws(AttachError) {
        do {
            try UnixSocket.send(bytes, on: socket.number)
        } catch {
            if error.code == Errno.again { throw .silent(seconds: Self.patience) }
            if error.code != Errno.brokenPipe { throw .system(error) }
        }
    }

    /// What the command said next; empty when it ended.
    package func receive(milliseconds: Int) throws(AttachError) -> [UInt8] {
        guard Self.isReadable(socket.number, milliseconds: Int32(clamping: milliseconds)) else {
            throw .silent(seconds: milliseconds / 1000)
        }
        do {
            return try readSome(from: socket.number, subject: "session", room: 1 << 18)
        } catch {
            if error.code == Errno.connectionReset { return [] }
            throw .system(error)
        }
    }
}
