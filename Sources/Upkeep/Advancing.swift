package import Boxes
import Linux

/// A generation that was made beside the live one, and what became of it.
package struct Advance: Equatable, Sendable {
    package let record: BoxRecord
    package let generation: Generation
    /// Whether somebody is in the box: the generation takes its place when they are not any more.
    package let isStaged: Bool
}

/// What making a generation asks of whoever wants it.
package struct AdvanceCalls {
    /// Does with the next generation, which runs beside the live one, what is to be done in it, and
    /// throws when it is not as it should be.
    package var trial: (BoxRecord) throws(UpkeepError) -> Void
    /// Whether somebody is in the box who is not to be disturbed.
    package var isBusy: (BoxRecord) -> Bool
    /// Whether an agent answers at a socket.
    package var isUp: (String) -> Bool
    /// Asked between the steps, and while the engine copies.
    package var cancel: () -> Bool

    package init(
        trial: @escaping (BoxRecord) throws(UpkeepError) -> Void,
        isBusy: @escaping (BoxRecord) -> Bool,
        isUp: @escaping (String) -> Bool,
        cancel: @escaping () -> Bool
    ) {
        self.trial = trial
        self.isBusy = isBusy
        self.isUp = isUp
        self.cancel = cancel
    }
}

/// How a box gets a generation that is tried before it takes the place of the live one.
extension Household {
    /// Makes the box's next generation, tries it beside the live one, and lets it take that one's
    /// place: at once, or when nobody is in the box.
    ///
    /// The box can be used meanwhile, and is as it was when anything fails. What else changes the box
    /// meanwhile has precedence: the generation is given up then.
    package func advance(
        _ name: BoxName,
        to next: (BoxRecord) throws(UpkeepError) -> Successor,
        _ calls: AdvanceCalls
    ) throws(UpkeepError) -> Advance {
        recover()
        let old = try record(name)
        let change = try succession(of: old, try next(old))
        let made = try journalled(change) { () throws(UpkeepError) in
            let next = try makeNext(change, startsAll: false, calls.cancel)
            let socket = places.socket(of: next)
            try startLaidOut(next, socket: socket) { calls.isUp(socket) }
            try calls.trial(next)
            try heed(calls.cancel)
            try end(next)
            return try keep(next.live, change)
        }
        return try store.whileLocked(name) { () throws(UpkeepError) in
            let record = try record(name)
            guard record.id == old.id, record.staged == made.number else {
                // Another took it, or gave it up.
                let found = record.generations.first { $0.number == made.number }
                guard found != nil else { throw .changedMeanwhile(name) }
                return Advance(record: record, generation: made, isStaged: false)
            }
            if calls.isBusy(record) {
                return Advance(record: tidied(record), generation: made, isStaged: true)
            }
            let live = tidied(try exchange(record, for: made.number, calls.isUp))
            return Advance(record: live, generation: made, isStaged: false)
        }
    }

    /// Lets the record name the generation, staged, if the box is what it was made from.
    private func keep(
        _ made: Generation,
        _ change: Succession
    ) throws(UpkeepError) -> Generation {
        let name = change.old.name
        return try store.whileLocked(name) { () throws(UpkeepError) in
            let now = try record(name)
            guard now.id == change.old.id, now.generation == change.old.generation,
                now.spec == change.old.spec
            else { throw .changedMeanwhile(name) }
            var record = change.record(with: made, isLive: false, over: now)
            let former = now.staged
            record.staged = made.number
            record.ownHome = change.new.ownHome ?? record.ownHome
            record.refused = nil
            try store.save(record)
            try markStaged(record)
            // One that was staged before is not wanted any more.
            if let former { _ = try forgetLocked([former], of: record) }
            return made
        }
    }

    /// Keeps what the box is now as a generation beside the live one, which goes on.
    package func snapshot(
        _ name: BoxName,
        message: String?,
        cancel: () -> Bool = { false }
    ) throws(UpkeepError) -> Generation {
        recover()
        guard store.has(name) else { throw .missing(name) }
        return try store.whileLocked(name) { () throws(UpkeepError) in
            let old = try record(name)
            let remark = Generation.Remark(.snapshot, message: message, isPinned: true)
            let change = try succession(of: old, Successor(old.spec, remark))
            return try journalled(change) { () throws(UpkeepError) in
                let made = try makeNext(change, startsAll: true, cancel).live
                try store.save(change.record(with: made, isLive: false, over: old))
                if let note = notes.note(old.id, generation: old.generation) {
                    try notes.keep(note, old.id, generation: made.number)
                }
                return made
            }
        }
    }
}
