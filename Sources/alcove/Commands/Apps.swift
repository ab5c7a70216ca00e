import ArgumentParser
import Boxes
import Exports
import Upkeep

struct Apps: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apps",
        abstract: "List the applications of a box",
        discussion: """
            Those that its menu would show, from its own directories: its packages', Flatpak's and \
            those of a home of its own. What is listed can be exported with 'alcove export app'.
            """
    )

    @Option(
        help: ArgumentHelp("The box, as another way to name it.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var box: BoxName?

    @Flag(help: "List those as well that no menu shows.")
    var all = false

    @Flag(help: "Write JSON.")
    var json = false

    @Argument(
        help: ArgumentHelp(
            "The box; not needed where 'alcove run' needs none.",
            valueName: "name"
        ),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        if let name, let box, name != box {
            throw Failure("two boxes were named", hint: "Leave one out.", status: 64)
        }
        let work = try ExportWork(on: host, name ?? box)
        let files = try host.files(of: work.record.name)
        let found: [FoundApp]
        do {
            found = try AppSearch(files, languages: EntryLanguages.of(host.environment)).all()
        } catch {
            throw Failure(ExportError.box(error))
        }
        let exported = host.exporter.ledger.exports(of: work.record.id).exports
            .filter { $0.source.kind == .app }.map(\.source.name)
        let apps = found.filter { all || $0.isShown }
            .map { App($0, isExported: exported.contains($0.id)) }
        if json { return host.console.json(Listing(box: work.record.name.description, apps: apps)) }
        if apps.isEmpty {
            return host.console.note("There are no applications in box '\(work.record.name)'.")
        }
        var table = Table(["NAME", "ID", "EXPORTED", "COMMENT"])
        for app in apps {
            table.rows.append([
                Table.Cell(app.name.short), Table.Cell(app.id.short),
                Table.Cell(app.exported ? "yes" : "-", app.exported ? .green : .faint),
                Table.Cell((app.comment ?? "-").short),
            ])
        }
        let lines = table.lines(coloured: host.console.coloursOutput)
        host.console.result(lines.joined(separator: "\n"))
    }

    /// What `apps --json` writes.
    struct Listing: Encodable {
        let version = 1
        let box: String
        let apps: [App]
    }

    struct App: Encodable {
        let id: String
        let name: String
        let comment: String?
        let icon: String?
        /// Of its desktop entry, in the box.
        let path: String
        let shown: Bool
        let exported: Bool

        init(_ app: FoundApp, isExported: Bool) {
            id = app.id
            name = app.name
            comment = app.comment
            icon = app.icon
            path = app.path
            shown = app.isShown
            exported = isExported
        }
    }
}

extension String {
    /// As much of it as a column has room for.
    fileprivate var short: String { count > 60 ? prefix(59) + "…" : self }
}
