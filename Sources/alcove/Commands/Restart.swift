import ArgumentParser
import Boxes
import Upkeep

struct Restart: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Stop boxes and start them again",
        discussion: "A box that does not run is started."
    )

    @OptionGroup var grace: GraceOption
    @OptionGroup var selection: BoxSelection
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        try forEach(selection.names(on: host), on: host) { name throws(Failure) in
            let record = try host.record(name)
            let household = try host.household(of: record)
            if change.dryRun { return host.console.result("restart box '\(name)'") }
            do throws(UpkeepError) {
                try household.restart(name, grace: grace.time) { host.isUp(name) }
            } catch {
                throw Failure(error)
            }
            SystemWait(host: host).tell(record)
            host.console.detail("restarted box '\(name)'")
        }
    }
}
