import ArgumentParser
import Boxes
import Exports
import Linux
import Upkeep

struct ExportBin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bin",
        abstract: "Make a program of a box one of the host",
        usage: "alcove export bin [options] <program> [-- <argument> ...]",
        discussion: """
            Writes a small shell script that runs the program in its box, wherever it is called \
            from: on the host, in the box itself, or in another box. Its manual page comes along, \
            and its completion where the box has it for bash. The script's path goes to standard \
            output.

            What stands behind -- are arguments before those of the caller.
            """
    )

    @OptionGroup var export: ExportArguments

    @Option(
        help: ArgumentHelp("Write it to this directory instead of ~/.local/bin.", valueName: "dir"),
        completion: .directory
    )
    var to: String?

    @OptionGroup var call: ExportCallArguments

    @Argument(
        help: ArgumentHelp(
            "The program: a name in the box's PATH, or a path in the box.",
            valueName: "program"
        ),
        completion: .programs
    )
    var program: String

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Arguments before those of the caller.", valueName: "argument"),
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
        options.folder = to.map { host.bearings.absolute($0) }
        options.arguments = arguments
        let files = try host.files(of: work.record.name)
        let plan = try told { () throws(ExportError) in
            try BinExport.plan(
                program,
                of: work.record.id,
                options,
                in: files,
                work.folders,
                work.command
            )
        }
        try work.carryOut(plan, force: export.force, change)
        tellShadow(of: plan.source.name, in: options.folder ?? work.folders.bins, host)
        return plan.source
    }

    /// Whoever types the name may mean another program than they get.
    private func tellShadow(of name: String, in folder: String, _ host: Host) {
        let folders = host.exportFolders.programs
        guard let place = folders.firstIndex(of: folder) else { return }
        let other = folders[..<place].map { "\($0)/\(name)" }.first(where: File.isExecutable)
        if let other { host.console.warn("'\(other)' comes before it in your PATH") }
    }
}
