import Linux
import Wire

/// Gives the box the host's machine id, where the image has none of its own: D-Bus wants one, and
/// programs of one desktop session must agree on it.
func setUpMachineID(_ context: inout SetupContext) throws(SetupFailure) {
    do {
        let present = try context.root.readIfThere("etc/machine-id") ?? []
        guard present.isEmpty || present.starts(with: Array("uninitialized".utf8)) else { return }
        if context.setup.system == .systemd {
            // A system keeps its journal by it, and must not be taken for the machine's.
            let own = Array("\(context.setup.boxID.filter { $0 != "-" })\n".utf8)
            return try context.root.replace("etc/machine-id", with: own, mode: 0o444)
        }
        let host = try context.root.readIfThere("run/host/etc/machine-id") ?? []
        guard host.count >= 32 else { return }
        try context.root.makeDirectories("etc")
        try context.root.replace("etc/machine-id", with: host, mode: 0o444)
    } catch {
        throw SetupFailure(error)
    }
}
