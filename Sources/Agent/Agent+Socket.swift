import Glibc
import Linux
import Wire

extension Agent {
    /// The path in the box of a path on the host.
    func boxPath(ofHost path: String) -> String { "\(root == "/" ? "" : root)/run/host\(path)" }

    /// Lets the host reach this agent: binds the socket beside its place and renames it there.
    ///
    /// As the user, so that the socket is theirs and its peer credentials say so.
    func publish() throws(SystemError) {
        let path = boxPath(ofHost: setup.socket)
        let beside = "\(path).new"
        let socket = try asUser(setup.user) { () throws(SystemError) -> FileDescriptor in
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "/"
            try File.makeDirectories(folder, mode: 0o700)
            try File.remove(beside)
            let socket = try UnixSocket.listen(at: beside, mode: 0o600)
            try File.move(beside, to: path)
            return socket
        }
        closeListener()
        try poller.add(socket.number, .input)
        isDeaf = false
        listener = socket.release()
    }

    func closeListener() {
        guard listener >= 0 else { return }
        poller.remove(listener)
        close(listener)
        listener = -1
    }

    func acceptConnection() {
        do {
            let socket = try UnixSocket.accept(from: listener)
            let peer = try UnixSocket.peer(of: socket.number)
            guard peer.uid == setup.user.uid || peer.uid == 0 else {
                log("warning: refused a connection of user \(peer.uid)")
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
            default: log("warning: a connection was lost: \(error)")
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
        log("warning: no descriptor is left for another caller")
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
            log("error: the box takes no more callers: \(error)")
        }
    }

    /// Waits for changes of the host's `/etc`, so that the box follows its resolver and time zone.
    func watchHostFiles() {
        do {
            let watch = try DirectoryWatch(boxPath(ofHost: "/etc"))
            try poller.add(watch.number, .input)
            self.watch = consume watch
        } catch {
            log("warning: the host's files are followed at the next start only: \(error)")
        }
    }

    func hostFilesChanged() {
        let names = watch?.names() ?? []
        guard names.contains(where: ["resolv.conf", "hosts", "localtime"].contains) else { return }
        do {
            try followHostFiles(&context)
            try context.saveState()
        } catch {
            log("warning: host-files: \(error.reason)")
        }
    }
}
