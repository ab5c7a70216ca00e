import ArgumentParser
import Boxes
import Exports
import Manifests
import Upkeep

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what 'apply' would do",
        discussion: """
            Compares the boxes with what a manifest declares: which would be made, changed, made \
            anew or removed, and why; and what was changed in them by hand since. Nothing is \
            fetched, and no engine is asked.

            The manifest is the nearest alcove.toml from the working directory up, else those in \
            ~/.config/alcove/boxes.
            """
    )

    @OptionGroup var selection: ManifestSelection
    @OptionGroup var options: ApplyOptions

    @Flag(help: "Write JSON.")
    var json = false

    @Flag(help: "Write the JSON Schema of manifests, for editors, and nothing else.")
    var schema = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        if schema {
            return host.console.result(
                String(decoding: ManifestSchema.bytes.dropLast(), as: UTF8.self)
            )
        }
        let plans = try ManifestPlan.all(selection, options, on: host)
        if json { return host.console.json(PlanListing(plans)) }
        for plan in plans {
            for line in plan.lines(prunes: false) { host.console.result(line) }
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
        /// `ready`, `make`, `change`, `rebuild`, `export`, `take over`, `not this manifest's`.
        let deed: String
        let differences: [String]
        let drift: [String]
        let missingExports: [Export]
        let surplusExports: [Export]
    }

    struct Export: Encodable {
        let kind: String
        let name: String

        init(_ export: DeclaredExport) {
            kind = export.kind.rawValue
            name = export.words
        }
    }

    init(_ plans: [ManifestPlan]) {
        manifests = plans.map { plan in
            Manifest(
                file: plan.manifest.file,
                boxes: plan.plan.boxes.map { box in
                    Box(
                        name: box.name.description,
                        deed: box.word,
                        differences: box.record.map {
                            SpecWords.differences(from: $0.coming, to: box.target)
                        } ?? [],
                        drift: box.drift.map {
                            SpecWords.differences(from: $0.declared, to: $0.present)
                        } ?? [],
                        missingExports: box.missing.map(Export.init),
                        surplusExports: box.surplus.map(Export.init)
                    )
                },
                leftovers: plan.plan.leftovers.map(\.description)
            )
        }
    }
}
