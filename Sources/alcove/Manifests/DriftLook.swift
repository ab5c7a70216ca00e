import Boxes
import Profiles
import Upkeep

/// Finds out what was done in boxes by hand, beside their options.
struct DriftLook {
    let host: Host
    let interruption: Interruption
    /// Whether a box whose packages can be told only while it runs is started for that.
    var startsBoxes = false
    /// Whether it is asked which packages no repository has, so that they cannot be adopted.
    private var findsOrphans = false

    init(host: Host, interruption: Interruption, startsBoxes: Bool = false) {
        self.host = host
        self.interruption = interruption
        self.startsBoxes = startsBoxes
    }

    /// The plan with what was found in its boxes; `isMeant` says in which to look.
    ///
    /// A box that cannot be looked at is a fault, which keeps no other from being applied; where nothing is
    /// done, it is a warning.
    func look(
        _ plan: ManifestPlan,
        _ drift: ApplyPlan.Drift,
        isOnlyShown: Bool = false,
        _ isMeant: (ApplyPlan.BoxPlan) -> Bool = { _ in true }
    ) throws(Failure) -> ManifestPlan {
        var plan = plan
        var look = self
        look.findsOrphans = drift == .adopt
        for (index, box) in plan.plan.boxes.enumerated() where isMeant(box) {
            if interruption.isWanted { throw interruption.failure("interrupted") }
            guard let record = box.record else { continue }
            if case .foreign = box.deed { continue }
            do throws(Failure) {
                plan.plan.boxes[index] = box.with(try look.findings(in: record), drift)
            } catch {
                if interruption.isWanted { throw error }
                guard isOnlyShown else {
                    plan.faults[box.name] = error
                    continue
                }
                host.console.warn(
                    "what was done by hand in box '\(box.name)' cannot be seen: \(error.message)"
                )
            }
        }
        return plan
    }

    /// What was done in one box.
    func findings(in record: BoxRecord) throws(Failure) -> BoxDrift {
        let household = try host.household(of: record)
        let changes: HandChanges
        do {
            changes = try household.handChanges(in: record)
        } catch {
            throw Failure(error)
        }
        var found = BoxDrift()
        found.files = changes.files
        found.lacksFiles = !changes.isWhole
        try comparePackages(record, household, changes, &found)
        return found
    }

    private func comparePackages(
        _ record: BoxRecord,
        _ household: Household,
        _ changes: HandChanges,
        _ found: inout BoxDrift
    ) throws(Failure) {
        // What has no package manager has no packages to speak of.
        guard let manager = try? household.packages(of: record, host.shelf).manager,
            changes.touch(manager.database)
        else { return }
        // A start would take what is staged.
        guard host.isUp(record.name) || startsBoxes && record.staged == nil else {
            found.unseen = .stopped
            return
        }
        guard let ground = record.ground else {
            found.unseen = .unknownGround
            return
        }
        try whileUp(record.name, household) { () throws(Failure) in
            try compare(record, ground, household, &found)
        }
    }

    /// Runs `body` while the box runs; one that did not is stopped again, unless somebody came in.
    private func whileUp(
        _ name: BoxName,
        _ household: Household,
        _ body: () throws(Failure) -> Void
    ) throws(Failure) {
        if host.isUp(name) { return try body() }
        do { try household.start(name) { host.isUp(name) } } catch { throw Failure(error) }
        let outcome = Result { () throws(Failure) in try body() }
        // Who cannot be asked may have somebody in it.
        if !host.isInUse(name) {
            do { try household.stop(name) } catch { throw Failure(error) }
        }
        try outcome.get()
    }

    private func compare(
        _ record: BoxRecord,
        _ ground: BoxRecord.Ground,
        _ household: Household,
        _ found: inout BoxDrift
    ) throws(Failure) {
        let reading = PackageReading(host: host, interruption: interruption)
        let title = "Reading the packages of box '\(record.name)'"
        let trial = reading.trial(of: record, household, title)
        defer { trial.progress.end() }
        let now = try trial.packages()
        found.present = now
        let before: PackageState
        do {
            before = try reading.packages(of: ground, for: record)
        } catch {
            if interruption.isWanted { throw error }
            // Its image has gone, most likely.
            host.console.detail(error.message)
            found.unseen = .unknownGround
            return
        }
        found.take(now, over: before, known: record.coming.packages)
        let others = now.changed(since: before)
        found.leaveOut(try trial.files(of: others))
        guard findsOrphans else { return }
        // Where nothing is to be done, nothing is fetched either.
        found.orphans = try trial.orphans(
            among: found.packages.map(\.name),
            refreshes: startsBoxes
        )
    }
}
