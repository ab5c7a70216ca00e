package import Boxes
package import Engines
import Linux

extension Household {
    /// Removes the box: its container, its record and the link to its agent.
    ///
    /// `force` is for a box that runs. Images stay, and so does the home that was made for the box,
    /// unless `removeHome` says otherwise; what may be another box's home stays in any case.
    ///
    /// `isMeant` is asked when nobody else changes the box any more: by now another may have its name.
    ///
    /// - Returns: whether it was meant.
    @discardableResult
    package func remove(
        _ name: BoxName,
        force: Bool = false,
        removeHome: Bool = false,
        ifStill isMeant: (BoxRecord) -> Bool = { _ in true }
    ) throws(UpkeepError) -> Bool {
        recover()
        guard store.has(name) else { throw .missing(name) }
        return try store.whileLocked(name) { () throws(UpkeepError) in
            let record = try record(name)
            guard isMeant(record) else { return false }
            try removeLocked(record, force: force, removeHome: removeHome)
            return true
        }
    }

    private func removeLocked(
        _ record: BoxRecord,
        force: Bool,
        removeHome: Bool
    ) throws(UpkeepError) {
        let name = record.name
        if let container = try ownContainer(of: record), container.state.isAlive {
            guard force else { throw .running(name) }
            // Whether it does or not: what is left of it is removed by force.
            _ = endsByItself(record, container, milliseconds: 2000)
        }
        var home = removeHome && record.spec.home == .private ? record.homeSource : nil
        if let own = home, homesOfOthers(than: record.id).mayHave(own) { home = nil }
        let entry = Journal.Entry(
            box: record.id,
            engine: BoxRecord.Engine(engine.address),
            since: now(),
            change: .remove(
                name,
                container: record.container,
                home: home,
                state: record.state
            )
        )
        let open = try journal.begin(entry)
        let outcome = Result { () throws(UpkeepError) in try finish(entry, isDoubtful: false) }
        // What failed is tried again by the next command: the user wanted it gone.
        if outcome.isFinal { try open.close() }
        _ = try outcome.get()
    }

    /// The container, or nil when the engine has none or it is not ours; those are left alone.
    private func ownContainer(of record: BoxRecord) throws(UpkeepError) -> Container? {
        do {
            return try container(of: record)
        } catch {
            switch error {
            case .containerGone, .notOurs: return nil
            default: throw error
            }
        }
    }

    /// What the user has permitted the box on the host, when asked.
    func forgetGrants(of box: BoxID) throws(UpkeepError) {
        let path = places.grants(of: box)
        try onSystem { () throws(SystemError) in try File.remove(path) }
    }

    /// Takes away what the host keeps of a box.
    func clear(
        _ name: BoxName,
        _ box: BoxID,
        home: String?
    ) throws(UpkeepError) {
        try store.forget(name, id: box)
        try forgetGrants(of: box)
        guard let home, Bearings.isPath(home, in: places.homes), home != places.homes else {
            return
        }
        do {
            try File.removeTree(home)
        } catch {
            throw .homeStays(path: home, engine.address, error)
        }
    }
}

extension Result<Bool, UpkeepError> {
    /// Whether looking at the change again would be of no use.
    var isFinal: Bool {
        switch self {
        case .success(let isSettled): isSettled
        // The box is gone, and what is in its home only its owner can remove.
        case .failure(.homeStays): true
        case .failure: false
        }
    }
}

extension Container.State {
    /// Whether processes are in it.
    package var isAlive: Bool {
        switch self {
        case .running, .paused, .stopping: true
        case .created, .stopped, .removing, .broken: false
        }
    }
}
