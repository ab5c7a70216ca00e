package import Boxes
import Engines
import Linux

extension Household {
    /// Gives the box another name, running or not; a home of its own stays where it is.
    package func rename(_ name: BoxName, to other: BoxName) throws(UpkeepError) {
        guard name != other else { return }
        recover()
        guard store.has(name) else { throw .missing(name) }
        var locks = LockSet()
        for each in [name, other].sorted() {
            guard let lock = try store.lock(each) else { return }
            locks.add(lock)
        }
        defer {
            for each in [name, other] { store.dropLockFile(each) }
            extendLifetime(locks)
        }
        let record = try record(name)
        let container = try container(of: record)
        try checkFree(other)
        let entry = Journal.Entry(
            box: record.id,
            engine: BoxRecord.Engine(engine.address),
            since: now(),
            change: .rename(name, to: other, container: container.id)
        )
        let open = try journal.begin(entry)
        let outcome = Result { () throws(UpkeepError) in
            try onEngine { () throws(EngineError) in
                try engine.rename(container.id, to: other.description)
            }
        }
        // Also after a failure: the files follow what the engine did. What cannot be settled now
        // stays in the journal for the next command.
        let settled = Result { () throws(UpkeepError) in
            try settleRename(record.id, container.id, from: name, to: other)
        }
        if case .success = settled { try open.close() }
        try outcome.get()
        try settled.get()
    }

    /// Makes the host's files follow the name that the container has.
    func settleRename(
        _ box: BoxID,
        _ container: String,
        from name: BoxName,
        to other: BoxName
    ) throws(UpkeepError) {
        let found = try onEngine { () throws(EngineError) in try engine.container(container) }
        guard let found, found.labels[Label.id] == box.description else { return }
        let names = [name, other].map(\.description)
        guard names.contains(found.name) else { return }
        let (right, wrong) = found.name == other.description ? (other, name) : (name, other)
        if try store.record(right)?.id != box, var record = try store.record(wrong),
            record.id == box
        {
            let link = File.target(store.socketLink(wrong))
            record.name = right
            // No manifest knows it by that name.
            if right == other {
                record.declared = nil
                record.stagedDeclared = nil
            }
            try store.link(right, to: link ?? places.socket(of: box))
            try store.save(record)
        }
        try store.forget(wrong, id: box)
        if let record = try store.record(right), record.id == box {
            try align(record)
            try markStaged(record)
        }
        renameExports(of: box, to: right)
    }
}
