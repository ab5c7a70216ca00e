import Accounts
import ArgumentParser
import Boxes
import Engines
import Exports
import Upkeep

struct ExportService: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Make a service of a box one of the host's user",
        usage: """
            alcove export service [options] <name> [-- <argument> ...]
            alcove export service [options] --boot
            """,
        discussion: """
            Writes a unit for the user's systemd that runs the box's service, or a program of it, \
            in the box, and has it begin now and at every login. What of the box's unit has no \
            place on the host is told.
            """
    )

    @OptionGroup var export: ExportArguments

    @Flag(help: "The box itself: started at login, stopped at the end.")
    var boot = false

    @Flag(help: "Do not start it now.")
    var noStart = false

    @Flag(help: "Do not start it at login.")
    var noLogin = false

    @OptionGroup var call: ExportCallArguments

    @Argument(
        help: ArgumentHelp(
            "The unit, a program in the box's PATH, or a path in the box.",
            valueName: "name"
        ),
        completion: .services
    )
    var name: String?

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Arguments of the program.", valueName: "argument"),
        completion: .file()
    )
    var arguments: [String] = []

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    /// Gives what the ledger calls it.
    @discardableResult
    func run(on host: Host) throws(Failure) -> ExportSource {
        try checkWords()
        let work = try ExportWork(on: host, export.box)
        if call.root { try checkRoot(of: work.record, host) }
        let plan = try plan(work, host)
        try work.carryOut(plan, force: export.force, change)
        if !noStart, !change.dryRun, let path = plan.files.first?.path { try start(path, host) }
        return plan.source
    }

    /// Starts the unit that was written, where there is somebody to do it.
    private func start(_ path: String, _ host: Host) throws(Failure) {
        let unit = String(path.split(separator: "/").last ?? "")
        guard UserUnits.areManaged else {
            let when = noLogin ? "" : "; it starts at the next login"
            return host.console.note("There is no service manager of yours to start it now\(when).")
        }
        guard UserUnits.restart(unit) else {
            throw Failure(
                "'\(unit)' was written, and did not start",
                hint: "See why with 'systemctl --user status \(unit)'."
            )
        }
    }

    private func checkWords() throws(Failure) {
        guard boot else {
            guard name == nil else { return }
            throw Failure(
                "no service was named",
                hint: "Name a unit or a program of the box, or pass --boot for the box itself.",
                status: 64
            )
        }
        let isCalled = name == nil && arguments.isEmpty && export.as == nil && !noLogin
        guard isCalled, !call.root, call.workdir == nil, call.env.isEmpty else {
            throw Failure(
                "--boot is about the box itself, and takes no name or options of a service",
                hint: "Leave one of them out.",
                status: 64
            )
        }
    }

    /// What an engine of root's runs as root of a box is no session: no signal of a manager reaches it.
    private func checkRoot(of record: BoxRecord, _ host: Host) throws(Failure) {
        let engine = try host.engine(at: record.engine.address)
        let isRootless: Bool
        do { isRootless = try engine.facts().isRootless } catch { throw Failure(error) }
        guard !isRootless else { return }
        throw Failure(
            "a service of box '\(record.name)' that is its root's could not be stopped: "
                + "the box's engine is root's",
            hint: "Leave --root out, or make the box with a rootless engine."
        )
    }

    private func plan(_ work: ExportWork, _ host: Host) throws(Failure) -> ExportPlan {
        var options = ExportOptions(export, call)
        options.atLogin = !noLogin
        options.arguments = arguments
        let (box, folders, command) = (work.record.id, work.folders, work.command)
        guard let name else {
            return try told { () throws(ExportError) in
                try ServiceExport.bootPlan(of: box, options, folders, command)
            }
        }
        let files = try host.files(of: work.record.name)
        let user = host.account.name
        return try told { () throws(ExportError) in
            try ServiceExport.plan(
                name,
                of: box,
                options,
                user: user,
                in: files,
                folders,
                command
            )
        }
    }
}
