import Foundation
import Synchronization

/// A way to a server that is quick with the beginning of each connection, and very slow from then
/// on: whoever fetches something large there is at it until they give up.
final class Relay: Sendable {
    let port: UInt16
    private let waiting = Count()
    private let end: (read: Int32, write: Int32)

    /// How many fetch something large.
    var slow: Int { waiting.value.withLock { $0 } }

    private final class Count: Sendable {
        let value = Mutex(0)
    }

    init(to server: UInt16, limit: Int) throws {
        let (listener, port) = try Loopback.listen()
        self.port = port
        end = try pipe()
        let (waiting, end) = (waiting, end.read)
        Thread.detachNewThread {
            var traffic = Traffic(listener: listener, end: end, server: server, limit: limit)
            while traffic.turn() {
                let slow = traffic.connections.count { $0.passed >= limit }
                waiting.value.withLock { $0 = slow }
            }
        }
    }

    deinit { close(end.write) }
}

/// The relay's connections; they end when the other side of `end` does.
private struct Traffic {
    let listener: Int32
    let end: Int32
    let server: UInt16
    let limit: Int
    var connections: [Connection] = []

    struct Connection {
        let client: Int32
        let server: Int32
        /// Bytes that the client has got.
        var passed = 0
        var isOpen = true
    }

    /// Waits until something can be done, a twentieth of a second at most, and does it; false when
    /// all is over.
    ///
    /// Slow connections get a drop with each turn. None at all would not do: some of those who give
    /// up notice it only when there is something to read.
    mutating func turn() -> Bool {
        var wanted = [listener, end].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        for connection in connections {
            let isSlow = connection.passed >= limit
            for descriptor in [connection.client, isSlow ? -1 : connection.server] {
                wanted.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
            }
        }
        _ = unsafe poll(&wanted, nfds_t(wanted.count), 50)
        if wanted[1].revents != 0 {
            for descriptor in [listener, end] + connections.flatMap({ [$0.client, $0.server] }) {
                close(descriptor)
            }
            return false
        }
        for index in connections.indices {
            if wanted[2 + 2 * index].revents != 0 { ask(&connections[index]) }
            let isSlow = connections[index].passed >= limit
            if isSlow || wanted[3 + 2 * index].revents != 0 { answer(&connections[index]) }
        }
        for connection in connections where !connection.isOpen {
            close(connection.client)
            close(connection.server)
        }
        connections.removeAll { !$0.isOpen }
        if wanted[0].revents != 0 { accept() }
        return true
    }

    private mutating func accept() {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return }
        if let server = Loopback.connect(to: server) {
            connections.append(Connection(client: client, server: server))
        } else {
            close(client)
        }
    }

    private func ask(_ connection: inout Connection) {
        let count = pass(from: connection.client, to: connection.server, room: 65536)
        if count == nil { connection.isOpen = false }
    }

    private func answer(_ connection: inout Connection) {
        let room = max(256, min(65536, limit - connection.passed))
        if let count = pass(from: connection.server, to: connection.client, room: room) {
            connection.passed += count
        } else {
            connection.isOpen = false
        }
    }

    /// Nil when one of them is gone.
    private func pass(from source: Int32, to target: Int32, room: Int) -> Int? {
        var buffer = [UInt8](repeating: 0, count: room)
        let count = unsafe recv(source, &buffer, room, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN { return 0 }
        guard count > 0 else { return nil }
        var sent = 0
        while sent < count {
            let written = unsafe buffer[sent..<count].withUnsafeBytes {
                unsafe write(target, $0.baseAddress, $0.count)
            }
            guard written > 0 else { return nil }
            sent += written
        }
        return count
    }
}
