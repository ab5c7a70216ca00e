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
            let name = Succession.container(of: record.name, generation: other.number)
            // It may be another box's; the id of this one is nobody's.
            let spare = "\(name)-\(record.id.description.prefix(8))"
            try call(other.container, of: record.id, one: [name, spare])
        }
        try call(record.container, of: record.id, one: [record.name.description])
        try store.link(record.name, to: currentSocket(of: record))
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
