import ArgumentParser
import Boxes
import Upkeep

/// A generation of a box, by its number.
struct GenerationArguments: ParsableArguments {
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
    var number: Int

    func pin(_ isPinned: Bool, isDry: Bool, on host: Host) throws(Failure) {
        let record = try host.record(name)
        guard let one = record.generations.first(where: { $0.number == number }) else {
            throw Failure(UpkeepError.noGeneration(name, number))
        }
        if one.isPinned == isPinned {
            let state = isPinned ? "pinned" : "not pinned"
            return host.console.note("Generation \(number) of box '\(name)' is \(state)")
        }
        let verb = isPinned ? "pin" : "unpin"
        if isDry {
            return host.console.result("\(verb) generation \(number) of box '\(name)'")
        }
        let household = try host.household(of: record)
        do { try household.pin(name, number, isPinned) } catch { throw Failure(error) }
    }
}

struct Pin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Keep a generation of a box",
        discussion: """
            A generation that is pinned is not removed when others are made, nor by 'prune'.
            """
    )

    @OptionGroup var generation: GenerationArguments
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        try generation.pin(true, isDry: change.dryRun, on: host)
    }
}

struct Unpin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpin",
        abstract: "Let go of a generation of a box",
        discussion: "It goes when its turn comes, as those do that were never pinned."
    )

    @OptionGroup var generation: GenerationArguments
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        try generation.pin(false, isDry: change.dryRun, on: host)
    }
}
