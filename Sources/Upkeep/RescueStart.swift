package import Boxes
import Engines
import Linux
import Wire

extension Household {
    /// Sees to it that the box's container runs, whatever its set-up comes to.
    ///
    /// One that runs is left alone. Else it is started as it is laid out now with an agent that
    /// leaves the set-up out; the next start as usual lays the agent's file out anew.
    package func startForRescue(_ name: BoxName) throws(UpkeepError) {
        recover()
        guard let lock = try store.lock(name) else { return }
        defer { extendLifetime(lock) }
        let record = try record(name)
        if try container(of: record).state == .running { return }
        let socket = places.socket(of: record)
        var setup = try setup(of: record, socket: socket)
        setup.isRescue = true
        setup.system = nil
        let layer = Layer(agent: try agent(), setup: setup)
        let archive = try layer.archive()
        try onEngine { () throws(EngineError) in
            try engine.upload(archive, to: record.container)
            try engine.start(record.container)
        }
        var changed = record
        changed.layer = layer.mark
        try store.save(changed)
    }
}
