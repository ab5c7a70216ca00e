import Linux
import Serving
import Wire

extension Agent {
    /// Has the box see of the host's gpg-agent what it is to have of it, and no more.
    ///
    /// Looked after for each session, too: a login makes the runtime directory anew.
    func followGPGAgent() {
        guard GPGAgentPlace.sockets(for: setup) != nil, !setup.runtimeDirectory.isEmpty,
            File.isFolder(boxPath(ofHost: setup.runtimeDirectory))
        else { return }
        do {
            if gpgAgent?.isPresent != true { try coverGPGAgent() }
            let own = system?.user?.runtime
            guard let gpgAgent, !gpgAgent.isSettled(own: own) else { return }
            try gpgAgent.follow(setup, in: context.root, own: own)
        } catch {
            log("warning: gpg-agent: \(error)")
        }
    }

    private func coverGPGAgent() throws(SystemError) {
        if let number = gpgAgent?.watchNumber { server.poller.remove(number) }
        gpgAgent = nil
        let folder = boxPath(ofHost: setup.runtimeDirectory) + "/gnupg"
        _ = try asUser(setup.user) { () throws(SystemError) in
            try File.makeDirectory(folder, mode: 0o700)
        }
        let name = String(setup.runtimeDirectory.drop { $0 == "/" }) + "/gnupg"
        let place = try GPGAgentPlace(name, of: setup.user)
        if let number = place.watchNumber { try server.poller.add(number, .input) }
        gpgAgent = place
    }
}
