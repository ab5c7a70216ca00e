import ArgumentParser
import Boxes
import Engines
import Exports
import Manifests
import Profiles
import Upkeep

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what 'apply' would do",
        discussion: """
            Compares the boxes with what a manifest declares: which would be made, changed, made \
            anew or removed, and why; and what was changed in them by hand since: options, exports, \
            packages, and files below /etc and /usr. Nothing is changed and nothing fetched. Packages \
            are compared in boxes that run; what an image has is read once, in a box 'lock-...' that is made \
            of it and goes again.

            The manifest is the nearest alcove.toml from the working directory up, else those in \
            ~/.config/alcove/boxes. A project's has to be allowed, as by 'alcove allow': at a terminal \
            that is asked.
            """
    )

    @OptionGroup var selection: ManifestSelection
    @OptionGroup var options: ApplyOptions

    @Flag(help: "Write JSON.")
    var json = false

    @Flag(help: "Write the JSON Schema of manifests, for editors, and nothing else.")
    var schema = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        if schema {
            return host.console.result(
                String(decoding: ManifestSchema.bytes.dropLast(), as: UTF8.self)
            )
        }
        let look = DriftLook(host: host, interruption: interruption)
        var plans: [ManifestPlan] = []
        var faults: [Failure] = []
        let consent = ManifestConsent(host: host)
        for plan in try ManifestPlan.all(selection, options, by: consent, &faults) {
            plans.append(try look.look(plan, options.drift ?? .carry, isOnlyShown: true))
        }
        if json {
            host.console.json(PlanListing(plans, on: host))
        } else {
            try tell(plans, host)
        }
        try forEach(faults, on: host) { fault throws(Failure) in throw fault }
    }

    private func tell(_ plans: [ManifestPlan], _ host: Host) throws(Failure) {
        for plan in plans {
            WebManifest.lines(plan.manifest).forEach(host.console.note)
            for line in plan.lines(prunes: false, on: host) { host.console.result(line) }
            if options.drift == .adopt, !plan.manifest.boxes.isEmpty {
                let adoption = try Adoption(plan, on: host)
                for line in adoption.lines { host.console.result("adopt \(line)") }
                for line in adoption.left { host.console.result("cannot adopt \(line)") }
            } else if options.drift == nil {
                tellWaysOut(plan.plan.boxes, host)
            }
        }
    }

    /// What can be done about what was changed by hand.
    private func tellWaysOut(_ boxes: [ApplyPlan.BoxPlan], _ host: Host) {
        if boxes.contains(where: \.canBeAdopted) {
            host.console.note(
                """
                note: 'alcove apply --drift adopt' writes what was done by hand into the manifest, \
                '--drift drop' takes it back
                """
            )
        } else if boxes.contains(where: \.hasDrift) {
            host.console.note(
                """
                note: no manifest can declare files; 'alcove apply --drift drop' takes back what was \
                done by hand
                """
            )
        }
    }
}

/// What `plan --json` writes.
private struct PlanListing: Encodable {
    let version = 1
    let manifests: [Manifest]

    struct Manifest: Encodable {
        let file: String
        let boxes: [Box]
        /// Boxes that the manifest made, and does not name any more.
        let leftovers: [String]
    }

    struct Box: Encodable {
        let name: String
        /// `ready`, `make`, `change`, `rebuild`, `export`, `dotfiles`, `take over`,
        /// `not this manifest's`.
        let deed: String
        /// Whether it runs, and is started again.
        let restarts: Bool
        /// Sessions that are in the way of that.
        let openSessions: Int
        let differences: [String]
        let drift: [String]
        /// What is to be put into the box's home.
        let dotfiles: Dotfiles?
        let missingExports: [Export]
        let surplusExports: [Export]
        let byHand: ByHand?
    }

    /// What was done in a box beside its options; nil where nobody looked.
    struct ByHand: Encodable {
        /// The most files that are named.
        static let limit = 1000

        let exports: [Export]
        let exportsTakenBack: [Export]
        let packages: [Package]
        /// Whether some of them may have come with others: their manager does not tell.
        let packagesMayHaveComeAlong: Bool
        let packagesGone: [String]
        /// Why packages were not compared: `stopped` or `unknown-ground`.
        let unseen: String?
        let files: [File]
        /// How many files there are beyond those.
        let moreFiles: Int

        struct Package: Encodable {
            let name: String
            let version: String
            /// With `--drift adopt`: whether no repository of the box has it.
            let orphan: Bool
        }

        struct File: Encodable {
            let path: String
            /// `added`, `changed` or `deleted`.
            let kind: String
        }

        init?(_ box: ApplyPlan.BoxPlan) {
            guard let findings = box.findings else { return nil }
            exports = box.ownExports.map(Export.init)
            exportsTakenBack = box.takenBack.map(Export.init)
            packages = findings.packages.map {
                Package(
                    name: $0.name,
                    version: $0.version,
                    orphan: findings.orphans.contains($0.name)
                )
            }
            packagesMayHaveComeAlong = findings.mayHaveComeAlong
            packagesGone = findings.gonePackages
            unseen = findings.unseen.map { $0 == .stopped ? "stopped" : "unknown-ground" }
            files = findings.files.prefix(Self.limit).map {
                File(path: $0.path, kind: $0.kind.rawValue)
            }
            moreFiles = max(findings.files.count - Self.limit, 0)
        }
    }

    struct Export: Encodable {
        let kind: String
        let name: String

        init(_ export: DeclaredExport) {
            kind = export.kind.rawValue
            name = export.words
        }
    }

    init(_ plans: [ManifestPlan], on host: Host) {
        manifests = plans.map { plan in
            Manifest(
                file: plan.manifest.file,
                boxes: plan.plan.boxes.map { box in
                    let restart = BoxRestart(box, on: host)
                    return Box(
                        name: box.name.description,
                        deed: box.word,
                        restarts: restart != nil,
                        openSessions: restart?.sessions ?? 0,
                        differences: box.record.map {
                            SpecWords.differences(from: $0.coming, to: box.target)
                        } ?? [],
                        drift: box.drift.map {
                            SpecWords.differences(from: $0.declared, to: $0.present)
                        } ?? [],
                        dotfiles: box.dotfiles,
                        missingExports: box.missing.map(Export.init),
                        surplusExports: box.surplus.map(Export.init),
                        byHand: ByHand(box)
                    )
                },
                leftovers: plan.plan.leftovers.map(\.description)
            )
        }
    }
}
