package import Boxes
import Engines
import Linux

/// A change that another process began and did not end.
package struct Recovered: Equatable, Sendable {
    package enum Outcome: Equatable, Sendable {
        /// Finished or undone: nothing is left of it.
        case settled
        /// Its process lives, or another changes the same box.
        case busy
        /// Its engine may still be making the container.
        case waiting
        /// It is another engine's: this one.
        case otherEngine(BoxRecord.Engine)
        case failed(UpkeepError)
    }

    /// The journal's file.
    package let path: String
    /// The boxes it is about, when that can be read.
    package let names: [BoxName]
    package let outcome: Outcome
}

extension Household {
    /// Seconds for which an engine may go on with what a dead process asked of it, from when that was noticed:
    /// a change may have taken longer than that when its process died, by a single call of the engine.
    private static var doubt: Int64 { 120 }
    /// Seconds after which no change has an engine make something that takes long: it does so first.
    private static var longest: Int64 { 3600 }

    /// Finishes or undoes what earlier processes left half done; almost free when there is nothing.
    @discardableResult
    package func recover() -> [Recovered] {
        recoverExports()
        let recovered = inOrder(journal.unfinished).map { id in
            var names: [BoxName] = []
            do throws(UpkeepError) {
                guard let open = try journal.claim(id) else {
                    return Recovered(path: journal.path(id), names: [], outcome: .busy)
                }
                let outcome = try settle(id, &names)
                switch outcome {
                case .settled, .failed: try open.close()
                case .busy, .waiting, .otherEngine: break
                }
                return Recovered(path: journal.path(id), names: names, outcome: outcome)
            } catch {
                return Recovered(path: journal.path(id), names: names, outcome: .failed(error))
            }
        }
        finishFollowing()
        return recovered
    }

    /// First what was looked at, and built: an image of which a container is left cannot be taken away.
    private func inOrder(_ ids: [String]) -> [String] {
        let looks = ids.filter { id in
            // An entry that cannot be read is told when it is its turn.
            switch (try? journal.entry(id))?.change {
            case .look, .build: true
            default: false
            }
        }
        return looks + ids.filter { !looks.contains($0) }
    }

    /// Takes an image away, unless somebody else made something of it; false when that failed.
    private func isTakenAway(_ image: String) -> Bool {
        do throws(EngineError) {
            try engine.removeImage(image)
            return true
        } catch {
            switch error {
            case .noSuchImage, .imageInUse: return true
            default: return false
            }
        }
    }

    private func settle(_ id: String, _ names: inout [BoxName]) throws(UpkeepError)
        -> Recovered.Outcome
    {
        guard let entry = try journal.entry(id) else { return .settled }
        names = entry.change.names
        guard entry.engine.address == engine.address else { return .otherEngine(entry.engine) }
        var locks = LockSet()
        for name in names {
            guard try locks.take(store.lockPath(name)) else { return .busy }
        }
        defer {
            for name in names { store.dropLockFile(name) }
            extendLifetime(locks)
        }
        // A clock that was set back would have it doubtful until it is there again.
        let isDoubtful =
            abs(now() - entry.since) < Self.longest
            && abs(now() - (entry.noticed ?? now())) < Self.doubt
        let done = Result { () throws(UpkeepError) in
            try finish(entry, isDoubtful: isDoubtful)
        }
        if case .failure(let error) = done, done.isFinal { return .failed(error) }
        if try done.get() { return .settled }
        var rest = entry
        rest.noticed = entry.noticed ?? now()
        // Its home is gone now; what comes to that place later is another box's.
        if case .create(let name, .some, let state) = entry.change {
            rest.change = .create(name, home: nil, state: state)
        }
        if rest != entry { try journal.rewrite(rest, as: id) }
        return .waiting
    }

    /// Finishes or undoes one change; the locks of its boxes are held.
    ///
    /// It is doubtful while the engine may still be at work on a container that is not there yet;
    /// the answer is false when the change must then be looked at again later.
    func finish(_ entry: Journal.Entry, isDoubtful: Bool) throws(UpkeepError) -> Bool {
        switch entry.change {
        case .create(let name, let home, let state):
            // The record is written last: with it, the box is whole.
            if try store.record(name)?.id == entry.box { return true }
            let wasThere = try removeContainer(
                name.description,
                of: entry.box,
                unfinishedSince: entry.since
            )
            try store.forget(name, id: entry.box)
            if let state { removeState(state) }
            if let home { try removeNewHome(home, isCopy: state != nil) }
            return wasThere || !isDoubtful
        case .remove(let name, let container, let home, let state):
            let record = try store.record(name).flatMap { $0.id == entry.box ? $0 : nil }
            let others = record?.others.map(Remains.init) ?? []
            for other in others { _ = try removeContainer(other.container, of: entry.box) }
            _ = try removeContainer(container, of: entry.box)
            // What is made from another goes before it.
            let live = Remains(record?.generation ?? 1, container, state)
            for one in (others + [live]).sorted(by: { $0.generation > $1.generation }) {
                if let state = one.state { removeState(state) }
                try forgetSocket(of: entry.box, generation: one.generation)
            }
            try notes.forget(entry.box)
            withdrawExports(of: entry.box)
            try clear(name, entry.box, home: home)
            return true
        case .succeed(let note):
            return try settle(note, of: entry.box, since: entry.since, isDoubtful: isDoubtful)
        case .exchange(let name):
            let record = try store.record(name)
            if let record, record.id == entry.box {
                try align(record)
                try markStaged(record)
            }
            return true
        case .forget(let name, let remains):
            try clear(remains, of: entry.box, name)
            return true
        case .rename(let name, let other, let container):
            try settleRename(entry.box, container, from: name, to: other)
            return true
        case .look(let container):
            let wasThere = try removeContainer(
                container,
                of: entry.box,
                unfinishedSince: entry.since
            )
            return wasThere || !isDoubtful
        case .build(let mark):
            let hasFound = try onEngine { () throws(EngineError) in
                try engine.endBuild(BuildMark(word: mark))
            }
            return hasFound || !isDoubtful
        case .publish(let state, let portable):
            // An engine that does not answer is met again at the next step, which throws.
            let isMade = (try? engine.image(portable)) != nil
            let areGone = [portable, state].map(isTakenAway)
            return !areGone.contains(false) && (isMade || !isDoubtful)
        case .push(let reference, let image, let former):
            try giveBack(reference, of: image, to: former)
            return true
        }
    }

    /// Takes away a home that was made for a box that was not; what somebody put there stays.
    private func removeNewHome(_ home: String, isCopy: Bool) throws(UpkeepError) {
        try onSystem { () throws(SystemError) in
            if isCopy, Bearings.isPath(home, in: places.homes), home != places.homes {
                try File.removeTree(home)
            } else {
                _ = try File.removeEmptyDirectory(home)
            }
        }
    }

    /// Removes the container if it carries the box's id; answers whether there was one.
    ///
    /// One that was begun at that time, and never finished, carries nothing.
    func removeContainer(
        _ name: String,
        of box: BoxID,
        unfinishedSince begin: Int64? = nil
    ) throws(UpkeepError) -> Bool {
        let container = try onEngine { () throws(EngineError) in try engine.container(name) }
        if container == nil, let begin {
            return try onEngine { () throws(EngineError) in
                try engine.removeUnfinished(name, since: begin)
            }
        }
        guard let container, container.labels[Label.id] == box.description else { return false }
        reserve.release()
        defer { reserve.hold() }
        try onEngine { () throws(EngineError) in try engine.remove(container.id) }
        return true
    }
}
