import Boxes
import Engines
import Glibc
import Linux
import Wire

/// Who is in a box that is to end for a change.
extension Household {
    /// Tells the box's agent to end unless somebody is in the box, which it looks at and does in one.
    ///
    /// - Returns: false when nobody could be told so: no agent answers, or one of before. It was looked who
    ///   is in the box, and it is to be ended as always.
    func tellsToEndIfIdle(
        _ record: BoxRecord,
        _ container: Container
    ) throws(UpkeepError) -> Bool {
        guard container.state == .running else { return false }
        let count = commands(in: container)
        if count > 0 { throw .inUse(record.name, sessions: count) }
        let status: BoxStatus?
        do {
            let agent = try UnixSocket.connect(to: currentSocket(of: record))
            status = try endIfIdle(agent)
        } catch let error as SystemError where error.saysThatNobodyListens {
            return false
        } catch {
            throw .unknownUse(record.name)
        }
        guard let status else { return false }
        guard status.sessions.isEmpty else {
            throw .inUse(record.name, sessions: status.sessions.count)
        }
        return true
    }

    /// How many commands run in it by the engine's own exec: its agent knows nothing of them.
    private func commands(in container: Container) -> Int {
        container.execs.count { id in
            // The engine remembers some for a while that have ended, and then not any more.
            do { return try engine.exitCode(ofExec: id) == nil } catch { return false }
        }
    }

    /// What the agent answers; nil for one that does not know the question.
    private func endIfIdle(_ agent: borrowing FileDescriptor) throws -> BoxStatus? {
        try UnixSocket.send(Call.hello(.ours).frame.bytes, on: agent.number)
        var buffer = FrameBuffer()
        let end = Clock.monotonic + 5000
        while true {
            var waiting = pollfd(fd: agent.number, events: Int16(POLLIN), revents: 0)
            let left = Int32(clamping: max(0, end - Clock.monotonic))
            guard unsafe poll(&waiting, 1, left) > 0 else { throw WireError.badValue }
            let bytes = try UnixSocket.receive(from: agent.number).bytes
            guard !bytes.isEmpty else { throw WireError.badValue }
            buffer.append(bytes)
            while let frame = try buffer.next() {
                switch try Answer(frame) {
                case .hello(let hello):
                    guard hello.capabilities & Hello.endsIfIdle != 0 else { return nil }
                    try UnixSocket.send(Call.endIfIdle.frame.bytes, on: agent.number)
                case .status(let status): return status
                default: throw WireError.badValue
                }
            }
        }
    }
}

extension UpkeepError {
    /// Whether somebody is in the box, or may be.
    var saysThatItIsInUse: Bool {
        switch self {
        case .inUse, .unknownUse: true
        default: false
        }
    }
}

extension SystemError {
    /// Whether there is no socket, or nobody behind it.
    package var saysThatNobodyListens: Bool {
        [ENOENT, ECONNREFUSED, ENOTDIR].contains(code)
    }
}
