import Boxes
import Linux

/// What changes of several steps are about to do, written before they begin.
struct Journal: Sendable {
    let folder: String
    private let reserve: Reserve

    init(_ places: Places) {
        folder = places.state + "/journal"
        reserve = Reserve(places)
    }

    /// One change.
    struct Entry: Codable, Equatable, Sendable {
        var box: BoxID
        var engine: BoxRecord.Engine
        /// Seconds since 1970.
        var since: Int64
        var change: Change
        /// When a command first found that it was left half done, in the same.
        var noticed: Int64?
    }

    enum Change: Codable, Equatable, Sendable {
        /// `home` is a directory that is made for the box, `state` the image of the state that it
        /// begins with: it is a clone, and its home a copy.
        case create(BoxName, home: String?, state: String? = nil)
        /// `home` is a directory that is to go with the box, `state` the image of its own state.
        case remove(BoxName, container: String, home: String?, state: String? = nil)
        /// A generation is made.
        case succeed(Succession.Note)
        /// Another generation becomes the live one: the record says which.
        case exchange(BoxName)
        /// What is left of generations that the record does not name any more goes.
        case forget(BoxName, [Household.Remains])
        case rename(BoxName, to: BoxName, container: String)
        /// A container that is never started, and no box's: something is looked at in it.
        case look(container: String)
        /// An image is built, by the word that it is known by.
        case build(mark: String)
        /// A box goes to other machines: its state and what is made of that, as images, none of which
        /// stays here.
        case publish(state: String, portable: String)
        /// An image has the name of one in a registry while it is sent there; by ids, it and the one that
        /// had the name before.
        case push(reference: String, image: String, former: String?)

        /// The names whose locks the change holds.
        var names: [BoxName] {
            switch self {
            case .create(let name, _, _), .remove(let name, _, _, _): [name]
            case .succeed(let note): [note.box]
            case .exchange(let name), .forget(let name, _): [name]
            case .rename(let name, let other, _): [name, other].sorted()
            case .look, .build, .publish, .push: []
            }
        }
    }

    /// A change that is being made; nobody else touches it before this ends.
    struct Open: ~Copyable {
        fileprivate let lock: FileLock
        fileprivate let path: String

        /// The change is done, or undone.
        consuming func close() throws(UpkeepError) {
            let path = path
            try onSystem { () throws(SystemError) in try File.remove(path) }
            let file = lock.path
            try onSystem { () throws(SystemError) in try File.remove(file) }
            extendLifetime(lock)
        }
    }

    /// Writes down a change; `name` is the entry's when a box has two of them at once.
    ///
    /// `isVain` is asked when nobody else can begin that entry any more: what was true before may not be.
    func begin(
        _ entry: Entry,
        as name: String? = nil,
        unless isVain: () throws(UpkeepError) -> Bool = { false }
    ) throws(UpkeepError) -> Open {
        let id = name ?? entry.box.description
        let path = path(id)
        let folder = folder
        try onSystem { () throws(SystemError) in try File.makeDirectories(folder, mode: 0o700) }
        // A recovery may look at the lock in the moment in which it is made.
        guard let open = try claim(id, milliseconds: 2000) else {
            guard let name = entry.change.names.first else { throw .unsettled(path) }
            throw .locked(name, by: FileLock.holder(of: lockPath(id)))
        }
        if let box = entry.change.names.first, try isVain() {
            // What another left unsettled stays for who settles it.
            if try self.entry(id) == nil { try open.close() }
            throw .changedMeanwhile(box)
        }
        do throws(UpkeepError) {
            try rewrite(entry, as: id)
        } catch {
            // A removal is what frees room, and one that was cut short can be asked for again.
            guard case .remove = entry.change, case .system(let cause) = error, cause.isOfFullDisk
            else { throw error }
        }
        // Whatever is made may have to be cleared up again.
        reserve.hold()
        return open
    }

    /// What is left to do of a change.
    func rewrite(_ entry: Entry, as id: String) throws(UpkeepError) {
        let path = path(id)
        let bytes = VersionedFile(entry).bytes
        try onSystem { () throws(SystemError) in
            try File.replace(path, with: bytes, mode: 0o600, durable: true)
        }
    }

    /// The number of the box's latest generation that was begun and is not settled; nil for none.
    func latestGeneration(of box: BoxID) -> Int? {
        unfinished.compactMap { id in
            guard id.hasPrefix("\(box)-g"), case .succeed(let note)? = (try? entry(id))?.change
            else {
                return nil
            }
            return note.generation
        }.max()
    }

    /// The ids of changes that were begun and not ended, in no order.
    var unfinished: [String] {
        Set(
            File.names(in: folder).compactMap { name in
                [".json", ".lock"].first { name.hasSuffix($0) }.map {
                    String(name.dropLast($0.count))
                }
            }
        ).sorted()
    }

    /// The boxes that changes are not done with, as far as these can be read.
    var names: Set<BoxName> {
        Set(unfinished.flatMap { id in (try? entry(id))?.change.names ?? [] })
    }

    /// The ids of the boxes that changes are not done with, as far as these can be read.
    var boxes: Set<String> {
        Set(unfinished.compactMap { id in (try? entry(id))?.box.description })
    }

    /// Takes a change over, unless the process that makes it lives.
    func claim(_ id: String, milliseconds: Int = 0) throws(UpkeepError) -> Open? {
        let file = lockPath(id)
        let lock = try onSystem { () throws(SystemError) in
            try FileLock.wait(file, milliseconds: milliseconds)
        }
        guard let lock else { return nil }
        return Open(lock: lock, path: path(id))
    }

    /// Whether the process that began the change is gone.
    func isAbandoned(_ id: String) throws(UpkeepError) -> Bool {
        let open = try claim(id)
        return open != nil
    }

    /// Nil when the process died before it wrote what it was about to do.
    func entry(_ id: String) throws(UpkeepError) -> Entry? {
        let path = path(id)
        let bytes = try onSystem { () throws(SystemError) in try File.readIfThere(path) }
        guard let bytes else { return nil }
        do { return try VersionedFile.read(bytes) } catch { throw .badJournal(path: path, error) }
    }

    func path(_ id: String) -> String { "\(folder)/\(id).json" }
    private func lockPath(_ id: String) -> String { "\(folder)/\(id).lock" }
}
