import ArgumentParser
import Boxes
import Upkeep

struct Clone: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clone",
        abstract: "Make a box from the present state of another",
        discussion: """
            The new box has everything that was installed and changed in the other, the same \
            options, and a private home that is a copy of the other's if that has one. The other \
            may run meanwhile; its sessions and exports do not come along.

            The new box's name goes to standard output.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Another home than the other box's: shared, private, or a directory's path.",
            valueName: "home"
        ),
        completion: .directory,
        transform: BoxSpec.Home.argument
    )
    var home: BoxSpec.Home?

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Argument(
        help: ArgumentHelp("The new box's name.", valueName: "new-name"),
        transform: BoxName.argument
    )
    var newName: BoxName

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let household = try host.household(of: try host.record(name))
        let work = LongWork(on: host, interruption)
        try work.run("no box was made") { () throws(UpkeepError) in
            let plan = try household.plan(cloning: name, as: newName, home: home)
            if change.dryRun {
                for line in CreationWords.lines(plan, in: household.store) {
                    host.console.result(line)
                }
                return
            }
            try work.announceCopy(of: plan.record, on: household)
            _ = try household.clone(name, as: newName, home: home) {
                work.goesOn("Copying box '\(name)' to '\(newName)'")
            }
            work.end()
            host.console.result(newName.description)
        }
    }
}
