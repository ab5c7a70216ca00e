package import Boxes
import Engines
import Linux

/// Another generation of a box becomes the live one: containers get other names, and nothing is made.
extension Household {
    /// Lets the box be a former generation again; gives the record as it is then.
    ///
    /// Without a number it is the one that was live before. A box that runs is stopped for it, and runs
    /// again afterwards, unless somebody is in it: `sessions` counts whom its agent knows, when nobody else
    /// changes the box any more, and without it nobody is heeded.
    package func rollBack(
        _ name: BoxName,
        to number: Int?,
        sessions: ((BoxName) throws(UpkeepError) -> Int)? = nil,
        isUp: (String) -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        recover()
        guard store.has(name) else { throw .missing(name) }
        return try store.whileLocked(name) { () throws(UpkeepError) in
            let record = try record(name)
            guard let target = number ?? record.formerNumber else {
                throw .noGeneration(name, nil)
            }
            if target == record.generation { return record }
            try requireIdle(name, sessions)
            var marked = record
            if target > record.generation {
                marked.refused = nil
            } else if record.remark?.reason?.isUpgrade == true {
                marked.refused = record.declared == nil ? record.image.id : record.live.build
            }
            let live = try exchange(marked, for: target, ifIdle: sessions != nil, isUp)
            // What was staged was made of what is not wanted any more.
            return try forgetLocked(Set([live.staged].compactMap(\.self)), of: live)
        }
    }

    /// Refuses while somebody is in the box.
    func requireIdle(
        _ name: BoxName,
        _ sessions: ((BoxName) throws(UpkeepError) -> Int)?
    ) throws(UpkeepError) {
        guard let sessions else { return }
        let count = try sessions(name)
        if count > 0 { throw .inUse(name, sessions: count) }
    }

    /// Makes that generation the live one; the box's lock is held.
    ///
    /// With `ifIdle` a box that somebody is in stays as it is.
    func exchange(
        _ record: BoxRecord,
        for number: Int,
        ifIdle: Bool,
        _ isUp: (String) -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        var new = record
        guard new.makeLive(number, at: now()) else { throw .noGeneration(record.name, number) }
        // What has gone cannot be gone back to.
        try requireWhole(new)
        if number == record.staged, new.spec.hostCommands != record.spec.hostCommands {
            try forgetGrants(of: new.id)
            new.permit(new.spec.hostCommands)
        }
        let container = try container(of: record)
        if container.state == .paused { throw .paused(record.name, engine.address) }
        let wasRunning = container.state.isAlive
        if wasRunning {
            try requireOutside(record.name)
            try end(record, ifIdle: ifIdle)
        }
        do {
            try replace(record, by: new)
        } catch {
            // It is what its record says by now. Why it failed matters more than that it does not run.
            if wasRunning, let now = try? self.record(record.name) { try? start(now, isUp) }
            throw error
        }
        if wasRunning {
            do { try start(new, isUp) } catch {
                let failure = putBack(record, from: new, error)
                // Here, too: what went wrong with the new one is what is told.
                if let now = try? self.record(record.name) { try? start(now, isUp) }
                throw failure
            }
        }
        return new
    }

    /// Refuses a generation that could not start: what has gone cannot be gone back to.
    private func requireWhole(_ record: BoxRecord) throws(UpkeepError) {
        do {
            _ = try container(of: record)
        } catch {
            guard case .containerGone = error else { throw error }
            throw .generationGone(record.name, record.generation)
        }
        try checkSources(of: record.spec)
        guard File.realPath(record.homeSource) != nil else { throw .noHome(record.homeSource) }
    }

    /// Lets the box be what it was before a generation that does not start; gives the failure with that.
    ///
    /// What was staged is not tried again unasked: it would keep the box from being entered.
    func putBack(
        _ former: BoxRecord,
        from new: BoxRecord,
        _ failure: UpkeepError
    ) -> UpkeepError {
        var former = former
        former.staged = nil
        former.stagedDeclared = nil
        do {
            try end(new)
            try replace(new, by: former)
        } catch {
            return failure  // the engine's, most likely; the box is the new one
        }
        return .notTaken(former.name, generation: new.generation, failure)
    }

    private func start(
        _ record: BoxRecord,
        _ isUp: (String) -> Bool
    ) throws(UpkeepError) {
        let socket = places.socket(of: record)
        try startLocked(record, isFirst: false) { isUp(socket) }
    }

    private func replace(_ record: BoxRecord, by new: BoxRecord) throws(UpkeepError) {
        try markExports(of: new)
        let entry = entry(.exchange(record.name), of: record)
        let open = try journal.begin(entry, as: "\(record.id)-exchange")
        try store.save(new)
        try align(new)
        try open.close()
        try markStaged(new)
    }

    /// Lets a box whose container somebody took away be another of its generations.
    func revive(_ name: BoxName, as number: Int) throws(UpkeepError) {
        recover()
        try store.whileLocked(name) { () throws(UpkeepError) in
            let record = try record(name)
            let found = try onEngine { () throws(EngineError) in
                try engine.container(record.container)
            }
            let ours = found?.labels[Label.id] == record.id.description ? found : nil
            // It is there again.
            if ours?.hasFiles == true { return }
            var new = record
            guard new.makeLive(number, at: now()) else { throw .noGeneration(name, number) }
            _ = try container(of: new)
            // Nothing is left of it but the name, which the other is to have.
            if let ours { try onEngine { () throws(EngineError) in try engine.remove(ours.id) } }
            try replace(record, by: new)
            _ = try forgetLocked([record.generation], of: new)
        }
    }

    /// Says it of what the record has, which may name as staged what is not there any more.
    func markStagedAnew(_ name: BoxName) throws(UpkeepError) {
        try store.whileLocked(name) { () throws(UpkeepError) in
            var record = try record(name)
            if let staged = record.staged, !record.others.contains(where: { $0.number == staged }) {
                record.staged = nil
                record.stagedDeclared = nil
                try store.save(record)
            }
            try markStaged(record)
        }
    }

    /// Says beside the box's link whether something is staged, for those who end a session.
    func markStaged(_ record: BoxRecord) throws(UpkeepError) {
        let mark = store.stagedMark(record.name)
        try onSystem { () throws(SystemError) in
            if record.staged == nil {
                try File.remove(mark)
            } else {
                try File.replace(mark, with: [], mode: 0o600)
            }
        }
    }

    /// Lets the staged generation be the live one, unless somebody is in the box.
    ///
    /// One that does not run any more is left as it is: its next start does the same.
    package func takeStaged(
        _ name: BoxName,
        isBusy: (BoxRecord) -> Bool,
        isUp: (String) -> Bool
    ) throws(UpkeepError) {
        recover()
        guard store.has(name) else { return }
        try store.whileLocked(name) { () throws(UpkeepError) in
            let record = try record(name)
            if record.staged == nil { return try markStaged(record) }
            if isBusy(record) { return }
            let live = try withStaged(record, isUp)
            if live.generation != record.generation { _ = tidied(live) }
        }
    }

    /// The record of a box that is to start, with what is staged taken.
    func settled(_ record: BoxRecord) throws(UpkeepError) -> BoxRecord {
        guard record.staged != nil, try !container(of: record).state.isAlive else { return record }
        return try withStaged(record) { _ in false }
    }

    /// Lets what is staged be the live one if it can; a good box is not kept from starting by it.
    private func withStaged(
        _ record: BoxRecord,
        _ isUp: (String) -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        guard let staged = record.staged else { return record }
        do {
            return try exchange(record, for: staged, ifIdle: true, isUp)
        } catch {
            switch error {
            // Somebody took its container away, or the record never had it.
            case .generationGone, .noGeneration:
                var rest = try forgetLocked([staged], of: record)
                if rest.staged == nil { return rest }
                rest.staged = nil
                rest.stagedDeclared = nil
                try store.save(rest)
                try markStaged(rest)
                return rest
            // It waits until what it needs of the host is there.
            case .noSource, .noDevice, .noHome: return record
            case _ where error.saysThatItIsInUse: return record
            default: throw error
            }
        }
    }
}
