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
            return try journalled(plan) { () throws(UpkeepError) in try make(plan, cancel) }
        }
    }

    /// Makes a new box by `body`, which is undone when it fails; the box's lock is held.
    func journalled(
        _ plan: CreatePlan,
        _ body: () throws(UpkeepError) -> BoxRecord
    ) throws(UpkeepError) -> BoxRecord {
        let change = Journal.Change.create(
            plan.record.name,
            home: plan.ownHome,
            state: plan.record.state
        )
        let entry = entry(change, of: plan.record)
        let open = try journal.begin(entry)
        let outcome = Result { () throws(UpkeepError) in try body() }
        // What cannot be undone now stays in the journal for the next command.
        if case .failure(let error) = outcome,
            (try? finish(entry, isDoubtful: error.leavesDoubt)) != true
        {
            throw error.told
        }
        try open.close()
        do { return try outcome.get() } catch { throw error.told }
    }

    /// `fill` gets the container's id before the agent is laid into it.
    func make(
        _ plan: CreatePlan,
        _ cancel: () -> Bool,
        fill: (String) throws(UpkeepError) -> Void = { (_) throws(UpkeepError) in }
    ) throws(UpkeepError) -> BoxRecord {
        var record = plan.record
        try heed(cancel)
        if let home = plan.newHome {
            try onSystem { () throws(SystemError) in try File.makeDirectories(home, mode: 0o700) }
        }
        record.container = try makeContainer(plan.request, cancel)
        try fill(record.container)
        record.layer = try lay(plan.setup, into: record.container)
        try heed(cancel)
        try store.link(record.name, to: plan.setup.socket)
        // From here on the box is made: a recovery keeps it.
        try store.save(record)
        return record
    }

    /// Makes a container that does not run yet, and gives its id.
    func makeContainer(
        _ request: ContainerRequest,
        _ cancel: () -> Bool
    ) throws(UpkeepError) -> String {
        try checkTargets(of: request)
        let id: String
        // An engine that is left while it makes the container may still come with it.
        do { id = try engine.create(request) { !cancel() } } catch { throw .engine(error) }
        try heed(cancel)
        return id
    }

    /// Lays the agent and what it must know into the container; gives the layer's mark.
    func lay(_ setup: BoxSetup, into container: String) throws(UpkeepError) -> String {
        let layer = Layer(agent: try agent(), setup: setup)
        let archive = try layer.archive()
        try onEngine { () throws(EngineError) in try engine.upload(archive, to: container) }
        return layer.mark
    }

    func heed(_ cancel: () -> Bool) throws(UpkeepError) {
        if cancel() { throw .cancelled }
    }
}

extension CreatePlan {
    /// The home that is made along with the box.
    ///
    /// One that was there before is not ours to take away again.
    var ownHome: String? { newHome.flatMap { File.kind($0) == nil ? $0 : nil } }
}

extension UpkeepError {
    /// Whether an engine may still do what it was asked after it failed to answer.
    var leavesDoubt: Bool {
        switch self {
        case .engine(.timedOut), .engine(.broken), .engine(.unreachable), .engine(.cancelled): true
        default: false
        }
    }

    /// The error as callers know it.
    var told: UpkeepError { self == .engine(.cancelled) ? .cancelled : self }
}
