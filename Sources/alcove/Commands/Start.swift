import ArgumentParser
import Boxes
import Upkeep

struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start boxes",
        discussion:
            "'enter' and 'run' start a box by themselves. One that runs already is no error."
    )

    @OptionGroup var selection: BoxSelection
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        try forEach(selection.names(on: host), on: host) { name throws(Failure) in
            let record = try host.record(name)
            let household = try host.household(of: record)
            if change.dryRun { return host.console.result("start box '\(name)'") }
            do throws(UpkeepError) {
                try household.start(name) { host.isUp(name) }
            } catch {
                throw Failure(error)
            }
            SystemWait(host: host).tell(record)
            host.console.detail("started box '\(name)'")
        }
    }
}
