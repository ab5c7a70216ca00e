import Accounts
import Boxes
import Engines
import Upkeep

/// How programs that are no terminal come into a box: what `show --ssh` and `show --vscode` write.
struct BoxAccess {
    let record: BoxRecord
    let host: Host

    init(_ name: BoxName, on host: Host) throws(Failure) {
        record = try host.record(name)
        try host.check(record)
        self.host = host
    }

    /// Settings for ssh; the keys that they name are made.
    func ssh() throws(Failure) -> String {
        let keys = SSHKeys(host.places)
        let settings = SSHSettings(
            box: record.name,
            user: host.account.name,
            program: host.program,
            keys: keys.folder
        )
        guard let settings else {
            throw Failure(
                "the path '\(keys.folder)' or '\(host.program)' cannot stand in settings of ssh",
                hint: "XDG_STATE_HOME may name another place, without quotes."
            )
        }
        do {
            try keys.prepare()
        } catch {
            throw Failure(error)
        }
        tellMissingServer()
        return settings.text
    }

    /// The server may be installed later; so it is no failure that there is none.
    private func tellMissingServer() {
        do throws(Failure) {
            let household = try host.household(of: record)
            do {
                if try household.hasSSHServer(record) { return }
            } catch {
                throw Failure(error)
            }
            host.console.warn("there is no ssh server in box '\(record.name)'")
            host.console.note(
                "hint: 'alcove install \(record.name) openssh-server', or 'openssh' on Arch."
            )
        } catch {
            // The settings are right all the same.
            host.console.warn(error)
        }
    }

    /// The address of the box's home for Visual Studio Code.
    func vscode() -> String {
        let address = record.engine.address
        let usual = ["/var/run/docker.sock", "/run/docker.sock"]
        if address.kind == .docker {
            let user = host.account.name
            host.console.note(
                """
                note: on Docker it comes in as root; write {"remoteUser": "\(user)"} into the \
                container's configuration in Code, or use --ssh
                """
            )
        }
        return AttachedContainer(
            container: record.name.description,
            socket: usual.contains(address.socket) ? nil : address.socket,
            folder: record.home
        ).uri
    }
}
