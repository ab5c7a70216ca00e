import Curl
import Glibc
import Linux

extension EngineSocket {
    /// Asks for a connection to become a stream, which libcurl has no call for.
    ///
    /// Throws what the engine said when it answers with a refusal.
    func hijack(
        _ target: String,
        body: [UInt8],
        exec id: String
    ) throws(EngineError) -> ExecStream {
        let call = "exec"
        let connection = try connect()
        let head = """
            POST \(prefix)\(target) HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: tcp\r
            Content-Type: application/json\r
            Content-Length: \(body.count)\r
            \r

            """
        var reader = HeadReader()
        do {
            try UnixSocket.send(Array(head.utf8) + body, on: connection.number)
        } catch {
            // A refusal may be there although the engine has closed already: read it first.
        }
        let answer = try readHead(from: connection, &reader, call: call)
        guard answer.status == 101 || answer.status == 200 else {
            let refusal = try readBody(from: connection, reader.rest, answer, call: call)
            throw refusal.refused
        }
        return ExecStream(id: id, connection: connection, early: reader.rest)
    }

    private func connect() throws(EngineError) -> FileDescriptor {
        do {
            return try UnixSocket.connect(to: address.socket)
        } catch {
            throw .unreachable(address, error)
        }
    }

    private func readHead(
        from connection: borrowing FileDescriptor,
        _ reader: inout HeadReader,
        call: String
    ) throws(EngineError) -> AnswerHead {
        while true {
            let chunk = try receive(from: connection, call: call)
            if chunk.isEmpty {
                throw .broken(address, call: call, reason: "it closed the connection")
            }
            if let head = reader.take(chunk) { return head }
            if reader.isTooLong || !reader.looksLikeHTTP {
                throw .broken(address, call: call, reason: "its answer is no HTTP")
            }
        }
    }

    private func readBody(
        from connection: borrowing FileDescriptor,
        _ early: [UInt8],
        _ head: AnswerHead,
        call: String
    ) throws(EngineError) -> EngineAnswer {
        var body = early
        let count = head["Content-Length"].flatMap { Int($0) } ?? 0
        while body.count < min(count, 65536) {
            let chunk = try receive(from: connection, call: call)
            if chunk.isEmpty { break }
            body += chunk
        }
        return EngineAnswer(call: call, address: address, status: head.status, body: body)
    }

    private func receive(
        from connection: borrowing FileDescriptor,
        call: String
    ) throws(EngineError) -> [UInt8] {
        let seconds = EngineCall.ordinary
        do {
            let poller = try Poller()
            try poller.add(connection.number, .input)
            if try poller.wait(milliseconds: Int32(seconds) * 1000).isEmpty {
                throw EngineError.timedOut(address, call: call, seconds: seconds)
            }
            return try UnixSocket.receive(from: connection.number).bytes
        } catch let error as EngineError {
            throw error
        } catch {
            throw .broken(address, call: call, reason: "\(error)")
        }
    }
}

/// Reads the head of an HTTP answer and keeps what stands behind it.
struct HeadReader {
    private var bytes: [UInt8] = []
    /// What arrived behind the head, once there is one.
    var rest: [UInt8] { bytes }

    var isTooLong: Bool { bytes.count > 65536 }
    var looksLikeHTTP: Bool { bytes.starts(with: Array("HTTP/".utf8).prefix(bytes.count)) }

    /// The head, once this chunk completes it.
    mutating func take(_ chunk: [UInt8]) -> AnswerHead? {
        bytes += chunk
        guard looksLikeHTTP else { return nil }
        var head = AnswerHead()
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end].filter { $0 != UInt8(ascii: "\r") }
            start = end + 1
            if line.isEmpty {
                bytes.removeFirst(start)
                return head
            }
            head.take(line: line)
        }
        return nil
    }
}
