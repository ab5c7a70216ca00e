import ArgumentParser
import Boxes
import Profiles
import Upkeep

struct Upgrade: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Upgrade the packages of boxes, in a copy of each",
        discussion: """
            The box's next generation is made from its present state and upgraded there, beside the \
            box, which can be used meanwhile. Only when all went well it takes the box's place: at \
            once, or when the last session in the box ends. 'rollback' goes back. What fails changes \
            nothing. What is changed in the box outside of the home meanwhile stays behind in the \
            former generation.

            A box that was taken back from an upgrade is passed over by --all until it is named.
            """
    )

    @OptionGroup var selection: BoxSelection

    @Flag(help: "Take the box's place at once, and end the sessions that are open in it.")
    var now = false

    @Flag(help: "Say which packages would change; the upgrade is tried, and thrown away.")
    var check = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        try forEach(selection.names(on: host), on: host) { name throws(Failure) in
            if interruption.isWanted { throw interruption.failure("interrupted") }
            let record = try host.record(name)
            if selection.all, record.refused == record.image.id {
                return host.console.note(
                    "Box '\(name)' was taken back from its last upgrade: it is upgraded when named"
                )
            }
            if change.dryRun { return try preview(record, host) }
            try upgrade(name, host, interruption)
        }
    }

    /// What would be called in the copy.
    private func preview(_ record: BoxRecord, _ host: Host) throws(Failure) {
        let work = try PackageWork(on: host, record.name)
        host.console.result("copy box '\(record.name)'")
        for deed in [.refresh, .upgrade] as [PackageManager.Deed] {
            let command = work.packages.manager.command(deed, [], .unattended)
            if !command.isEmpty {
                host.console.result("in the copy: \(command.joined(separator: " "))")
            }
        }
    }

    private func upgrade(
        _ name: BoxName,
        _ host: Host,
        _ interruption: Interruption
    ) throws(Failure) {
        let work = try GenerationWork(name, on: host, interruption)
        var difference: PackageDifference?
        var isVain = false
        let isOnlyAsked = check
        do throws(Failure) {
            let advance = try work.advance("Upgrading box '\(name)'", isUrgent: now) { old in
                Successor(old.spec, Generation.Remark(.upgrade))
            } trial: { trial throws(Failure) in
                let found = try Self.upgrade(trial)
                difference = found
                // Nothing that is not wanted is kept.
                isVain = isOnlyAsked || found.count == 0
                if isVain { throw Failure("there is nothing to keep") }
            }
            work.tell(advance, difference?.summary ?? "")
        } catch {
            guard isVain, let difference else { throw error }
            tell(difference, name, host)
        }
    }

    private func tell(_ difference: PackageDifference, _ name: BoxName, _ host: Host) {
        if difference.count == 0 { return host.console.note("Box '\(name)' is up to date") }
        for line in difference.lines { host.console.result(line) }
    }

    /// Upgrades a generation; gives what that changed.
    private static func upgrade(_ trial: Trial) throws(Failure) -> PackageDifference {
        let manager = try trial.manager()
        let before = try trial.list(manager)
        try trial.call(manager, .refresh)
        try trial.call(manager, .upgrade)
        let after = try trial.list(manager)
        // The one before is known from its copy.
        try trial.keep(before, for: try trial.host.record(trial.record.name).generation)
        try trial.keep(after, for: trial.record.generation)
        return PackageDifference(before.packages, after.packages)
    }
}
