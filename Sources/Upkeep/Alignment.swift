import Boxes
import Engines

/// Containers are called after what the record says of them.
extension Household {
    /// Gives each container of a box the name that it should have, and the link its socket.
    ///
    /// It looks at the record alone, so it finishes whatever change was killed, and does nothing the
    /// second time.
    func align(_ record: BoxRecord) throws(UpkeepError) {
        // The name of the box comes free first.
        for other in record.others {
            let names = record.containerNames(of: other.number)
            try call(other.container, of: record.id, one: names)
        }
        try call(record.container, of: record.id, one: [record.name.description])
        try store.link(record.name, to: currentSocket(of: record))
    }

    /// The same for a box that somebody has looked over.
    func alignLocked(_ name: BoxName) throws(UpkeepError) {
        try store.whileLocked(name) { () throws(UpkeepError) in try align(try record(name)) }
    }

    /// Gives a container of the box the first of the names that nobody else has.
    private func call(
        _ id: String,
        of box: BoxID,
        one names: [String]
    ) throws(UpkeepError) {
        let container = try onEngine { () throws(EngineError) in try engine.container(id) }
        // What somebody took away behind our back has no name.
        guard let container, container.labels[Label.id] == box.description,
            !names.contains(container.name)
        else { return }
        for name in names {
            do throws(EngineError) {
                return try engine.rename(container.id, to: name)
            } catch .nameInUse(let name) where name != names.last {
                continue
            } catch {
                throw .engine(error)
            }
        }
    }
}

extension BoxRecord {
    /// What the container of a generation may be called that is not the live one: the first that is free.
    func containerNames(of generation: Int) -> [String] {
        let name = Succession.container(of: name, generation: generation)
        // It may be another box's; the id of this one is nobody's.
        return [name, "\(name)-\(id.description.prefix(8))"]
    }
}
