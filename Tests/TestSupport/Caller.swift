import Glibc
package import Linux
package import Wire

/// Somebody who says what he likes to an agent, or to the service of commands on the host.
package final class Caller {
    private let socket: FileDescriptor
    private var buffer = FrameBuffer()

    package init(_ socket: consuming FileDescriptor) { self.socket = socket }

    package func say(_ call: Call, with descriptors: [Int32] = []) throws {
        try say(bytes: call.frame.bytes, with: descriptors)
    }

    package func say(bytes: [UInt8], with descriptors: [Int32] = []) throws {
        try UnixSocket.send(bytes, descriptors: descriptors, on: socket.number)
    }

    /// The next answer; nil when the other side hung up.
    package func answer() throws -> Answer? {
        while true {
            if let frame = try buffer.next() { return try Answer(frame) }
            do {
                let bytes = try UnixSocket.receive(from: socket.number).bytes
                if bytes.isEmpty { return nil }
                buffer.append(bytes)
            } catch {
                // A side that left something unread hung up as well.
                if error.code == ECONNRESET { return nil }
                throw error
            }
        }
    }

    /// All answers until the other side hangs up, or says how the command ended.
    package func answers() throws -> [Answer] {
        var found: [Answer] = []
        while let answer = try answer() {
            found.append(answer)
            switch answer {
            case .exited, .refused: return found
            default: continue
            }
        }
        return found
    }
}
