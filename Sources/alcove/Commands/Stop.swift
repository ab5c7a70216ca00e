import ArgumentParser
import Boxes
import Upkeep

struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop boxes and all that runs in them",
        discussion: "A box that does not run is no error."
    )

    @OptionGroup var grace: GraceOption
    @OptionGroup var selection: BoxSelection
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        try forEach(selection.names(on: host), on: host) { name throws(Failure) in
            let household = try host.household(of: try host.record(name))
            if change.dryRun { return host.console.result("stop box '\(name)'") }
            do throws(UpkeepError) {
                try household.stop(name, grace: grace.time)
            } catch {
                throw Failure(error)
            }
            host.console.detail("stopped box '\(name)'")
        }
    }
}
