package import Boxes
package import Engines

/// A box as it is now: what was meant, and what the engine has.
package struct Box: Equatable, Sendable {
    package let record: BoxRecord
    /// Nil when this engine has no container of the box's.
    package let container: Container?

    package var isRunning: Bool { container?.state == .running }
}

/// All boxes of a user, with those whose records cannot be read.
package struct Listing: Sendable {
    /// In the order of their names.
    package var boxes: [Box] = []
    package var faults: [UpkeepError] = []
}

extension Household {
    package func box(_ name: BoxName) throws(UpkeepError) -> Box {
        let record = try record(name)
        let container = try onEngine { () throws(EngineError) in
            try engine.container(record.container)
        }
        guard let container, container.labels[Label.id] == record.id.description else {
            return Box(record: record, container: nil)
        }
        return Box(record: record, container: container)
    }

    /// Every box that has a record; one call to the engine.
    package func boxes() throws(UpkeepError) -> Listing {
        let names = store.names()
        guard !names.isEmpty else { return Listing() }
        let containers = try onEngine { () throws(EngineError) in
            try engine.containers(labelled: Label.id)
        }
        var byID: [String: Container] = [:]
        for container in containers { byID[container.id] = container }
        var listing = Listing()
        for name in names {
            do {
                guard let record = try store.record(name) else { continue }
                let container = byID[record.container].flatMap {
                    $0.labels[Label.id] == record.id.description ? $0 : nil
                }
                listing.boxes.append(Box(record: record, container: container))
            } catch {
                listing.faults.append(error)
            }
        }
        return listing
    }
}
