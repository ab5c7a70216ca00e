import ArgumentParser
import Boxes
import Exports
import Upkeep

struct ExportBox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "box",
        abstract: "Put a box itself into the host's menu",
        discussion: """
            Its entry opens a terminal in the box, see 'alcove terminal', and can restart and stop \
            it. The icon is that of the distribution, where the box or the host has it.
            """
    )

    @OptionGroup var export: ExportArguments
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let work = try ExportWork(on: host, export.box)
        let files = try host.files(of: work.record.name)
        let plan = try told { () throws(ExportError) in
            try BoxEntry.plan(
                of: work.record.id,
                ExportOptions(export),
                in: files,
                work.folders,
                work.command
            )
        }
        try work.carryOut(plan, result: plan.files.last?.path, force: export.force, change)
    }
}
