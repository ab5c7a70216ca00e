package import Boxes
import Engines
import Glibc
import Linux
import Wire

extension Household {
    /// Ends the box and all that runs in it; one that does not run is no error.
    ///
    /// What still runs after `grace` seconds is killed; without them, after the usual time.
    package func stop(_ name: BoxName, grace: Int? = nil) throws(UpkeepError) {
        recover()
        guard store.has(name) else { throw .missing(name) }
        try store.whileLocked(name) { () throws(UpkeepError) in
            try end(try record(name), grace: grace)
        }
    }

    /// Ends the box and starts it again.
    package func restart(
        _ name: BoxName,
        grace: Int? = nil,
        isUp: () -> Bool
    ) throws(UpkeepError) {
        try requireOutside(name)
        try stop(name, grace: grace)
        try start(name, isUp: isUp)
    }

    /// Refuses when what is to come behind the box's end would end with it.
    func requireOutside(_ name: BoxName) throws(UpkeepError) {
        if isWithin(name) { throw .within(name) }
    }

    /// Asks the agent to end, and waits for that.
    ///
    /// Where a box shares the host's processes and the engine has no cgroup to kill, Podman's own
    /// stop fails; the agent ends its sessions by itself, and in less time than an engine takes.
    /// It is asked directly: an engine would go on with a signal for a command that was killed, and
    /// end what the next command had started.
    ///
    /// `isTold` says that it was asked before.
    func endsByItself(
        _ record: BoxRecord,
        _ container: Container,
        milliseconds: Int,
        isTold: Bool = false
    ) -> Bool {
        guard container.state == .running else { return false }
        do {
            let hasSystem = record.spec.initSystem.isSystem
            if !isTold, !tellsToEnd(record) {
                try engine.kill(container.id, signal: hasSystem ? SystemStop.signal : SIGTERM)
            }
            let begin = Moment()
            // An agent needs less; a system ends its services one after the other.
            while begin.millisecondsAgo < (hasSystem ? milliseconds : min(milliseconds, 2000)) {
                usleep(20_000)
                guard let now = try engine.container(container.id) else { return true }
                if !now.state.isAlive { return true }
            }
        } catch {
            return false  // the engine's own stop, which comes next, tells what is wrong
        }
        return false
    }

    /// Tells the agent to end; false when there is none that hears it.
    private func tellsToEnd(_ record: BoxRecord) -> Bool {
        do {
            let agent = try UnixSocket.connect(to: currentSocket(of: record))
            let calls: [Call] = [.hello(.ours), .end]
            try UnixSocket.send(calls.flatMap(\.frame.bytes), on: agent.number)
            // Its greeting comes at once, unless it hangs.
            var waiting = pollfd(fd: agent.number, events: Int16(POLLIN), revents: 0)
            return unsafe poll(&waiting, 1, 500) > 0
        } catch {
            return false
        }
    }

    /// Where the box's agent listens, or did: after a logout that may be elsewhere than at its start.
    func currentSocket(of record: BoxRecord) -> String {
        let expected = places.socket(of: record)
        let linked = File.target(store.socketLink(record.name))
        guard let linked, linked.hasSuffix(expected.dropFirst(places.runtime.count)) else {
            return expected
        }
        return linked
    }

    /// Ends the box; with `ifIdle` only when nobody is in it.
    func end(
        _ record: BoxRecord,
        grace: Int? = nil,
        ifIdle: Bool = false
    ) throws(UpkeepError) {
        let container = try container(of: record)
        let hasSystem = record.spec.initSystem.isSystem
        let grace = grace ?? (hasSystem ? SystemStop.usual : 5)
        if container.state == .paused { throw .paused(record.name, engine.address) }
        let isTold = ifIdle ? try tellsToEndIfIdle(record, container) : false
        let milliseconds = grace * 1000
        if container.state.isAlive,
            !endsByItself(record, container, milliseconds: milliseconds, isTold: isTold)
        {
            let stopped = Result { () throws(UpkeepError) in
                try onEngine { () throws(EngineError) in
                    // A system has had its time by now.
                    try engine.stop(container.id, grace: hasSystem ? 1 : grace)
                }
            }
            // An engine that lost the container's monitor says that it has stopped what it has not,
            // or that it cannot be stopped.
            let now = try self.container(of: record)
            if now.state == .stopping { throw .stuck(record.name, now.state) }
            if now.state.isAlive {
                try stopped.get()
                throw .stuck(record.name, now.state)
            }
        }
        // An agent that was killed leaves its socket behind.
        let socket = currentSocket(of: record)
        guard File.kind(socket) == .socket else { return }
        try onSystem { () throws(SystemError) in try File.remove(socket) }
    }
}
