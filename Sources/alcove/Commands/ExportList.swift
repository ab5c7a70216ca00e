import ArgumentParser
import Boxes
import Exports

struct ExportList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exports",
        abstract: "List what boxes give to the host",
        discussion: """
            An export is 'fresh' when its files are as they were written, 'changed' when some were \
            changed by hand, 'incomplete' or 'missing' when some or all are gone, 'hiding' when \
            the host has got an application of the same name since, which --refresh brings to \
            light, 'box gone' when there is no such box any more, and 'source gone' when its box, \
            which is asked if it runs, does not have it any more.
            """
    )

    @Option(
        help: ArgumentHelp("Only those of this box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var box: BoxName?

    @Flag(help: "Make them anew from what is in their boxes now, which are started for it.")
    var refresh = false

    @Flag(help: "Take those back whose box or source is gone.")
    var prune = false

    @Flag(help: "With --refresh: keep files that were changed by hand aside.")
    var force = false

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        host.recoverExports()
        if force, !refresh {
            throw Failure("--force is for --refresh", hint: "Leave it out.", status: 64)
        }
        var failures: [Failure] = []
        if refresh || prune {
            let census = try ExportCensus(of: box, on: host)
            if refresh { failures += renew(census, host) }
            if prune { failures += withdrawOrphans(of: census, host) }
        }
        if !change.dryRun || !(refresh || prune) { try list(host) }
        guard let last = failures.popLast() else { return }
        for failure in failures { failure.report(on: host.console) }
        throw last
    }

    private func list(_ host: Host) throws(Failure) {
        let census = try ExportCensus(of: box, on: host)
        for failure in census.failures { host.console.warn(failure) }
        if json { return host.console.json(ExportListing(census)) }
        if census.entries.isEmpty { return host.console.note("There are no exports.") }
        var table = Table(["NAME", "KIND", "BOX", "STATE", "FILE"])
        for entry in census.entries {
            table.rows.append([
                Table.Cell(entry.export.source.name),
                Table.Cell(entry.export.source.kind.rawValue),
                Table.Cell(entry.export.boxName.description),
                Table.Cell(entry.state.rawValue, entry.state.colour),
                Table.Cell(entry.export.files.first?.path ?? "-"),
            ])
        }
        host.console.result(
            table.lines(coloured: host.console.coloursOutput).joined(separator: "\n")
        )
    }

    /// Makes exports anew whose boxes are there; one that cannot be does not keep the others.
    private func renew(_ census: ExportCensus, _ host: Host) -> [Failure] {
        var failures: [Failure] = []
        let living = census.entries.filter { !$0.state.isOrphaned }.map(\.export)
        for (_, exports) in Dictionary(grouping: living, by: \.source.box) {
            do throws(Failure) {
                let files = try host.files(of: exports[0].boxName)
                for export in exports {
                    do throws(ExportError) {
                        try renew(export, in: files, host)
                    } catch {
                        failures.append(Failure(error))
                    }
                }
            } catch {
                failures.append(error)
            }
        }
        return failures
    }

    private func renew(
        _ export: Export,
        in files: any BoxFiles,
        _ host: Host
    ) throws(ExportError) {
        let box = export.boxName
        let command = HostCommand(program: host.program, box: box)
        let plan = try export.plan(in: files, host.exportFolders, command)
        if change.dryRun {
            for step in try host.exporter.steps(of: plan, of: box, force: force) {
                host.console.result(step.words)
            }
            return
        }
        let outcome = try host.exporter.apply(plan, of: box, force: force)
        for kept in outcome.kept { host.console.warn(kept.words) }
    }

    private func withdrawOrphans(of census: ExportCensus, _ host: Host) -> [Failure] {
        var failures: [Failure] = []
        for entry in census.entries where entry.state.isOrphaned {
            do throws(Failure) {
                try Unexport.withdraw(entry.export, force: false, change, host)
            } catch {
                failures.append(error)
            }
        }
        return failures
    }
}

extension ExportCensus.State {
    var colour: Table.Colour? {
        switch self {
        case .fresh: nil
        case .hiding, .changed, .incomplete: .yellow
        case .missing, .sourceGone, .boxGone: .red
        }
    }
}

/// What `exports --json` writes.
struct ExportListing: Encodable {
    let version = 1
    let exports: [Item]

    struct Item: Encodable {
        let name: String
        let kind: String
        let box: String
        let boxID: String
        let state: String
        let files: [String]
    }

    init(_ census: ExportCensus) {
        exports = census.entries.map { entry in
            Item(
                name: entry.export.source.name,
                kind: entry.export.source.kind.rawValue,
                box: entry.export.boxName.description,
                boxID: entry.export.source.box.description,
                state: entry.state.rawValue,
                files: entry.export.files.map(\.path)
            )
        }
    }
}
