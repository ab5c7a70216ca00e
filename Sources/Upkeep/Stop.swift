package import Boxes
import Engines
import Glibc
import Linux

extension Household {
    /// Ends the box and all that runs in it; one that does not run is no error.
    ///
    /// What still runs after `grace` seconds is killed.
    package func stop(_ name: BoxName, grace: Int = 5) throws(UpkeepError) {
        recover()
        guard store.has(name) else { throw .missing(name) }
        try store.whileLocked(name) { () throws(UpkeepError) in
            try end(try record(name), grace: grace)
        }
    }

    /// Ends the box and starts it again.
    package func restart(
        _ name: BoxName,
        grace: Int = 5,
        isUp: () -> Bool
    ) throws(UpkeepError) {
        try stop(name, grace: grace)
        try start(name, isUp: isUp)
    }

    /// Asks the agent to end, and waits for that.
    ///
    /// Where a box shares the host's processes and the engine has no cgroup to kill, Podman's own
    /// stop fails; the agent ends its sessions by itself, and in less time than an engine takes.
    func endsByItself(_ container: Container, milliseconds: Int) -> Bool {
        guard container.state == .running else { return false }
        do {
            try engine.kill(container.id, signal: SIGTERM)
            let begin = Moment()
            while begin.millisecondsAgo < min(milliseconds, 2000) {
                usleep(20_000)
                guard let now = try engine.container(container.id) else { return true }
                if !now.state.isAlive { return true }
            }
        } catch {
            return false  // the engine's own stop, which comes next, tells what is wrong
        }
        return false
    }

    func end(_ record: BoxRecord, grace: Int) throws(UpkeepError) {
        let container = try container(of: record)
        if container.state == .paused { throw .paused(record.name, engine.address) }
        if container.state.isAlive, !endsByItself(container, milliseconds: grace * 1000) {
            try onEngine { () throws(EngineError) in
                try engine.stop(container.id, grace: grace)
            }
            // An engine that lost the container's monitor says that it has stopped what it has not.
            let now = try self.container(of: record)
            if now.state.isAlive { throw .stuck(record.name, now.state) }
        }
        // An agent that was killed leaves its socket behind.
        let linked = File.target(store.socketLink(record.name))
        let expected = places.socket(of: record)
        let ending = expected.dropFirst(places.runtime.count)
        let isOwn = linked?.hasSuffix(ending) == true
        let socket = isOwn ? linked ?? "" : expected
        guard File.kind(socket) == .socket else { return }
        try onSystem { () throws(SystemError) in try File.remove(socket) }
    }
}
