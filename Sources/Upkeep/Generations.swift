import Boxes
import Engines
import Linux
import Wire

/// How a box's next generation comes to be, whatever it is made for.
///
/// The record, which is replaced at once, is what decides: before it names the new container the
/// change is undone, afterwards it is finished, whoever was killed meanwhile.
extension Household {
    /// Says what the next generation will be; nothing has been touched yet.
    func succession(
        of old: BoxRecord,
        _ next: Successor
    ) throws(UpkeepError) -> Succession {
        try check(next.spec)
        var new = old
        new.spec = next.spec
        new.generation = try nextGeneration(of: old)
        new.version = version
        new.created = now()
        new.remark = next.remark
        new.live.former = old.generation
        if let ground = next.ground {
            new.image = ground.image
            new.base = ground.foundations.base
            new.lacks = ground.foundations.lack
            new.listed = nil
            new.renewGround()
        }
        if next.spec.home != old.spec.home { try rehome(&new, from: old) }
        if try container(of: old).state == .paused { throw .paused(old.name, engine.address) }
        return Succession(
            old: old,
            new: new,
            keepsState: next.ground == nil,
            newHome: newHome(of: new)
        )
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
        let begun = journal.latestGeneration(of: old.id) ?? 0
        var number = max(old.latest ?? 0, old.generations.last?.number ?? 0, begun) + 1
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

    /// Writes the succession down, makes it by `body`, and finishes or undoes it; `isHeld` says whether
    /// the box's lock is held meanwhile.
    func journalled<Outcome>(
        _ change: Succession,
        isHeld: Bool = true,
        _ body: () throws(UpkeepError) -> Outcome
    ) throws(UpkeepError) -> Outcome {
        let entry = entry(.succeed(change.note), of: change.old)
        let id = "\(change.old.id)-g\(change.new.generation)"
        return try journalled(
            entry,
            as: id,
            unless: { () throws(UpkeepError) in try isGiven(change, id) },
            settle: { isDoubtful throws(UpkeepError) in
                try settle(
                    change.note,
                    of: change.old.id,
                    since: entry.since,
                    isDoubtful: isDoubtful,
                    isHeld: isHeld
                )
            },
            body
        )
    }

    /// Writes a change down, makes it by `body`, and finishes or undoes it, by `settle` where it is given.
    func journalled<Outcome>(
        _ entry: Journal.Entry,
        as id: String,
        unless isVain: () throws(UpkeepError) -> Bool = { false },
        settle: ((_ isDoubtful: Bool) throws(UpkeepError) -> Bool)? = nil,
        _ body: () throws(UpkeepError) -> Outcome
    ) throws(UpkeepError) -> Outcome {
        let open = try journal.begin(entry, as: id, unless: isVain)
        let outcome = Result { () throws(UpkeepError) in try body() }
        let isDoubtful = if case .failure(let error) = outcome { error.leavesDoubt } else { false }
        let settled = Result { () throws(UpkeepError) in
            if let settle { return try settle(isDoubtful) }
            return try finish(entry, isDoubtful: isDoubtful)
        }
        if case .success(true) = settled { try open.close() }
        if case .failure(let error) = outcome { throw error.told }
        _ = try settled.get()
        return try outcome.get()
    }

    /// Whether another change that began in the same moment has taken the number.
    private func isGiven(_ change: Succession, _ id: String) throws(UpkeepError) -> Bool {
        // What is not settled yet may still come.
        if try journal.entry(id) != nil { return true }
        guard let now = try found(change.old.id, named: change.old.name) else { return true }
        let last = max(now.latest ?? 0, now.generations.last?.number ?? 0)
        return last >= change.new.generation
    }

    func entry(_ change: Journal.Change, of record: BoxRecord) -> Journal.Entry {
        Journal.Entry(
            box: record.id,
            engine: BoxRecord.Engine(engine.address),
            since: now(),
            change: change
        )
    }

    /// Makes the next container, which does not run yet; gives the record as that would have it.
    ///
    /// Its commands of every start and its system's services wait for a later one, unless `startsAll`.
    func makeNext(
        _ change: Succession,
        startsAll: Bool,
        _ cancel: () -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        var record = change.new
        let note = change.note
        try heed(cancel)
        if let image = note.image {
            record.foundation = change.old.ground
            record.base = try keepState(of: change.old.container, as: image, of: record, cancel)
        }
        let facts = try onEngine { () throws(EngineError) in try engine.facts() }
        var request = try request(for: record, facts)
        request.name = note.name
        request.mounts += try volumes(of: change.old, besides: request.mounts)
        if let home = note.home {
            try onSystem { () throws(SystemError) in try File.makeDirectories(home, mode: 0o700) }
        }
        record.container = try makeContainer(request, cancel)
        var setup = try setup(of: record, socket: places.socket(of: record))
        if !startsAll {
            setup.onStart = []
            // The live one's services are on the same volumes, in the same home and on the same ports.
            setup.isTrial = setup.system != nil
        }
        record.layer = try lay(setup, into: record.container)
        try heed(cancel)
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
    ///
    /// While the box's lock is not held, names are left to whoever holds it.
    func settle(
        _ note: Succession.Note,
        of box: BoxID,
        since begin: Int64,
        isDoubtful: Bool,
        isHeld: Bool = true
    ) throws(UpkeepError) -> Bool {
        let record = try found(box, named: note.box)
        guard let record, record.generations.contains(where: { $0.number == note.generation })
        else {
            let home = record?.homeSource
            return try undo(note, of: box, since: begin, keeping: home) || !isDoubtful
        }
        // One that waits for its turn has its name, and a box that was renamed those that it is to have.
        if isHeld, record.generation == note.generation, record.name == note.box {
            try align(record)
        }
        return true
    }

    /// The box's record, also when it was renamed meanwhile.
    private func found(_ box: BoxID, named name: BoxName) throws(UpkeepError) -> BoxRecord? {
        if let record = try store.record(name), record.id == box { return record }
        for name in store.names() {
            // One that cannot be read is another's, or nothing can be done for it.
            if let record = try? store.record(name), record.id == box { return record }
        }
        return nil
    }

    /// Answers whether there was a container to remove.
    private func undo(
        _ note: Succession.Note,
        of box: BoxID,
        since begin: Int64,
        keeping present: String?
    ) throws(UpkeepError) -> Bool {
        let wasThere = try removeContainer(note.name, of: box, unfinishedSince: begin)
        if let image = note.image { removeState(image) }
        if let home = note.home, home != present {
            _ = try onSystem { () throws(SystemError) in try File.removeEmptyDirectory(home) }
        }
        try forgetSocket(of: box, generation: note.generation)
        // The number may be another's later.
        try notes.forget(box, generation: note.generation)
        return wasThere
    }

    func forgetSocket(of box: BoxID, generation: Int) throws(UpkeepError) {
        let socket = places.socket(of: box, generation: generation)
        endHost(socket)
        try onSystem { () throws(SystemError) in
            try File.removeTree(String(socket.dropLast("/agent.sock".count)))
        }
    }
}
