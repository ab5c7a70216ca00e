import Glibc
import Linux
package import Wire

/// A connection to the agent of a running box.
package final class AgentConnection {
    let socket: FileDescriptor
    private var buffer = FrameBuffer()
    private var saidHello = false
    private var heardHello = false
    /// Descriptors that came and were not taken yet.
    private var descriptors: [Int32] = []

    /// Connects to the agent's socket at the path, or at a link to it; it must be that user's.
    package init(path: String, uid: UInt32) throws(AttachError) {
        do {
            socket = try UnixSocket.connect(to: path)
        } catch {
            throw .notAnswering(error)
        }
        do {
            let peer = try UnixSocket.peer(of: socket.number)
            guard peer.uid == uid || peer.uid == 0 else { throw AttachError.foreign(uid: peer.uid) }
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as AttachError {
            throw error
        } catch {
            throw .lost
        }
    }

    deinit { for descriptor in descriptors { FileDescriptor.close(descriptor) } }

    /// Sends a call; the first one with the greeting before it.
    func send(_ call: Call, descriptors: [Int32] = []) throws(AttachError) {
        do {
            if !saidHello {
                saidHello = true
                try UnixSocket.send(Call.hello(.ours).frame.bytes, on: socket.number)
            }
            try UnixSocket.send(call.frame.bytes, descriptors: descriptors, on: socket.number)
        } catch {
            // An agent that ends a connection has said why, if it could: that is read first.
            if error.code != Errno.brokenPipe { throw .system(error) }
        }
    }

    /// Reads what is there, and gives the answers in it, the greeting left out.
    func receive() throws(AttachError) -> [Answer] {
        let received: UnixSocket.Received
        do {
            received = try UnixSocket.receive(from: socket.number)
        } catch {
            if error.code == Errno.connectionReset { throw .lost }
            throw .system(error)
        }
        if received.bytes.isEmpty { throw .lost }
        descriptors += received.descriptors
        buffer.append(received.bytes)
        do {
            var answers: [Answer] = []
            while let frame = try buffer.next() {
                let answer = try Answer(frame)
                guard case .hello(let hello) = answer else {
                    answers.append(answer)
                    continue
                }
                _ = try Hello.ours.common(with: hello)
                heardHello = true
            }
            return answers
        } catch .version(let version) {
            throw .version(version)
        } catch {
            throw .nonsense(error)
        }
    }

    /// Whether an agent is at the other end, not only a socket of one that hangs.
    package func answers(milliseconds: Int64) -> Bool {
        let end = Clock.monotonic + milliseconds
        do throws(AttachError) {
            saidHello = true
            do {
                try UnixSocket.send(Call.hello(.ours).frame.bytes, on: socket.number)
            } catch {
                throw .system(error)
            }
            while !heardHello {
                var waiting = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
                let left = Int32(clamping: max(0, end - Clock.monotonic))
                if unsafe poll(&waiting, 1, left) == 0 { return false }
                _ = try receive()
            }
            return true
        } catch {
            return false  // what is wrong with it, the session that follows tells
        }
    }

    /// The next descriptor that came; the caller's to close.
    func takeDescriptor() -> Int32? {
        descriptors.isEmpty ? nil : descriptors.removeFirst()
    }

    /// Asks how the box is.
    package func status() throws(AttachError) -> BoxStatus {
        try send(.status)
        let end = Clock.monotonic + 5000
        while true {
            var waiting = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
            let left = Int32(clamping: max(0, end - Clock.monotonic))
            if unsafe poll(&waiting, 1, left) == 0 { throw .silent(seconds: 5) }
            for answer in try receive() {
                switch answer {
                case .status(let status): return status
                case .refused(let refusal): throw .refused(refusal)
                default: continue
                }
            }
        }
    }
}
