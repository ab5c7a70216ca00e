import ArgumentParser
import Boxes
import Exports
import Upkeep

struct ExportApp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app",
        abstract: "Make an application of a box one of the host's menu",
        usage: "alcove export app [options] <app> [-- <argument> ...]",
        discussion: """
            Writes its desktop entry, with its icons, the types of files that only it knows, and \
            the service that starts it. The entry's path goes to standard output.

            What stands behind -- are arguments before the files that it opens.
            """
    )

    @OptionGroup var export: ExportArguments

    @Option(
        help: ArgumentHelp(
            "Put this behind its names instead of ' (on BOX)'; 'none' for nothing.",
            valueName: "text"
        )
    )
    var label: String?

    @Flag(help: "Begin it with your session, too.")
    var autostart = false

    @OptionGroup var call: ExportCallArguments

    @Argument(
        help: ArgumentHelp(
            "The application: its name, the id or file of its desktop entry, or its program.",
            valueName: "app"
        ),
        completion: .apps
    )
    var app: String

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Arguments before the files that it opens.", valueName: "argument"),
        completion: .file()
    )
    var arguments: [String] = []

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    /// Gives what the ledger calls it.
    @discardableResult
    func run(on host: Host) throws(Failure) -> ExportSource {
        let work = try ExportWork(on: host, export.box)
        var options = ExportOptions(export, call)
        options.label = label == "none" ? "" : label
        options.atLogin = autostart
        options.arguments = arguments
        let files = try host.files(of: work.record.name)
        let plan: ExportPlan
        do throws(AppError) {
            let app = try found(in: files, host)
            plan = try AppExport.plan(
                app,
                of: work.record.id,
                options,
                in: files,
                work.folders,
                work.command
            )
        } catch {
            throw Failure(error)
        }
        try work.carryOut(plan, force: export.force, change)
        return plan.source
    }

    /// The application that is meant: of several of that name, the one that the user chooses.
    private func found(in files: any BoxFiles, _ host: Host) throws(AppError) -> FoundApp {
        let search: AppSearch
        do {
            search = try AppSearch(
                files,
                languages: EntryLanguages.of(host.environment),
                atLogin: autostart
            )
        } catch {
            throw .box(error)
        }
        do {
            return try search.app(app)
        } catch .several(let words, let apps) where host.console.canAsk {
            let lines = apps.map(\.line)
            let question = "'\(words)' may be one of these; which?"
            guard let choice = host.console.choice(question, among: lines) else {
                throw .several(words, apps)
            }
            return apps[choice]
        }
    }
}

extension FoundApp {
    /// What tells it from others of its name.
    var line: String { "\(id): \(name)\(comment.map { ", \($0)" } ?? "")" }
}
