import ArgumentParser
import Boxes
import Engines
import Upkeep

struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change the options of a box",
        discussion: """
            Nothing that was changed in the box is lost: its next generation is made from its \
            present state, and takes its place once it has started. A box that runs is stopped for \
            that, and runs again afterwards. What it may run on the host is changed at once.

            Options that may be given several times add to what the box has; --unset takes away: \
            --unset volume=/data, --unset env=EDITOR, --unset shell.
            """
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @OptionGroup(title: "Box options") var boxOptions: BoxOptions

    @Option(
        help: ArgumentHelp(
            "Take back an option, or one value of it.",
            valueName: "option[=value]"
        ),
        completion: .list(SpecChange.Unset.Option.allCases.map(\.rawValue)),
        transform: SpecChange.Unset.argument
    )
    var unset: [SpecChange.Unset] = []

    @Flag(name: .shortAndLong, help: "End the sessions that are open in the box.")
    var force = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptionsOfCreate

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let record = try host.record(name)
        let household = try host.household(of: record)
        let wish = try specChange()
        let spec: BoxSpec
        do { spec = try wish.applied(to: record.spec) } catch { throw Failure(error) }
        guard spec != record.spec else {
            return host.console.note("Box '\(name)' is like that already")
        }
        do { try household.check(spec) } catch { throw Failure(error) }
        SpecWarnings(host: host, household: household).tell(spec, besides: record.spec)
        if change.dryRun {
            for line in SpecWords.differences(from: record.spec, to: spec) {
                host.console.result(line)
            }
            return
        }
        let isOfHostAlone = spec.differsOnlyInHostCommands(from: record.spec)
        if !force, !isOfHostAlone { try host.requireIdle(name) }
        let work = LongWork(on: host, interruption)
        let next = BoxChange(
            host: host,
            household: household,
            work: work,
            name: name,
            isForced: force
        )
        var made = record
        try work.run("box '\(name)' is as it was") { () throws(UpkeepError) in
            if !isOfHostAlone { try work.announceCopy(of: record, on: household) }
            made = try next.make { spec throws(BoxError) in try wish.applied(to: spec) }
        }
        host.console.detail("box '\(name)' is generation \(made.generation)")
    }

    /// What the options ask for, when they ask for something that can be changed.
    private func specChange() throws(Failure) -> SpecChange {
        var change = boxOptions.change
        change.unset = unset
        if let option = boxOptions.creationOnly {
            throw Failure(
                "\(option) of a box cannot be changed",
                hint: "Make another box with it.",
                status: 64
            )
        }
        guard change != SpecChange() else {
            throw Failure(
                "nothing to change was given",
                hint: "Pass options of 'alcove create', or --unset.",
                status: 64
            )
        }
        return change
    }
}
