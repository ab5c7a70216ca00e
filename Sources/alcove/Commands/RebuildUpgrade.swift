import Boxes
import Manifests
import Profiles
import Upkeep

/// Upgrades a box that a manifest declares: its image is fetched as it is now, what was declared is
/// built on that, and what is newer by now is upgraded in the generation that is made of it.
///
/// What was done in the box by hand comes along. The manifest counts as it was applied: what has changed in
/// it since is for `apply`. A project's must be as it was allowed, as its lock and its Containerfile are heeded.
struct RebuildUpgrade: BoxUpgrade {
    let call: UpgradeCall

    var name: BoxName { call.record.name }
    /// What the box was to be when it was last changed, also while that is staged.
    var present: Generation { call.record.upcoming }
    var spec: BoxSpec { present.spec }

    func preview() throws(Failure) {
        let console = call.host.console
        if let lock = try lock(try known()) {
            console.result(
                "take '\(spec.image)' as it is locked\(lock.digest.map { ": \($0)" } ?? "")"
            )
        } else {
            console.result("fetch '\(spec.image)' as it is now")
        }
        if !spec.packages.isEmpty {
            console.result("add packages: \(spec.packages.joined(separator: " "))")
        }
        for command in spec.build { console.result("build: \(command)") }
        console.result("make the next generation of box '\(name)'")
        if !call.drops { console.result("take along what was done in it by hand") }
        for command in spec.onCreate { console.result("in it: \(command)") }
        if let check = spec.check { console.result("check it: \(check)") }
    }

    func run() throws(Failure) -> Bool {
        let known = try known()
        let lock = try lock(known)
        if let lock, let words = vainWords(lock) { return call.pass(words) }
        let work = try GenerationWork(name, on: call.host, call.interruption)
        var goal = Goal(ground: try ground(lock, known, work), isLocked: lock != nil)
        if call.isUnasked, call.record.refused == goal.ground.build {
            return call.pass(
                "was taken back from what it would become, and there is nothing newer: "
                    + "it is upgraded when named"
            )
        }
        goal.isSame = present.isMade(of: goal.ground, exactly: lock == nil)
        let hasManager = try hasManager(work)
        if let lock {
            let written = goal.isSame && hasManager ? try written() : nil
            let others = lock.others(than: written ?? [:])
            if goal.isSame, others.isEmpty {
                try note(nil, work)
                return call.pass("is up to date")
            }
            if goal.isSame, call.isOnlyAsked { return tell(others) }
            if hasManager, !call.isOnlyAsked {
                goal.ground = try locked(lock, goal.ground, known, work)
            }
            goal.former = written.map(GenerationNotes.Note.init(versions:))
            goal.isSame = false
            return try perform(goal, try findings(), work)
        }
        // Packages may be newer than when they were added.
        if goal.isSame, !hasManager { return call.pass("is up to date") }
        let found = try findings()
        if spec.build.isEmpty || call.isOnlyAsked { return try perform(goal, found, work) }
        if goal.isSame {
            // Nothing is built only to find out that there is nothing newer.
            goal.isKept = false
            goal.former = try packagesIfNewer(goal, found, work)
            guard goal.former != nil else { return call.pass("is up to date") }
            goal.isKept = true
        }
        goal.ground = try ground(nil, known, work, again: true)
        goal.isSame = false
        return try perform(goal, found, work)
    }

    /// What the next generation is to be.
    private struct Goal {
        var ground: Successor.Ground
        /// Whether a lock says which packages there are.
        let isLocked: Bool
        /// Whether the box is made of that ground already, so that only packages can be newer.
        var isSame = false
        /// Whether it may be kept.
        var isKept = true
        /// The packages that the box has, where that is known already.
        var former: GenerationNotes.Note?
    }

    /// Makes the next generation, and keeps it when there is a reason.
    private func perform(
        _ goal: Goal,
        _ found: BoxDrift,
        _ work: GenerationWork
    ) throws(Failure) -> Bool {
        var goal = goal
        goal.isKept = !call.isOnlyAsked
        let carrying = HandCarrying(work)
        let (advance, difference, _) = try attempt(goal, found, work, carrying)
        guard let advance else {
            return tell(goal.ground, difference, isSame: goal.isSame)
        }
        let making = BoxMaking(on: call.host, work.household, call.interruption)
        making.tell(goal.ground.foundations.lack, name, spec)
        let packages = difference.map { "packages: \($0.summary)" }
        let told = ["made anew from \(spec.image)", packages, carrying.summary]
        work.tell(advance, told.compactMap(\.self).joined(separator: "; "))
        carrying.tell(advance)
        return true
    }

    /// The packages that the box has, if some are newer by now; nil when none is.
    private func packagesIfNewer(
        _ goal: Goal,
        _ found: BoxDrift,
        _ work: GenerationWork
    ) throws(Failure) -> GenerationNotes.Note? {
        let (_, difference, former) = try attempt(goal, found, work, HandCarrying(work))
        return difference?.count ?? 0 > 0 ? former : nil
    }

    /// Makes a generation and upgrades its packages; nil for the advance when it was not worth keeping.
    private func attempt(
        _ goal: Goal,
        _ found: BoxDrift,
        _ work: GenerationWork,
        _ carrying: HandCarrying
    ) throws(Failure) -> (Advance?, PackageDifference?, GenerationNotes.Note?) {
        var packages: (before: GenerationNotes.Note, difference: PackageDifference)?
        var isVain = false
        do throws(Failure) {
            let advance = try work.rebuild(
                spec,
                from: goal.ground,
                .upgrade,
                since: call.record,
                isUrgent: call.isUrgent
            ) { trial throws(Failure) in
                packages = try upgrade(trial, goal, found, carrying)
                let count = packages?.difference.count ?? 0
                isVain = !goal.isKept || goal.isSame && count == 0
                if isVain { throw Failure("there is nothing to keep") }
                try carrying.carry(found.carried, to: trial)
            }
            return (advance, packages?.difference, packages?.before)
        } catch {
            guard isVain else { throw error }
            return (nil, packages?.difference, packages?.before)
        }
    }

    /// Says what there is to upgrade.
    private func tell(
        _ ground: Successor.Ground,
        _ difference: PackageDifference?,
        isSame: Bool
    ) -> Bool {
        if isSame, difference?.count ?? 0 == 0 { return call.pass("is up to date") }
        let marks = [present.image, ground.image].map { $0.digest ?? $0.id }
        if marks[0] != marks[1] {
            call.host.console.result("~ image \(spec.image) \(marks[0]) -> \(marks[1])")
        } else if !isSame {
            call.host.console.result("~ what is added to \(spec.image)")
        }
        for line in difference?.lines ?? [] { call.host.console.result(line) }
        return true
    }

    /// What was done in the box by hand; what cannot be told of it stays behind, and that is said.
    private func findings() throws(Failure) -> BoxDrift {
        if call.drops { return BoxDrift() }
        let look = DriftLook(host: call.host, interruption: call.interruption, startsBoxes: true)
        let found = try look.findings(in: call.record)
        switch found.unseen {
        case nil: break
        case .stopped:
            // What is staged takes the place of what would be looked at.
            throw Failure(
                "packages of box '\(name)' were changed, and are told only while it runs",
                hint: "Start it with 'alcove start \(name)': it becomes what is staged."
            )
        case .unknownGround:
            call.host.console.warn(
                "what was installed by hand in box '\(name)' stays behind: it is not known any more "
                    + "what it was made with"
            )
        }
        return found
    }

    /// Upgrades the packages of a generation, unless a lock says which they are, and takes those along that
    /// were installed by hand; gives how they differ from those that the box has, where that is known.
    private func upgrade(
        _ trial: Trial,
        _ goal: Goal,
        _ found: BoxDrift,
        _ carrying: HandCarrying
    ) throws(Failure) -> (before: GenerationNotes.Note, difference: PackageDifference)? {
        // What has no package manager has no packages to speak of.
        guard let manager = try? trial.manager() else { return nil }
        let fresh = try trial.list(manager)
        if !goal.isLocked || !found.packages.isEmpty { try trial.call(manager, .refresh) }
        if !goal.isLocked { try trial.call(manager, .upgrade) }
        try carrying.carry(found, by: manager, to: trial)
        let known = former(found, trial) ?? goal.former ?? (goal.isSame ? fresh : nil)
        guard let before = known else { return nil }
        try trial.keep(before, for: present.number)
        let after = try trial.list(manager).packages
        return (before, PackageDifference(before.packages, after))
    }

    /// The packages that the box has: as it was asked, or as they are written down.
    private func former(_ found: BoxDrift, _ trial: Trial) -> GenerationNotes.Note? {
        // What is staged has others than the box that was asked.
        if call.record.staged == nil, let now = found.present {
            return GenerationNotes.Note(versions: now.packages)
        }
        return trial.household.notes.note(call.record.id, generation: present.number)
    }

    private func hasManager(_ work: GenerationWork) throws(Failure) -> Bool {
        do {
            _ = try work.household.packages(of: call.record, call.host.shelf)
            return true
        } catch {
            switch error {
            case .noProfile, .noManager: return false
            default: throw Failure(error)
            }
        }
    }

    /// What the box is to be made of; with `again` nothing serves that was built before this command.
    func ground(
        _ lock: ManifestLock.Box?,
        _ known: KnownManifest?,
        _ work: GenerationWork,
        again: Bool = false
    ) throws(Failure) -> Successor.Ground {
        let making = BoxMaking(on: call.host, work.household, call.interruption)
        var order = order(lock, making)
        if let known { order.known = known.files }
        let ground = try making.ground(
            spec,
            order,
            for: name,
            built: call.built,
            again: again,
            quiet: true
        )
        // What it has by now is not given up for what happens to be out of reach.
        if let lack = ground.foundations.lack, lack != present.lacks {
            throw Failure(
                "what is added to the image of box '\(name)' cannot be had: \(lack.words(name))",
                hint: "The box is as it was; try it again when that is mended."
            )
        }
        return ground
    }

    /// How the image is come by: as its registry has it now, unless the lock beside the manifest says
    /// which it is.
    private func order(_ lock: ManifestLock.Box?, _ making: BoxMaking) -> ImageSupply.Order {
        var wanted = spec
        if let digest = lock?.digest {
            // The lock says which of this image's, and not which image.
            wanted.image = BoxApplying.pinned(present.image.reference, digest)
        }
        var order = making.order(wanted, lock?.digest == nil ? .newer : .missing, authfile: nil)
        order.mustBeAsked = true
        return order
    }
}
