import ArgumentParser
import Boxes
import Manifests
import Upkeep

struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make boxes what a manifest declares",
        discussion: """
            Makes the boxes that are missing, changes the options of others, makes those anew whose \
            image, packages or build steps are others, and has their exports be those that are \
            declared. What is as it should be is left alone. Each box is made whole or stays as it \
            was, and one that fails does not keep the others.

            What a project's manifest may do is shown before anything of it is heeded, once and when that \
            changes, as by 'alcove allow'; --yes allows it. One of the web is asked about each time. \
            Your own in ~/.config/alcove/boxes are not asked about.
            """
    )

    @OptionGroup var selection: ManifestSelection
    @OptionGroup var options: ApplyOptions

    @Flag(help: "Remove boxes that the manifest made and names no more; their private homes stay.")
    var prune = false

    @Flag(
        help: """
            Fail rather than make anything that is not as the lock says, or leave a box with other \
            versions of locked packages.
            """
    )
    var locked = false

    @Flag(help: "Let boxes be changed whose sessions are open, and end these.")
    var now = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        guard !prune || selection.box.isEmpty else {
            throw Failure(
                "--prune is about all boxes of a manifest, and --box about some",
                hint: "Leave one of them out.",
                status: 64
            )
        }
        var consent = ManifestConsent(host: host, isGiven: change.yes, isKept: !change.dryRun)
        var plans: [ManifestPlan] = []
        var faults: [Failure] = []
        for plan in try ManifestPlan.all(selection, options, by: consent, &faults) {
            plans.append(try looked(at: plan, options.drift ?? .carry, host, interruption))
        }
        var unseen = plans.map(\.faults).reduce(into: [:]) { $0.merge($1) { one, _ in one } }
        if change.dryRun {
            try preview(plans, host)
            return try forEach(faults + unseen.values, on: host) { fault throws(Failure) in
                throw fault
            }
        }
        for plan in plans {
            try agree(to: plan, host)
            try Takeover(plan).agree(isSaid: change.yes, on: host)
        }
        if options.drift == .adopt {
            for plan in plans where !plan.manifest.boxes.isEmpty {
                try Adoption(plan, on: host).write()
            }
            // What was just written is allowed; what somebody else wrote meanwhile is not.
            consent.isGiven = false
            var again: [Failure] = []
            // What could not be written into it is carried over.
            let adopted = try ManifestPlan.all(
                selection,
                options,
                by: consent,
                &again,
                isAgain: true
            )
            plans = try adopted.map { plan throws(Failure) in
                try looked(at: plan, .carry, host, interruption)
            }
            unseen.merge(plans.map(\.faults).reduce(into: [:]) { $0.merge($1) { one, _ in one } }) {
                one,
                _ in one
            }
        }
        // One that fails does not keep the others, wherever it fails.
        let boxes = plans.flatMap { plan in
            // A part is not asked, so it takes nothing from another manifest.
            plan.plan.boxes.filter {
                !$0.isDone && unseen[$0.name] == nil && !Takeover(plan).has($0)
            }
            .map { ($0, plan.manifest.file) }
        }
        // What came from elsewhere is what was shown, and not fetched once more.
        let isLocal = !plans.contains { WebManifest.isOne($0.manifest.file) }
        let isAtOnce = boxes.count > 1 && host.partsAtOnce > 1 && isLocal
        let steps =
            faults.map { Step.tell($0) } + plans.map { Step.work($0, leavesWork: isAtOnce) }
            + (isAtOnce ? [Step.atOnce] : [])
        try forEach(steps, on: host) { step throws(Failure) in
            switch step {
            case .tell(let fault): throw fault
            case .work(let plan, let leavesWork):
                try work(through: plan, unseen, leavesWork: leavesWork, host, interruption)
            case .atOnce:
                try applyAtOnce(boxes, host, interruption)
                if prune { try removeLeftovers(of: plans, host, interruption) }
            }
        }
    }

    /// One thing to do after the other.
    private enum Step {
        /// A manifest that cannot be read.
        case tell(Failure)
        /// The boxes of a manifest, but for those that processes of their own work on.
        case work(ManifestPlan, leavesWork: Bool)
        case atOnce
    }

    /// Works on the boxes of a manifest; `unseen` are those that are left alone, and why.
    private func work(
        through plan: ManifestPlan,
        _ unseen: [BoxName: Failure],
        leavesWork: Bool,
        _ host: Host,
        _ interruption: Interruption
    ) throws(Failure) {
        let work = try work(on: plan, host, interruption)
        try forEach(plan.plan.boxes, on: host) { box throws(Failure) in
            if interruption.isWanted { throw interruption.failure("interrupted") }
            if let fault = unseen[box.name] { throw fault }
            // The others are looked at by the processes that make them.
            if leavesWork, !box.isDone, !Takeover(plan).has(box) { return }
            do throws(Failure) {
                try work.check(box)
                try work.apply(box)
            } catch {
                throw error.about(box.name)
            }
        }
        if prune, !leavesWork { try work.remove(plan.plan.leftovers) }
    }

    private func removeLeftovers(
        of plans: [ManifestPlan],
        _ host: Host,
        _ interruption: Interruption
    ) throws(Failure) {
        try forEach(plans, on: host) { plan throws(Failure) in
            try work(on: plan, host, interruption).remove(plan.plan.leftovers)
        }
    }

    /// What was done in boxes by hand matters where they are made anew, or it is to be dropped or
    /// adopted; else no engine is asked.
    private func looked(
        at plan: ManifestPlan,
        _ drift: ApplyPlan.Drift,
        _ host: Host,
        _ interruption: Interruption
    ) throws(Failure) -> ManifestPlan {
        let look = DriftLook(
            host: host,
            interruption: interruption,
            startsBoxes: !change.dryRun
        )
        let isAsked = drift == .drop || drift == .adopt
        return try look.look(plan, drift) { isAsked || $0.deed == .rebuild }
    }

    private func preview(_ plans: [ManifestPlan], _ host: Host) throws(Failure) {
        for plan in plans {
            WebManifest.lines(plan.manifest).forEach(host.console.note)
            if options.drift == .adopt, !plan.manifest.boxes.isEmpty {
                for line in try Adoption(plan, on: host).lines {
                    host.console.result("adopt \(line)")
                }
            }
            for line in plan.lines(prunes: prune, on: host) { host.console.result(line) }
        }
    }

    private func work(
        on plan: ManifestPlan,
        _ host: Host,
        _ interruption: Interruption
    ) throws(Failure) -> BoxApplying {
        BoxApplying(
            host: host,
            interruption: interruption,
            known: plan.known,
            lock: try plan.known.lock(),
            isLocked: locked,
            isUrgent: now,
            presence: BoxPresence(on: host)
        )
    }

    /// Each box by a process of its own.
    private func applyAtOnce(
        _ boxes: [(box: ApplyPlan.BoxPlan, manifest: String)],
        _ host: Host,
        _ interruption: Interruption
    ) throws(Failure) {
        let parts = boxes.map { box, manifest in
            let spec = box.declaration.spec
            return ApplyParts.Part(
                manifest: manifest,
                box: box.name,
                image: spec.image,
                inputs: ManifestLock.Box.inputs(of: spec, files: box.files)
            )
        }
        let applying = ApplyParts(
            host: host,
            interruption: interruption,
            options: partOptions(host),
            limit: host.partsAtOnce
        )
        let failed = try applying.run(parts)
        if interruption.isWanted { throw interruption.failure("interrupted") }
        if failed > 0 {
            throw Failure(
                "\(failed) of \(parts.count) boxes are not as they are declared",
                hint: "What each of them lacks stands above; 'alcove apply' begins where it left."
            )
        }
    }

    /// The options with which each part is called.
    private func partOptions(_ host: Host) -> [String] {
        let drift = options.drift == .drop ? ["--drift", "drop"] : []
        let engine = host.engineWords.map { ["--engine", $0] } ?? []
        let level = host.console.level
        return drift + engine + (options.adopt ? ["--adopt"] : []) + (locked ? ["--locked"] : [])
            + (now ? ["--now"] : []) + (level == .quiet ? ["--quiet"] : [])
            + (level == .verbose ? ["--verbose"] : [])
    }

    /// What stands at an address may be another than last time: it is shown each time.
    private func agree(to plan: ManifestPlan, _ host: Host) throws(Failure) {
        let file = plan.manifest.file
        guard WebManifest.isOne(file) else { return }
        if plan.plan.boxes.allSatisfy(\.isDone), !prune { return }
        let powers = WebManifest.lines(plan.manifest)
        if change.yes { return powers.forEach(host.console.note) }
        guard host.console.canAsk else {
            throw Failure(
                "the manifest '\(file)' is not on this machine",
                hint: "See what it does with 'alcove plan', and pass --yes."
            )
        }
        let lines = powers + plan.lines(prunes: prune, on: host)
        let summary = WebManifest.summary(plan.manifest, below: lines)
        for line in lines + summary { host.console.show(line) }
        guard host.console.agrees("Apply '\(file.printable)'?") else { throw .declined() }
    }
}
