import ArgumentParser
import Boxes
import Engines
import Upkeep

struct Logs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what a box's agent wrote",
        discussion: """
            Its set-up, its warnings and the output of --on-start commands are there; sessions \
            write to their callers alone. With --follow it goes on; Ctrl-C leaves it, and the box \
            goes on.
            """
    )

    @Flag(name: .shortAndLong, help: "Go on until the box ends, or Ctrl-C is typed.")
    var follow = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Only the last so many lines.", valueName: "lines"),
        transform: Int.countArgument
    )
    var tail: Int?

    @Argument(
        help: ArgumentHelp("The box; in a box, that one unless given.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let name = try host.box(meantBy: name)
        let household = try host.household(of: try host.record(name))
        do throws(UpkeepError) {
            let box = try household.box(name)
            guard let container = box.container else {
                throw .containerGone(name, container: box.record.container)
            }
            do throws(EngineError) {
                try household.engine.logs(container.id, tail: tail, follow: follow) { _, bytes in
                    // The log is the result, whichever stream of the box it came by.
                    host.console.writeBytes(.output, bytes)
                    return true
                }
            } catch {
                throw .engine(error)
            }
        } catch {
            throw Failure(error)
        }
    }
}
