import ArgumentParser
import Boxes
import Engines
import Exports
import Linux
import Upkeep

struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove boxes",
        discussion: """
            Everything in the box is gone; files in your home stay, and so does the box's private \
            home unless --home is given. On a terminal you are asked first; a no ends it with \
            status 1.
            """,
        aliases: ["remove"]
    )

    @Flag(name: .shortAndLong, help: "Remove boxes that are running, too, and do not ask.")
    var force = false

    @Flag(help: "Remove their private homes, too.")
    var home = false

    @OptionGroup var selection: BoxSelection
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let names = try selection.names(on: host)
        if names.isEmpty { return }
        // Nobody is asked about what will not be done.
        var failures: [BoxName: Failure] = [:]
        for name in names { failures[name] = obstacle(to: name, host) }
        let rest = names.filter { failures[$0] == nil }
        if !change.dryRun, !rest.isEmpty { try agree(rest, host) }
        try forEach(names, on: host) { name throws(Failure) in
            if let failure = failures[name] { throw failure }
            try remove(name, host)
        }
    }

    /// What is known to keep the box from being removed.
    private func obstacle(to name: BoxName, _ host: Host) -> Failure? {
        do throws(Failure) {
            let household = try host.household(of: try host.record(name))
            if force { return nil }
            do throws(UpkeepError) {
                switch try household.box(name).container?.state {
                case .paused?: throw UpkeepError.paused(name, household.engine.address)
                case let state? where state.isAlive: throw UpkeepError.running(name)
                default: return nil
                }
            } catch {
                throw Failure(error)
            }
        } catch {
            return error
        }
    }

    private func remove(_ name: BoxName, _ host: Host) throws(Failure) {
        let record = try host.record(name)
        let household = try host.household(of: record)
        let ownHome = home && record.spec.home == .private
        if change.dryRun {
            host.console.result("remove box '\(name)'")
            for export in host.exporter.ledger.exports(of: record.id).exports {
                for file in export.files {
                    host.console.result(ExportStep.remove(file.path).words)
                }
            }
            if ownHome { host.console.result("remove the directory '\(record.homeSource)'") }
            return
        }
        do {
            try household.remove(name, force: force, removeHome: home)
        } catch {
            throw Failure(error)
        }
        // One that may be another box's stays in any case.
        if record.spec.home == .private, !home || File.kind(record.homeSource) != nil {
            host.console.note("The home of box '\(name)' stays: \(record.homeSource)")
        }
    }

    /// Asks whether it is meant, or knows without asking.
    private func agree(_ names: [BoxName], _ host: Host) throws(Failure) {
        if change.yes || force { return }
        guard host.console.canAsk else {
            // Who named the boxes has said what is meant, but not what a home holds.
            guard selection.all || home else { return }
            throw Failure(
                "\(selection.all ? "all boxes" : "homes of boxes") are removed only when that is confirmed",
                hint: "Pass --yes."
            )
        }
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        let what =
            home ? " and \(names.count == 1 ? "its private home" : "their private homes")" : ""
        let question = "Remove box\(names.count == 1 ? "" : "es") \(list)\(what)?"
        guard host.console.agrees(question) else { throw .declined() }
    }
}
