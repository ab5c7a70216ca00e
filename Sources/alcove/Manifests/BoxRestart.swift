import Boxes
import Manifests
import Upkeep

/// A box that runs, and is to come up as another generation.
struct BoxRestart {
    private let deed: ApplyPlan.Deed
    /// The sessions that are open in it.
    let sessions: Int

    /// Nil where nothing is started again.
    init?(_ box: ApplyPlan.BoxPlan, on host: Host) {
        deed = box.deed
        guard let record = box.record else { return nil }
        switch box.deed {
        // What it may do on the host is looked at with each command.
        case .change where box.target.differsOnlyInHostCommands(from: record.spec): return nil
        case .change, .rebuild: break
        case .nothing, .note, .make, .foreign: return nil
        }
        guard host.isUp(box.name) else { return nil }
        // That an agent does not tell them, the change itself says.
        sessions = (try? host.openSessions(in: box.name)) ?? 0
    }

    var line: String {
        switch (sessions, deed) {
        case (0, _): "  it runs, and is started again"
        case (_, .rebuild): "  \(open): it is started again when they end, or with --now"
        default: "  \(open): it stays as it is until they end; --now ends them"
        }
    }

    private var open: String {
        sessions == 1 ? "1 session is open" : "\(sessions) sessions are open"
    }
}
