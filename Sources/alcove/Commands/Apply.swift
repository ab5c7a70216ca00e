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

            A manifest that was never applied is shown, and applied only when that is confirmed.
            """
    )

    @OptionGroup var selection: ManifestSelection
    @OptionGroup var options: ApplyOptions

    @Flag(help: "Remove boxes that the manifest made and names no more; their private homes stay.")
    var prune = false

    @Flag(help: "Fail rather than make anything that is not as the lock says.")
    var locked = false

    @Flag(help: "Let boxes be changed whose sessions are open, and end these.")
    var now = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let plans = try ManifestPlan.all(selection, options, on: host)
        if change.dryRun {
            for plan in plans {
                for line in plan.lines(prunes: prune) { host.console.result(line) }
            }
            return
        }
        for plan in plans { try agree(to: plan, host) }
        try forEach(plans, on: host) { plan throws(Failure) in
            let work = BoxApplying(
                host: host,
                interruption: interruption,
                manifest: plan.manifest,
                lock: try ManifestFinding(host: host).lock(beside: plan.manifest.file),
                isLocked: locked,
                isUrgent: now
            )
            if locked { for box in plan.plan.boxes { try work.requireLocked(box) } }
            try forEach(plan.plan.boxes, on: host) { box throws(Failure) in
                if interruption.isWanted { throw interruption.failure("interrupted") }
                try work.apply(box)
            }
            if prune { try work.remove(plan.plan.leftovers) }
        }
    }

    /// Who never applied a manifest sees first what it would do.
    private func agree(to plan: ManifestPlan, _ host: Host) throws(Failure) {
        let file = plan.manifest.file
        let isKnown = plan.plan.boxes.contains { $0.record?.declared?.manifest == file }
        if change.yes || isKnown || file.hasPrefix(host.places.manifests + "/") { return }
        guard host.console.canAsk else {
            throw Failure(
                "the manifest '\(file)' was never applied",
                hint: "See what it does with 'alcove plan', and pass --yes."
            )
        }
        for line in plan.lines(prunes: prune) { host.console.note(line) }
        guard host.console.agrees("Apply '\(file)'?") else { throw .declined() }
    }
}
