import ArgumentParser
import Boxes
import Upkeep

struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a box another name",
        discussion: "It may run meanwhile. A home of its own stays where it is."
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Argument(
        help: ArgumentHelp("Its new name.", valueName: "new-name"),
        transform: BoxName.argument
    )
    var newName: BoxName

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let household = try host.household(of: try host.record(name))
        if change.dryRun { return host.console.result("rename box '\(name)' to '\(newName)'") }
        do {
            try household.rename(name, to: newName)
        } catch {
            throw Failure(error)
        }
    }
}
