package import Boxes
import Engines
import Glibc
import Linux
import Wire

extension Household {
    /// Starts the box unless it runs, and waits until its agent answers.
    ///
    /// Of many callers at once, one starts it and the others wait for that. `isUp` tells whether
    /// the agent answers at the box's socket link; it is asked often. With `isFirst` the box is only
    /// to be finished: its commands of every start wait for a later one.
    package func start(
        _ name: BoxName,
        isFirst: Bool = false,
        isUp: () -> Bool
    ) throws(UpkeepError) {
        recover()
        guard store.has(name) else { throw .missing(name) }
        let lock = try store.lock(name, milliseconds: (startTimeout + 10) * 1000, until: isUp)
        guard let lock else { return }
        defer {
            store.dropLockFile(name)
            extendLifetime(lock)
        }
        if isUp() { return }
        let former = try record(name)
        let record = try settled(former)
        do {
            try startLocked(record, isFirst: isFirst, isUp: isUp)
        } catch {
            guard record.generation != former.generation else { throw error }
            throw putBack(former, from: record, error)
        }
        followExports(of: record)
    }

    /// Starts a box whose agent does not answer; the box's lock is held.
    func startLocked(
        _ record: BoxRecord,
        isFirst: Bool,
        isUp: () -> Bool
    ) throws(UpkeepError) {
        var container = try container(of: record)
        if container.state == .stopping { container = try waitForEnd(of: record) }
        switch container.state {
        case .running:
            if try !wake(record, isUp: isUp) {
                try startStopped(record, isFirst: isFirst, isUp: isUp)
            }
        case .created, .stopped: try startStopped(record, isFirst: isFirst, isUp: isUp)
        case .paused: throw .paused(record.name, engine.address)
        case .stopping, .removing, .broken:
            throw .unstartable(record.name, container.state)
        }
    }

    func startStopped(
        _ record: BoxRecord,
        isFirst: Bool,
        isUp: () -> Bool
    ) throws(UpkeepError) {
        let socket = places.socket(of: record)
        try layAgent(record, socket: socket, isFirst: isFirst)
        try store.link(record.name, to: socket)
        do throws(UpkeepError) {
            try startLaidOut(record, socket: socket, isUp: isUp)
        } catch .otherAgent {
            // What is in the box is not what the record says; or Alcove was being updated just now.
            try layAgent(record, socket: socket, isFirst: isFirst, isKnown: false)
            try startLaidOut(record, socket: socket, isUp: isUp)
        }
    }

    /// Starts a container that has all that it needs, and waits until its agent answers.
    func startLaidOut(
        _ record: BoxRecord,
        socket: String,
        isUp: () -> Bool
    ) throws(UpkeepError) {
        try places.prepare(socket: socket)
        try onSystem { () throws(SystemError) in try File.remove(socket) }
        let folder = String(socket.dropLast("/agent.sock".count))
        let watch = try onSystem { () throws(SystemError) in try DirectoryWatch(folder) }
        renewHost(socket)
        try onEngine { () throws(EngineError) in try engine.start(record.container) }
        var left = startTimeout * 1000
        while left > 0 {
            if File.kind(socket) == .socket, isUp() {
                // One of an earlier start may have ended meanwhile.
                return serveHost(socket)
            }
            let before = Moment()
            watch.wait(milliseconds: 250)
            left -= before.millisecondsAgo
            // Something came: most likely the socket.
            if before.millisecondsAgo < 250 { continue }
            let container = try container(of: record)
            if container.state != .running {
                if container.exitCode == BoxSetup.otherLayoutStatus {
                    throw .otherAgent(try agent().path)
                }
                throw .died(record.name, exitCode: container.exitCode, log: lastLog(of: record))
            }
        }
        throw .notReady(record.name, seconds: startTimeout, log: lastLog(of: record))
    }

    /// Lays the agent and its set-up into the container again, if they differ from what is there.
    private func layAgent(
        _ record: BoxRecord,
        socket: String,
        isFirst: Bool,
        isKnown: Bool = true
    ) throws(UpkeepError) {
        var setup = try setup(of: record, socket: socket)
        if isFirst { setup.onStart = [] }
        let layer = Layer(agent: try agent(), setup: setup)
        guard layer.mark != record.layer || !isKnown else { return }
        let archive = try layer.archive()
        try onEngine { () throws(EngineError) in
            try engine.upload(archive, to: record.container)
        }
        var record = record
        record.layer = layer.mark
        try store.save(record)
    }

    /// Has the agent of a box that runs listen again, where nobody listens; nothing is started for it.
    ///
    /// - Returns: false when the box does not run.
    package func reopen(_ record: BoxRecord, isUp: () -> Bool) throws(UpkeepError) -> Bool {
        guard try container(of: record).state == .running else { return false }
        return try wake(record, isUp: isUp)
    }

    /// Tells the agent of a running box to open its socket anew: a logout may have taken away the
    /// directory it was in.
    ///
    /// - Returns: false when the box was ending, and has ended.
    private func wake(_ record: BoxRecord, isUp: () -> Bool) throws(UpkeepError) -> Bool {
        let socket = currentSocket(of: record)
        try store.link(record.name, to: socket)
        try places.prepare(socket: socket)
        let told = Result { () throws(UpkeepError) in try tellToPublish(record) }
        let begin = Moment()
        while begin.millisecondsAgo < 5000 {
            if isUp() {
                serveHost(socket)
                return true
            }
            switch try container(of: record).state {
            case .stopped: return false
            case .stopping: break
            default: try told.get()
            }
            usleep(50_000)
        }
        throw .mute(record.name)
    }

    /// The agent is the first process; behind a systemd it is not, and may even be gone.
    private func tellToPublish(_ record: BoxRecord) throws(UpkeepError) {
        guard record.spec.initSystem == .systemd else {
            return try onEngine { () throws(EngineError) in
                try engine.kill(record.container, signal: SIGUSR1)
            }
        }
        var request = ExecRequest(command: Layer.entrypoint + ["wake"], terminal: false)
        request.user = "0:0"
        request.workdir = "/"
        try onEngine { () throws(EngineError) in
            // It ends by itself; what it says is in the box's log.
            _ = try engine.exec(request, in: record.container)
        }
    }

    private func waitForEnd(of record: BoxRecord) throws(UpkeepError) -> Container {
        let begin = Moment()
        while true {
            let container = try container(of: record)
            if container.state != .stopping || begin.millisecondsAgo > 15_000 { return container }
            usleep(50_000)
        }
    }

    /// What the box's agent wrote last; nothing when that cannot be had.
    private func lastLog(of record: BoxRecord) -> [String] {
        var bytes: [UInt8] = []
        // The log explains another failure; its own is of no interest.
        try? engine.logs(record.container, tail: 20, follow: false) { _, chunk in
            bytes.append(contentsOf: chunk)
            return bytes.count < 1 << 20
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
