import Glibc
import Linux
package import Wire

/// One caller's connection to a server of sessions.
package final class Connection {
    let socket: FileDescriptor
    var buffer = FrameBuffer()
    /// Descriptors that came and were not asked for yet.
    var descriptors: [Int32] = []
    var saidHello = false
    /// The session it opened, by its leader.
    var session: Int32?

    /// Which connection of this server it is, counted from its start.
    let order: Int

    init(socket: Int32, order: Int) {
        self.socket = FileDescriptor(owning: socket)
        self.order = order
    }

    deinit { closeDescriptors() }

    /// Closes what came and is not needed.
    func closeDescriptors() {
        for descriptor in descriptors { close(descriptor) }
        descriptors = []
    }

    /// Three streams are all that a caller can need to send, and they come with one message.
    static let mostDescriptors = 8
}

extension SessionServer {
    /// Reads what a caller sent, and does it.
    func serve(_ number: Int32) {
        guard let connection = connections[number] else { return }
        do {
            let received = try UnixSocket.receive(from: number, waits: false)
            connection.descriptors += received.descriptors
            if received.bytes.isEmpty { return drop(connection) }
            guard connection.descriptors.count <= Connection.mostDescriptors else {
                answer(connection, .refused(Refusal(.badRequest, subject: [])))
                return drop(connection)
            }
            connection.buffer.append(received.bytes)
        } catch {
            // The event may have been that of an earlier connection by the same number.
            if error.code == Errno.again { return }
            // Streams that could not be taken: a command without them would lose what it says.
            if error.code == EMFILE {
                let refusal = Refusal(.failed, subject: Array(error.call.utf8), code: EMFILE)
                answer(connection, .refused(refusal))
            }
            return drop(connection)
        }
        do {
            while let frame = try connection.buffer.next() {
                try handle(try Call(frame), from: connection)
                guard connections[number] != nil else { return }
            }
            // Who has a session sends signals, and nothing that is worth keeping a half of.
            if connection.session != nil, connection.buffer.count > Self.mostHalf {
                throw WireError.tooLarge
            }
        } catch {
            answer(connection, .refused(Refusal(.badRequest, subject: Array("\(error)".utf8))))
            drop(connection)
        }
    }

    private static let mostHalf = 4096

    private func handle(_ call: Call, from connection: Connection) throws(WireError) {
        switch call {
        case .hello(let hello):
            // Before it is judged: a caller of another time learns so which versions are spoken here.
            answer(connection, .hello(.ours))
            _ = try Hello.ours.common(with: hello)
            connection.saidHello = true
        case _ where !connection.saidHello: throw .badValue
        case .open(let request): open(request, for: connection)
        case .signal(let signal):
            guard let session = connection.session.flatMap({ sessions[$0] }),
                Session.passed.contains(Int32(signal))
            else { return }
            session.signal(Int32(signal))
        case .foreground:
            guard let session = connection.session.flatMap({ sessions[$0] }) else { return }
            Signals.send(SIGUSR1, to: session.leader)
        case .status, .end, .endIfIdle: keeper?.hear(call, from: connection)
        }
    }

    /// Sends an answer; a caller that does not read is dropped rather than waited for.
    package func answer(
        _ connection: Connection,
        _ answer: Answer,
        descriptors: [Int32] = []
    ) {
        do {
            try UnixSocket.send(
                answer.frame.bytes,
                descriptors: descriptors,
                on: connection.socket.number,
                waits: false
            )
        } catch {
            drop(connection)
        }
    }

    func tell(_ session: Session, _ answer: Answer) {
        guard let connection = session.connection.flatMap({ connections[$0] }) else { return }
        self.answer(connection, answer)
    }

    /// The caller is gone: what it started is ended, unless it was to stay.
    func drop(_ connection: Connection) {
        let number = connection.socket.number
        guard connections.removeValue(forKey: number) != nil else { return }
        poller.remove(number)
        hearAgain()
        guard let session = connection.session.flatMap({ sessions[$0] }) else { return }
        session.connection = nil
        if !session.isDetached { hangUp(session) }
    }
}
