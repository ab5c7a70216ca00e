import Attach
import Boxes
import Upkeep
import Wire

extension Host {
    /// How many sessions are open in a box; none in one that does not run.
    func openSessions(in name: BoxName) -> Int {
        do {
            let link = store.socketLink(name)
            return try AgentConnection(path: link, uid: uid).status().sessions.count
        } catch {
            return 0  // A box without an agent has no sessions of ours.
        }
    }

    /// Refuses when somebody is in the box: what works in it is not to be ended unasked.
    func requireIdle(_ name: BoxName) throws(Failure) {
        let count = openSessions(in: name)
        if count > 0 { throw Failure(UpkeepError.inUse(name, sessions: count)) }
    }
}
