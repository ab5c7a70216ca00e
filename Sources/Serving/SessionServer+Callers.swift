import Glibc
package import Linux
import Wire

/// Callers that come, and the case that no descriptor is left for one.
extension SessionServer {
    /// Listens there from now on, and nowhere else.
    package func listen(on socket: consuming FileDescriptor) throws(SystemError) {
        stopListening()
        try poller.add(socket.number, .input)
        isDeaf = false
        listener = socket.release()
    }

    package func stopListening() {
        guard listener >= 0 else { return }
        poller.remove(listener)
        close(listener)
        listener = -1
    }

    func acceptConnection() {
        do {
            let socket = try UnixSocket.accept(from: listener)
            let peer = try UnixSocket.peer(of: socket.number)
            guard keeper?.admits(peer) == true else {
                keeper?.log(
                    "warning: refused a connection of user \(peer.uid), process \(peer.pid)"
                )
                return
            }
            try poller.add(socket.number, [.input, .peerGone])
            connectionCount += 1
            connections[socket.number] = Connection(
                socket: socket.release(),
                order: connectionCount
            )
            dropIdle(beyond: Self.mostIdle)
        } catch {
            switch error.code {
            case EAGAIN, ECONNABORTED: break  // the caller thought better of it
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                if !dropIdle(beyond: 0) { stopHearing() }
            default: keeper?.log("warning: a connection was lost: \(error)")
            }
        }
    }

    /// Callers that connected and did not ask for a session yet; more of them are not patient
    /// callers, but an attack or a fault.
    private static let mostIdle = 64

    /// Drops the connection that is without a session for longest, if there are more than so many.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    private func dropIdle(beyond count: Int) -> Bool {
        let idle = connections.values.filter { $0.session == nil }
        guard idle.count > count, let oldest = idle.min(by: { $0.order < $1.order }) else {
            return false
        }
        drop(oldest)
        return true
    }

    /// Leaves callers waiting until a session ends: to ask again and again would only burn time.
    private func stopHearing() {
        guard !isDeaf else { return }
        keeper?.log("warning: no descriptor is left for another caller")
        poller.remove(listener)
        isDeaf = true
    }

    /// Something ended, and left its descriptors.
    func hearAgain() {
        guard isDeaf else { return }
        isDeaf = false
        guard listener >= 0 else { return }
        do {
            try poller.add(listener, .input)
        } catch {
            keeper?.log("error: no more callers are taken: \(error)")
        }
    }
}
