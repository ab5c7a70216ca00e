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
    /// Whether it takes the place of the live one whoever is in that.
    package var isUrgent = false
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

extension BoxRecord {
    /// Whether the box is what it was, and is to become the same.
    fileprivate func isStill(_ former: BoxRecord) -> Bool {
        id == former.id && generation == former.generation && staged == former.staged
            && live.spec == former.spec && upcoming.spec == former.upcoming.spec
    }
}

/// How a box gets a generation that is tried before it takes the place of the live one.
extension Household {
    /// Makes the box's next generation, tries it beside the live one, and lets it take that one's
    /// place: at once, or when nobody is in the box.
    ///
    /// The box can be used meanwhile, and is as it was when anything fails. What else changes the box
    /// meanwhile has precedence: the generation is given up then, and not begun when the box is not any
    /// more what it was in `since`.
    package func advance(
        _ name: BoxName,
        since known: BoxRecord? = nil,
        to next: (BoxRecord) throws(UpkeepError) -> Successor,
        _ calls: AdvanceCalls
    ) throws(UpkeepError) -> Advance {
        recover()
        let old = try record(name)
        if let known, !old.isStill(known) { throw .changedMeanwhile(name) }
        let change = try succession(of: old, try next(old))
        let made = try journalled(change, isHeld: false) { () throws(UpkeepError) in
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
            do throws(UpkeepError) {
                let ifIdle = !calls.isUrgent
                let live = try exchange(record, for: made.number, ifIdle: ifIdle, calls.isUp)
                return Advance(record: tidied(live), generation: made, isStaged: false)
            } catch {
                // Somebody came in the meantime, or was not seen before.
                guard error.saysThatItIsInUse else { throw error }
                return Advance(record: tidied(record), generation: made, isStaged: true)
            }
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
            // An upgrade of what was staged is the same box, as it was declared.
            if made.spec != now.upcoming.spec { record.stagedDeclared = nil }
            record.ownHome = change.new.ownHome ?? record.ownHome
            record.refused = nil
            record.vain = nil
            // A mark too many does no harm; with one too few nobody would hear of the generation.
            try markStaged(record)
            do throws(UpkeepError) { try store.save(record) } catch {
                // The record that could not be kept is the fault that is told.
                try? markStaged(now)
                throw error
            }
            // One that was staged before is not wanted any more. The change is done, whether it goes or not.
            if let former { _ = try? forgetLocked([former], of: record) }
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
                if let note = notes.note(old.id, generation: old.generation) {
                    try notes.keep(note, old.id, generation: made.number)
                }
                try store.save(change.record(with: made, isLive: false, over: old))
                return made
            }
        }
    }
}
