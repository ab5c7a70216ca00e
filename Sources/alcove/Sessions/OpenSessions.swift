import Attach
import Boxes
import Engines
import Upkeep
import Wire

extension Host {
    /// How many sessions are open in a box; none in one that does not run.
    ///
    /// An agent that does not say is no proof that nobody is there.
    func openSessions(in name: BoxName) throws(UpkeepError) -> Int {
        do throws(AttachError) {
            let link = store.socketLink(name)
            return try AgentConnection(path: link, uid: uid).status().sessions.count
        } catch .notAnswering(let error) where error.saysThatNobodyListens {
            return try sessionsBehindAClosedDoor(of: name)
        } catch .silent where isPaused(name) {
            return 0  // That it is paused is what keeps the change from being made.
        } catch {
            throw .unknownUse(name)
        }
    }

    /// A logout may take away the socket of a box that goes on, with whoever is in it.
    private func sessionsBehindAClosedDoor(of name: BoxName) throws(UpkeepError) -> Int {
        // Without a record or an engine nothing can be done to the box either: who asked meets that fault itself.
        guard let record = try? store.record(name), let household = try? household(of: record)
        else { return 0 }
        do throws(UpkeepError) {
            // A box that does not run has no sessions of ours.
            guard try household.reopen(record, isUp: { isUp(name) }) else { return 0 }
        } catch .containerGone {
            return 0
        } catch .mute {
            throw .unknownUse(name)
        }
        do {
            return try AgentConnection(path: store.socketLink(name), uid: uid).status()
                .sessions.count
        } catch {
            throw .unknownUse(name)
        }
    }

    /// Whether somebody may be in the box.
    func isInUse(_ name: BoxName) -> Bool {
        do { return try openSessions(in: name) > 0 } catch { return true }
    }

    /// Refuses when somebody is in the box: what works in it is not to be ended unasked.
    func requireIdle(_ name: BoxName) throws(Failure) {
        let count: Int
        do { count = try openSessions(in: name) } catch { throw Failure(error) }
        if count > 0 { throw Failure(UpkeepError.inUse(name, sessions: count)) }
    }

    private func isPaused(_ name: BoxName) -> Bool {
        // Of what nothing can be learned, nothing is said: who asked goes on and meets the fault itself.
        guard let record = try? store.record(name), let household = try? household(of: record)
        else { return false }
        return (try? household.box(name))?.container?.state == .paused
    }
}
