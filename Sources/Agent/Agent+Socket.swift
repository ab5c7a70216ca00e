package import Linux
import Serving
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
        try server.listen(on: socket)
    }

    package func admits(_ peer: UnixSocket.Peer) -> Bool {
        peer.uid == setup.user.uid || peer.uid == 0
    }

    /// Waits for changes of the host's `/etc`, so that the box follows its resolver and time zone.
    func watchHostFiles() {
        do {
            let watch = try DirectoryWatch(boxPath(ofHost: "/etc"))
            try server.poller.add(watch.number, .input)
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
