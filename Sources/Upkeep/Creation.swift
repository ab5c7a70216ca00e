import Boxes
import Engines
import Linux
import Wire

extension Household {
    /// Makes the box; when that fails or is cancelled at any point, nothing stays of it.
    ///
    /// The box does not run yet. `cancel` is asked between the steps, and about ten times a second while
    /// the engine makes the container.
    package func create(
        _ plan: CreatePlan,
        cancel: () -> Bool = { false }
    ) throws(UpkeepError) -> BoxRecord {
        recover()
        return try store.whileLocked(plan.record.name) { () throws(UpkeepError) in
            try checkFree(plan.record.name)
            // A home that was there before is not ours to take away again.
            let newHome = plan.newHome.flatMap { File.kind($0) == nil ? $0 : nil }
            let entry = Journal.Entry(
                box: plan.record.id,
                engine: plan.record.engine,
                since: now(),
                change: .create(plan.record.name, home: newHome)
            )
            let open = try journal.begin(entry)
            var isAsking = false
            let outcome = Result { () throws(UpkeepError) in try make(plan, cancel, &isAsking) }
            // What cannot be undone now stays in the journal for the next command.
            if case .failure(let error) = outcome,
                (try? finish(entry, isDoubtful: isAsking || error.leavesDoubt)) != true
            {
                throw error
            }
            try open.close()
            return try outcome.get()
        }
    }

    /// `isAsking` is whether the engine was left while it may be making the container.
    private func make(
        _ plan: CreatePlan,
        _ cancel: () -> Bool,
        _ isAsking: inout Bool
    ) throws(UpkeepError) -> BoxRecord {
        var record = plan.record
        let layer = Layer(agent: try agent(), setup: plan.setup)
        record.layer = layer.mark
        try heed(cancel)
        if let home = plan.newHome {
            try onSystem { () throws(SystemError) in try File.makeDirectories(home, mode: 0o700) }
        }
        do {
            record.container = try engine.create(plan.request) { !cancel() }
        } catch {
            isAsking = error == .cancelled
            throw error == .cancelled ? .cancelled : .engine(error)
        }
        try heed(cancel)
        let id = record.container
        let archive = try layer.archive()
        try onEngine { () throws(EngineError) in try engine.upload(archive, to: id) }
        try heed(cancel)
        try store.link(record.name, to: plan.setup.socket)
        // From here on the box is made: a recovery keeps it.
        try store.save(record)
        return record
    }

    private func heed(_ cancel: () -> Bool) throws(UpkeepError) {
        if cancel() { throw .cancelled }
    }
}

extension UpkeepError {
    /// Whether an engine may still do what it was asked after it failed to answer.
    fileprivate var leavesDoubt: Bool {
        switch self {
        case .engine(.timedOut), .engine(.broken), .engine(.unreachable): true
        default: false
        }
    }
}
