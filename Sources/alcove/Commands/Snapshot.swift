import ArgumentParser
import Boxes
import Upkeep

struct Snapshot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Keep what a box is now as a generation",
        discussion: """
            The box goes on as it is. 'rollback' goes back to the snapshot; it is pinned, so it stays \
            until 'unpin' lets it go. The home and volumes are not in it.

            The number of the generation goes to standard output.
            """
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What to say of it in 'alcove history'.", valueName: "text")
    )
    var message: String?

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let record = try host.record(name)
        let household = try host.household(of: record)
        if change.dryRun {
            return host.console.result("keep the present state of box '\(name)'")
        }
        let work = LongWork(on: host, interruption)
        try work.run("nothing was kept") { () throws(UpkeepError) in
            try work.announceCopy(of: record, on: household)
            let made = try household.snapshot(name, message: message.map(Self.line)) {
                work.goesOn("Keeping the state of box '\(name)'")
            }
            work.end()
            host.console.result(String(made.number))
        }
    }

    /// One line of it, for tables.
    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 }.prefix(200))
    }
}
