package import Boxes
import Engines
import Linux
import Wire

/// How a box is made anew with another spec: from its present state, as its next generation.
///
/// The box keeps its present container until the new one has started. The record, which is replaced
/// at once, is what decides: before it names the new container the change is undone, afterwards it
/// is finished, whoever was killed meanwhile.
extension Household {
    /// Gives the box another spec, without losing what was changed in it.
    ///
    /// `change` gets the spec that the box has when nobody else changes it any more. A box that runs is stopped
    /// for it, whatever its sessions, and runs again afterwards. `cancel` is asked between the steps
    /// and while the engine copies; `isUp` tells whether an agent answers at a socket.
    package func edit(
        _ name: BoxName,
        by change: (BoxSpec) throws(BoxError) -> BoxSpec,
        cancel: () -> Bool = { false },
        isUp: (String) -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        recover()
        guard store.has(name) else { throw .missing(name) }
        let lock = try store.lock(name)
        defer {
            store.dropLockFile(name)
            extendLifetime(lock)
        }
        let old = try record(name)
        let spec: BoxSpec
        do { spec = try change(old.spec) } catch { throw .box(error) }
        try check(spec)
        if spec.initSystem == .systemd, old.spec.initSystem != .systemd {
            try checkSystem(of: old)
        }
        var new = old
        new.spec = spec
        new.generation = try nextGeneration(of: old)
        new.version = version
        new.created = now()
        if spec.home != old.spec.home { try rehome(&new, from: old) }
        let container = try container(of: old)
        if container.state == .paused { throw .unstartable(name, .paused) }
        let change = Succession(old: old, new: new, newHome: newHome(of: new))
        return try make(change, wasRunning: container.state.isAlive, cancel, isUp)
    }

    /// A home of its own that the box had before is taken again.
    private func rehome(_ new: inout BoxRecord, from old: BoxRecord) throws(UpkeepError) {
        new.ownHome = old.privateHome
        new.homeSource = try homeSource(of: new.spec) { () throws(UpkeepError) in
            if let home = old.privateHome { return home }
            return try privateHome(for: new.name, of: new.id)
        }
        if new.spec.home == .private { new.ownHome = new.homeSource }
    }

    private func nextGeneration(of old: BoxRecord) throws(UpkeepError) -> Int {
        // One that was begun before may still come: its name and its socket are its own.
        var number = max(old.generation, journal.latestGeneration(of: old.id) ?? 0) + 1
        // Its name may be another box's, or a container's of anybody.
        while try isTaken(Succession.container(of: old.name, generation: number)) { number += 1 }
        return number
    }

    private func isTaken(_ name: String) throws(UpkeepError) -> Bool {
        // An engine also answers to the beginning of an id.
        try onEngine { () throws(EngineError) in try engine.container(name) }?.name == name
    }

    /// The directory to make for a home of the box's own; nil when there is one.
    private func newHome(of record: BoxRecord) -> String? {
        guard record.spec.home == .private, File.kind(record.homeSource) == nil else { return nil }
        return record.homeSource
    }

    private func make(
        _ change: Succession,
        wasRunning: Bool,
        _ cancel: () -> Bool,
        _ isUp: (String) -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        let entry = Journal.Entry(
            box: change.old.id,
            engine: BoxRecord.Engine(engine.address),
            since: now(),
            change: .edit(change.note)
        )
        let open = try journal.begin(entry, as: "\(change.old.id)-g\(change.new.generation)")
        let outcome = Result { () throws(UpkeepError) in
            try succeed(change, wasRunning: wasRunning, cancel, isUp)
        }
        let isDoubtful = if case .failure(let error) = outcome { error.leavesDoubt } else { false }
        let settled = Result { () throws(UpkeepError) in
            try finish(entry, isDoubtful: isDoubtful)
        }
        if case .success(true) = settled { try open.close() }
        guard case .success(let record) = outcome else {
            // Why the change failed matters more than that the box does not run again.
            if wasRunning { try? runAgain(change.old, isUp) }
            do { return try outcome.get() } catch { throw error.told }
        }
        _ = try settled.get()
        if record.spec.hostCommands != change.old.spec.hostCommands {
            try forgetGrants(of: record.id)
        }
        if !wasRunning { try end(record) }
        return record
    }

    /// Starts the box, unless nothing came so far as to stop it.
    private func runAgain(
        _ record: BoxRecord,
        _ isUp: (String) -> Bool
    ) throws(UpkeepError) {
        let socket = places.socket(of: record)
        if isUp(socket) { return }
        try startLocked(record, isFirst: false) { isUp(socket) }
    }

    /// Makes the next container, starts it, and lets the record name it.
    private func succeed(
        _ change: Succession,
        wasRunning: Bool,
        _ cancel: () -> Bool,
        _ isUp: (String) -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        try heed(cancel)
        if wasRunning { try end(change.old) }
        var record = change.new
        record.base = try commit(change.old.container, as: change.note.image, of: record.id, cancel)
        let facts = try onEngine { () throws(EngineError) in try engine.facts() }
        var request = try request(for: record, facts)
        request.name = change.note.name
        request.mounts += try volumes(of: change.old, besides: request.mounts)
        if let home = change.note.home {
            try onSystem { () throws(SystemError) in try File.makeDirectories(home, mode: 0o700) }
        }
        record.container = try makeContainer(request, cancel)
        let socket = places.socket(of: record)
        var setup = try setup(of: record, socket: socket)
        // One that is only tried leaves its commands of every start for a later one.
        if !wasRunning { setup.onStart = [] }
        record.layer = try lay(setup, into: record.container)
        try heed(cancel)
        try startLaidOut(record, socket: socket) { isUp(socket) }
        try store.save(record)
        return record
    }

    /// What the engine keeps outside of the container's own files, and of its image's.
    private func volumes(
        of record: BoxRecord,
        besides mounts: [ContainerRequest.Mount]
    ) throws(UpkeepError) -> [ContainerRequest.Mount] {
        try container(of: record).volumes.sorted { $0.key < $1.key }.compactMap { target, name in
            if mounts.contains(where: { $0.target == target }) { return nil }
            return ContainerRequest.Mount(target: target, kind: .volume(name))
        }
    }

    /// Finishes a succession that the record names, and undoes any other.
    func settle(
        _ note: Succession.Note,
        of box: BoxID,
        isDoubtful: Bool
    ) throws(UpkeepError) -> Bool {
        let record = try store.record(note.box)
        guard let record, record.id == box, record.base?.reference == note.image else {
            return try undo(note, of: box, keeping: record?.homeSource) || !isDoubtful
        }
        try store.link(note.box, to: places.socket(of: record))
        _ = try removeContainer(note.container, of: box)
        let now = try container(of: record)
        if now.name != note.box.description {
            try onEngine { () throws(EngineError) in
                try engine.rename(now.id, to: note.box.description)
            }
        }
        if let base = note.formerImage { removeState(base) }
        try forgetSocket(of: box, generation: note.formerGeneration)
        return true
    }

    /// Answers whether there was a container to remove.
    private func undo(
        _ note: Succession.Note,
        of box: BoxID,
        keeping present: String?
    ) throws(UpkeepError) -> Bool {
        let wasThere = try removeContainer(note.name, of: box)
        removeState(note.image)
        if let home = note.home, home != present {
            _ = try onSystem { () throws(SystemError) in try File.removeEmptyDirectory(home) }
        }
        try forgetSocket(of: box, generation: note.generation)
        return wasThere
    }

    func forgetSocket(of box: BoxID, generation: Int) throws(UpkeepError) {
        let socket = places.socket(of: box, generation: generation)
        try onSystem { () throws(SystemError) in
            try File.removeTree(String(socket.dropLast("/agent.sock".count)))
        }
    }
}
