import Foundation
import Glibc
import Linux

@testable import Engines

/// A socket at which a thread answers every request in the same way.
final class FakeEngine: Sendable {
    let socket: String
    private let folder: Folder
    private let listener: Int32

    /// `answer` is given the whole request and the connection, which is closed behind it.
    init(
        at path: String? = nil,
        answer: @escaping @Sendable (_ request: String, _ connection: Int32) -> Void
    ) throws {
        folder = try Folder()
        socket = path ?? folder.path + "/engine.sock"
        let listener = try UnixSocket.listen(at: socket, mode: 0o600).release()
        self.listener = listener
        // The thread has nothing to do but to wait.
        _ = fcntl(listener, F_SETFL, 0)
        Thread.detachNewThread {
            while let connection = try? UnixSocket.accept(from: listener) {
                let number = connection.release()
                Thread.detachNewThread {
                    let connection = FileDescriptor(owning: number)
                    if let request = Self.read(from: connection.number) {
                        answer(request, connection.number)
                    }
                }
            }
            close(listener)
        }
    }

    /// Answers every request with these bytes.
    convenience init(at path: String? = nil, _ text: String) throws {
        try self.init(at: path) { _, connection in Self.send(text, on: connection) }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    var address: EngineAddress { EngineAddress(kind: .podman, socket: socket) }
    var calls: EngineSocket { EngineSocket(address: address, prefix: "/v1") }
    var podman: Podman {
        Podman(socket: socket, surroundings: Surroundings(variables: [:], uid: 1000))
    }
    var docker: Docker {
        Docker(socket: socket, surroundings: Surroundings(variables: [:], uid: 1000))
    }

    static func send(_ text: String, on connection: Int32) {
        // A client that is gone is what some tests are about.
        try? UnixSocket.send(Array(text.utf8), on: connection)
    }

    /// An answer with a JSON body.
    static func answer(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func read(from connection: Int32) -> String? {
        var text = ""
        while true {
            guard let chunk = try? UnixSocket.receive(from: connection).bytes, !chunk.isEmpty else {
                return nil
            }
            text += String(decoding: chunk, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let length = text.range(of: "Content-Length: ").flatMap {
                Int(text[$0.upperBound...].prefix { $0.isNumber })
            }
            // Other bodies without a length are answered before they are read, as engines may.
            let head = text[..<end.lowerBound]
            let isBuild = head.contains("/build?") && head.contains("Transfer-Encoding: chunked")
            if isBuild, !text.hasSuffix("\r\n0\r\n\r\n") { continue }
            if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
        }
    }
}

/// Whether the body ends within that many seconds.
func within<Result>(_ seconds: Int, _ body: () throws -> Result) rethrows -> Result? {
    let start = ContinuousClock.now
    let result = try body()
    return start.duration(to: .now) < .seconds(seconds) ? result : nil
}
