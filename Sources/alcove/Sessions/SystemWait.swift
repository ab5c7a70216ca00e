import Attach
import Boxes
import Glibc
import Linux
import Upkeep
import Wire

/// How the services of a box with an init system come up, for those who start it.
///
/// Sessions do not wait for them.
struct SystemWait {
    let host: Host

    /// Waits until all that was to be started was, and tells what failed.
    func tell(_ record: BoxRecord) {
        guard record.spec.initSystem.isSystem else { return }
        let begin = Moment()
        let patience = host.places.startTimeout * 1000
        while begin.millisecondsAgo < patience {
            // A box that ended meanwhile is told by whoever enters it next.
            guard let status = status(of: record.name) else { return }
            if status.systemIsUp {
                for step in status.steps where step.isOfSystem {
                    if let warning = step.warning {
                        host.console.warn("box '\(record.name)': \(step.name): \(warning)")
                    }
                }
                return
            }
            usleep(50_000)
        }
        host.console.warn("services of box '\(record.name)' are still being started")
    }

    private func status(of name: BoxName) -> BoxStatus? {
        try? AgentConnection(path: host.store.socketLink(name), uid: host.uid).status()
    }
}
