import Glibc
import Linux
import Wire

@testable import Attach

/// Plays an agent: a socket in a directory of its own, and what is said on it.
///
/// All in one thread: what it says waits in the socket until the other side reads.
final class StandIn {
    let folder: String
    private var listener: FileDescriptor?
    private var connection: Int32 = -1
    private var buffer = FrameBuffer()

    var path: String { "\(folder)/agent" }

    init() throws {
        folder = "/tmp/alcove-attach-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try File.makeDirectories(folder, mode: 0o700)
        listener = try UnixSocket.listen(at: path, mode: 0o600)
    }

    deinit {
        hangUp()
        // What is left over harms no other test.
        try? File.removeTree(folder)
    }

    /// A caller's connection, taken by this agent.
    func connect(uid: UInt32 = getuid()) throws -> AgentConnection {
        let caller = try AgentConnection(path: path, uid: uid)
        guard let number = listener?.number else { return caller }
        connection = try UnixSocket.accept(from: number).release()
        return caller
    }

    func say(_ answers: Answer..., with descriptors: [Int32] = []) throws {
        try say(bytes: answers.flatMap(\.frame.bytes), with: descriptors)
    }

    func say(bytes: [UInt8], with descriptors: [Int32] = []) throws {
        try UnixSocket.send(bytes, descriptors: descriptors, on: connection)
    }

    /// What came in one reading.
    func heard() throws -> [Call] {
        buffer.append(try UnixSocket.receive(from: connection).bytes)
        var calls: [Call] = []
        while let frame = try buffer.next() { calls.append(try Call(frame)) }
        return calls
    }

    /// The descriptors that came with a request; the test's to close.
    func takeDescriptors() throws -> [Int32] {
        for _ in 0..<5 {
            let received = try UnixSocket.receive(from: connection)
            if !received.descriptors.isEmpty { return received.descriptors }
        }
        return []
    }

    func hangUp() {
        if connection >= 0 { FileDescriptor.close(connection) }
        connection = -1
    }

    func stopListening() { listener = nil }
}
