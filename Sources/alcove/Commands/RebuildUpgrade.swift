import Accounts
import Boxes
import Linux
import Manifests
import Profiles
import Projects
import Upkeep

/// Upgrades a box that a manifest declares: its image is fetched as it is now, what was declared is
/// built on that, and what is newer by now is upgraded in the generation that is made of it.
///
/// What was done in the box by hand comes along. The manifest counts as it was applied: what has changed in
/// it since is for `apply`. A project's must be as it was allowed, as its lock and its Containerfile are heeded.
struct RebuildUpgrade: BoxUpgrade {
    let call: UpgradeCall

    private var name: BoxName { call.record.name }
    /// What the box was to be when it was last changed, also while that is staged.
    private var present: Generation { call.record.upcoming }
    private var spec: BoxSpec { present.spec }

    /// The manifest that declares the box, where something that is beside it is heeded.
    ///
    /// A lock that was allowed is, also when it is not there any more: who takes it away, and says
    /// nothing, is not to get another image for the box.
    private func known() throws(Failure) -> KnownManifest? {
        guard let file = call.record.declared?.manifest else { return nil }
        let isBuilt = spec.image.hasPrefix("/")
        guard isBuilt || isLocked(file) else { return nil }
        if File.kind(file) == nil {
            // What it is built from was allowed with the manifest.
            throw Failure(
                "the manifest '\(file)' of box '\(name)' is not there",
                hint: "Put it back, or see 'alcove plan' where it is now."
            )
        }
        return try ManifestConsent(host: call.host, asks: false).manifest(file)
    }

    private func isLocked(_ file: String) -> Bool {
        if WebManifest.isOne(file) { return false }
        let lock = Manifest.lock(beside: file)
        if File.kind(file) != nil, File.kind(lock) != nil { return true }
        // As it was when it was applied: there may be no such folder any more.
        let slash = file.lastIndex(of: "/") ?? file.startIndex
        let project = Project(
            folder: slash == file.startIndex ? "/" : String(file[..<slash]),
            manifest: String(file[slash...].dropFirst())
        )
        switch call.host.grants.grant(of: project.key) {
        case nil: return false
        case let grant?: return grant.decision == .denied || grant.closure[lock] != nil
        }
    }

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
        let work = try GenerationWork(name, on: call.host, call.interruption)
        let ground = try ground(lock, known, work)
        if call.isUnasked, call.record.refused == ground.build {
            return call.pass(
                "was taken back from what it would become, and there is nothing newer: "
                    + "it is upgraded when named"
            )
        }
        let isSame = present.isMade(of: ground)
        // A lock says which packages there are; else they may be newer than when they were added.
        let hasManager = try hasManager(work)
        if isSame, lock != nil || !hasManager { return call.pass("is up to date") }
        let found = try findings()
        let carrying = HandCarrying(work)
        var difference: PackageDifference?
        var isVain = false
        do throws(Failure) {
            let advance = try work.rebuild(
                spec,
                from: ground,
                .upgrade,
                since: call.record,
                isUrgent: call.isUrgent
            ) { trial throws(Failure) in
                difference = try upgrade(trial, isLocked: lock != nil, isSame, found, carrying)
                isVain = call.isOnlyAsked || (isSame && difference?.count ?? 0 == 0)
                if isVain { throw Failure("there is nothing to keep") }
                try carrying.carry(found.carried, to: trial)
            }
            let packages = difference.map { "packages: \($0.summary)" }
            let told = ["made anew from \(spec.image)", packages, carrying.summary]
            work.tell(advance, told.compactMap(\.self).joined(separator: "; "))
            carrying.tell(advance)
            return true
        } catch {
            guard isVain else { throw error }
            return tell(ground, difference, isSame: isSame)
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
        isLocked: Bool,
        _ isSame: Bool,
        _ found: BoxDrift,
        _ carrying: HandCarrying
    ) throws(Failure) -> PackageDifference? {
        // What has no package manager has no packages to speak of.
        guard let manager = try? trial.manager() else { return nil }
        let fresh = try trial.list(manager)
        if !isLocked || !found.packages.isEmpty { try trial.call(manager, .refresh) }
        if !isLocked { try trial.call(manager, .upgrade) }
        try carrying.carry(found, by: manager, to: trial)
        guard let before = former(found, trial) ?? (isSame ? fresh : nil) else { return nil }
        try trial.keep(before, for: present.number)
        return PackageDifference(before.packages, try trial.list(manager).packages)
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

    /// What the box is to be made of.
    private func ground(
        _ lock: ManifestLock.Box?,
        _ known: KnownManifest?,
        _ work: GenerationWork
    ) throws(Failure) -> Successor.Ground {
        let making = BoxMaking(on: call.host, work.household, call.interruption)
        var order = order(lock, making)
        if let known { order.known = known.files }
        let ground = try making.ground(spec, order, for: name)
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

    /// What the lock beside the manifest says, if it is about what was declared.
    private func lock(_ known: KnownManifest?) throws(Failure) -> ManifestLock.Box? {
        guard let declared = call.record.comingDeclared,
            let machine = declared.spec.platform.map(Architecture.init(ofPlatform:))
                ?? Architecture(machineName())
        else { return nil }
        let lock = try known?.lock() ?? ManifestLock()
        guard let found = lock.boxes[ManifestLock.Key(name, machine)],
            spec.image == declared.spec.image,
            found.inputs == ManifestLock.Box.inputs(of: declared.spec, files: declared.files)
        else { return nil }
        return found
    }
}
