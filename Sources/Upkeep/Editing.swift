package import Boxes
import Engines

/// How a box gets other options: from its present state, as its next generation.
extension Household {
    /// Gives the box another spec, without losing what was changed in it.
    ///
    /// `change` gets the spec that the box has when nobody else changes it any more. A box that runs is stopped
    /// for it and runs again afterwards, unless somebody is in it: `sessions` counts whom its agent knows, and
    /// without it nobody is heeded. `cancel` is asked between the steps and while the engine copies; `isUp`
    /// tells whether an agent answers at a socket. `whenUp` is called once it is the next generation, which runs
    /// then.
    package func edit(
        _ name: BoxName,
        by change: (BoxSpec) throws(BoxError) -> BoxSpec,
        sessions: ((BoxName) throws(UpkeepError) -> Int)? = nil,
        cancel: () -> Bool = { false },
        isUp: (String) -> Bool,
        whenUp: (BoxRecord) -> Void = { _ in }
    ) throws(UpkeepError) -> BoxRecord {
        recover()
        guard store.has(name) else { throw .missing(name) }
        return try store.whileLocked(name) { () throws(UpkeepError) in
            let old = try record(name)
            let spec: BoxSpec
            do throws(BoxError) { spec = try change(old.spec) } catch { throw .box(error) }
            // Its present state is of what it was built from.
            if spec.isBuiltOtherwise(than: old.spec) { throw .changedMeanwhile(name) }
            if spec.differsOnlyInHostCommands(from: old.spec) {
                return try permit(spec.hostCommands, old)
            }
            try requireIdle(name, sessions)
            if spec.initSystem != old.spec.initSystem { try checkSystem(spec.initSystem, of: old) }
            let change = try succession(of: old, Successor(spec, Generation.Remark(.edit)))
            let record = try replace(change, ifIdle: sessions != nil, cancel, isUp, whenUp)
            // What was staged was made of what the box is no more.
            let numbers = Set([record.staged].compactMap(\.self))
            return tidied(try forgetLocked(numbers, of: record))
        }
    }

    /// Lets the box run other commands on the host from now on: the host looks at the record alone.
    private func permit(
        _ commands: BoxSpec.HostCommands?,
        _ old: BoxRecord
    ) throws(UpkeepError) -> BoxRecord {
        var record = old
        record.permit(commands)
        // What was permitted for good is forgotten first: then a kill leaves nothing permitted.
        try forgetGrants(of: record.id)
        try store.save(record)
        return record
    }

    /// Makes the next generation from the state in which the box is left, and lets it be the live
    /// one; the box's lock is held.
    private func replace(
        _ change: Succession,
        ifIdle: Bool,
        _ cancel: () -> Bool,
        _ isUp: (String) -> Bool,
        _ whenUp: (BoxRecord) -> Void
    ) throws(UpkeepError) -> BoxRecord {
        let wasRunning = try container(of: change.old).state.isAlive
        if wasRunning { try requireOutside(change.old.name) }
        let record: BoxRecord
        do {
            record = try journalled(change) { () throws(UpkeepError) in
                try heed(cancel)
                if wasRunning { try end(change.old, ifIdle: ifIdle) }
                let next = try makeNext(change, startsAll: wasRunning, cancel)
                let socket = places.socket(of: next)
                try startLaidOut(next, socket: socket) { isUp(socket) }
                var record = change.record(with: next.live, isLive: true, over: change.old)
                if change.new.spec.hostCommands != change.old.spec.hostCommands {
                    try forgetGrants(of: record.id)
                    record.permit(change.new.spec.hostCommands)
                }
                try store.save(record)
                return record
            }
        } catch {
            // Why the change failed matters more than that the box does not run again.
            if wasRunning { try? runAgain(change.old, isUp) }
            throw error
        }
        whenUp(record)
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
}

extension BoxRecord {
    /// Lets the box run these commands on the host; also as what is staged, and as what it may go back to,
    /// which would do what was just forbidden.
    mutating func permit(_ commands: BoxSpec.HostCommands?) {
        live.spec.hostCommands = commands
        for index in others.indices { others[index].spec.hostCommands = commands }
    }
}
