package import Boxes
import Engines
import Linux

/// Another generation of a box becomes the live one: containers get other names, and nothing is made.
extension Household {
    /// Lets the box be a former generation again; gives the record as it is then.
    ///
    /// Without a number it is the one that was live before. A box that runs is stopped for it, and runs
    /// again afterwards. `sessions` counts those that are in the way; it is asked when nobody else
    /// changes the box any more.
    package func rollBack(
        _ name: BoxName,
        to number: Int?,
        sessions: (BoxName) -> Int = { _ in 0 },
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
            let live = try exchange(marked, for: target, isUp)
            // What was staged was made of what is not wanted any more.
            return try forgetLocked(Set([live.staged].compactMap(\.self)), of: live)
        }
    }

    /// Refuses while somebody is in the box.
    func requireIdle(_ name: BoxName, _ sessions: (BoxName) -> Int) throws(UpkeepError) {
        let count = sessions(name)
        if count > 0 { throw .inUse(name, sessions: count) }
    }

    /// Makes that generation the live one; the box's lock is held.
    func exchange(
        _ record: BoxRecord,
        for number: Int,
        _ isUp: (String) -> Bool
    ) throws(UpkeepError) -> BoxRecord {
        var new = record
        guard new.makeLive(number) else { throw .noGeneration(record.name, number) }
        // What has gone cannot be gone back to.
        _ = try container(of: new)
        let container = try container(of: record)
        if container.state == .paused { throw .paused(record.name, engine.address) }
        let wasRunning = container.state.isAlive
        if wasRunning { try end(record) }
        do {
            try replace(record, by: new)
        } catch {
            // Why it failed matters more than that the box does not run again.
            if wasRunning { try? start(record, isUp) }
            throw error
        }
        if wasRunning { try start(new, isUp) }
        return new
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
            // It is there again.
            if found?.labels[Label.id] == record.id.description { return }
            var new = record
            guard new.makeLive(number) else { throw .noGeneration(name, number) }
            _ = try container(of: new)
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
            guard let staged = record.staged else { return try markStaged(record) }
            if isBusy(record) { return }
            _ = tidied(try exchange(record, for: staged, isUp))
        }
    }

    /// The record of a box that is to start, with what is staged taken.
    func settled(_ record: BoxRecord) throws(UpkeepError) -> BoxRecord {
        guard let staged = record.staged, try !container(of: record).state.isAlive else {
            return record
        }
        return try exchange(record, for: staged) { _ in false }
    }
}
