import Boxes
import Profiles
import Upkeep

/// Finds out what was done in boxes by hand, beside their options.
struct DriftLook {
    let host: Host
    let interruption: Interruption

    /// The plan with what was found in its boxes; `isMeant` says in which to look.
    ///
    /// Where nothing is done, a box that cannot be looked at is a warning.
    func look(
        _ plan: ManifestPlan,
        _ drift: ApplyPlan.Drift,
        isOnlyShown: Bool = false,
        _ isMeant: (ApplyPlan.BoxPlan) -> Bool = { _ in true }
    ) throws(Failure) -> ManifestPlan {
        var plan = plan
        for (index, box) in plan.plan.boxes.enumerated() where isMeant(box) {
            if interruption.isWanted { throw interruption.failure("interrupted") }
            guard let record = box.record else { continue }
            do throws(Failure) {
                guard let found = try findings(record, box) else { continue }
                plan.plan.boxes[index] = box.with(found, drift)
            } catch {
                guard isOnlyShown, !interruption.isWanted else { throw error }
                host.console.warn(
                    "what was done by hand in box '\(box.name)' cannot be seen: \(error.message)"
                )
            }
        }
        return plan
    }

    private func findings(
        _ record: BoxRecord,
        _ box: ApplyPlan.BoxPlan
    ) throws(Failure) -> BoxDrift? {
        if case .foreign = box.deed { return nil }
        let household = try host.household(of: record)
        let changes: HandChanges
        do {
            changes = try household.handChanges(in: record)
        } catch {
            throw Failure(error)
        }
        var found = BoxDrift()
        found.files = changes.files
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
        guard host.isUp(record.name) else {
            found.unseen = .stopped
            return
        }
        guard let ground = record.ground else {
            found.unseen = .unknownGround
            return
        }
        let reading = PackageReading(host: host, interruption: interruption)
        let title = "Reading the packages of box '\(record.name)'"
        let trial = reading.trial(of: record, household, title)
        defer { trial.progress.end() }
        let now = try trial.packages()
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
    }
}
