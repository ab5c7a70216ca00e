import ArgumentParser
import Boxes
import Upkeep

struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to a former generation of a box",
        discussion: """
            Without a number it is the one that was there before the last change; once more is back \
            again. The home and volumes stay as they are: they belong to no generation. A box that \
            runs is stopped for that, and runs again afterwards.
            """
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Argument(
        help: ArgumentHelp("The generation, as 'alcove history' has it.", valueName: "generation"),
        completion: .generations,
        transform: Int.countArgument
    )
    var number: Int?

    @Flag(name: .shortAndLong, help: "End the sessions that are open in the box.")
    var force = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let record = try host.record(name)
        let household = try host.household(of: record)
        guard let target = number ?? record.formerNumber else {
            throw Failure(UpkeepError.noGeneration(name, nil))
        }
        guard let former = record.generations.first(where: { $0.number == target }) else {
            throw Failure(UpkeepError.noGeneration(name, target))
        }
        if target == record.generation {
            return host.console.note("Box '\(name)' is generation \(target) already")
        }
        if change.dryRun {
            host.console.result("generation \(record.generation) -> \(target)")
            for line in SpecWords.differences(from: record.spec, to: former.spec) {
                host.console.result(line)
            }
            return
        }
        do {
            _ = try household.rollBack(
                name,
                to: target,
                sessions: force ? nil : host.openSessions,
                isUp: { host.isUp(at: $0) }
            )
        } catch {
            throw Failure(error)
        }
        ExportFollowing(host: host).follow(name)
        host.console.note("Box '\(name)' is generation \(target)")
    }
}
