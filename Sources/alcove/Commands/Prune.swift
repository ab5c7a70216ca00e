import ArgumentParser
import Boxes
import Engines
import Linux
import Upkeep

struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove images that no box needs any more",
        discussion: """
            These are images that Alcove made itself: with essentials, of a box's state, built from \
            a Containerfile, imported or bootstrapped. What interrupted commands have left goes, \
            too. Images of yours stay, and so does whatever any container is made from. On a \
            terminal you are asked first. Former generations of boxes go with --keep or --older-than.
            """
    )

    @Flag(help: "Images that were fetched for boxes, too, unless they were there before.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Former generations of boxes, too, but for so many of each box.",
            valueName: "number"
        ),
        transform: Int.countArgument
    )
    var keep: Int?

    @Option(
        help: ArgumentHelp(
            "Former generations of boxes, too, that were not live for so long: 12h, 30d, 8w.",
            valueName: "age"
        ),
        transform: Int64.ageArgument
    )
    var olderThan: Int64?

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let household = host.household(on: try host.engine())
        var waste: Waste
        do {
            waste = try household.waste(fetched: all)
            waste.generations = household.formerGenerations(
                keeping: keep ?? (olderThan == nil ? nil : .max),
                olderThan: olderThan
            )
        } catch {
            throw Failure(error)
        }
        for fault in waste.faults {
            host.console.warn(
                "\(Failure(fault).message); images stay, as its box may need any of them"
            )
        }
        if waste.isEmpty {
            if json { return host.console.json(PruneListing(waste, isDone: !change.dryRun)) }
            return host.console.note("There is nothing to remove.")
        }
        if change.dryRun {
            if json { return host.console.json(PruneListing(waste, isDone: false)) }
            for line in waste.lines { host.console.result(line) }
            return host.console.note("This would free \(waste.gain).")
        }
        try agree(waste, host)
        let gone = try remove(waste, household, host, interruption)
        if json { return host.console.json(PruneListing(gone, isDone: true)) }
        for former in gone.generations {
            host.console.note(
                "Generation \(former.generation.number) of box '\(former.box)' is removed"
            )
        }
        host.console.note("Freed \(gone.gain).")
    }

    /// Asks whether it is meant.
    private func agree(_ waste: Waste, _ host: Host) throws(Failure) {
        if change.yes { return }
        guard host.console.canAsk else {
            throw Failure(
                "\(waste.generations.isEmpty ? "images" : "generations") are removed only when that "
                    + "is confirmed",
                hint: "Pass --yes."
            )
        }
        for line in waste.lines { host.console.note(line) }
        let question = "Remove all of these and free \(waste.gain)?"
        guard host.console.agrees(question) else { throw .declined() }
    }

    /// Removes what can be removed, and gives that.
    private func remove(
        _ waste: Waste,
        _ household: Household,
        _ host: Host,
        _ interruption: Interruption
    ) throws(Failure) -> Waste {
        let line = ProgressLine(host.console)
        defer { line.clear() }
        var gone = Waste()
        do throws(UpkeepError) {
            for former in waste.generations {
                if interruption.isWanted { throw UpkeepError.cancelled }
                line.sketch("Removing generation \(former.generation.number) of '\(former.box)'")
                // Somebody may have pinned it while the question stood, or gone back to it.
                if try household.forget(former, keeping: keep ?? .max, olderThan: olderThan) {
                    gone.generations.append(former)
                } else {
                    line.clear()
                    let number = former.generation.number
                    host.console.warn("generation \(number) of box '\(former.box)' stays")
                }
            }
            for item in waste.images {
                if interruption.isWanted { throw UpkeepError.cancelled }
                line.sketch("Removing \(item.title)")
                if try household.remove(item) {
                    gone.images.append(item)
                } else {
                    line.clear()
                    host.console.warn("the image '\(item.title)' is in use by now, and stays")
                }
            }
            for file in waste.files {
                try household.remove(file)
                gone.files.append(file)
            }
        } catch {
            line.clear()
            guard error == .cancelled else { throw Failure(error) }
            throw interruption.failure("interrupted; \(gone.images.count) images were removed")
        }
        return gone
    }
}

extension Waste {
    /// What is won; what only a generation has is not counted, as engines tell that for files alone.
    fileprivate var gain: String {
        let known = Amount.bytes(bytes)
        if generations.isEmpty { return known }
        let own =
            "what only \(generations.count == 1 ? "that generation has" : "these generations have")"
        return bytes > 0 ? "\(known), and \(own)" : own
    }

    /// What would be removed, a line each.
    fileprivate var lines: [String] {
        var table = Table(["KIND", "IMAGE", "FREES"])
        table.rows =
            generations.map { former in
                [
                    Table.Cell("generation"),
                    Table.Cell("\(former.box) \(former.generation.number)"),
                    Table.Cell("its own", .faint),
                ]
            }
            + images.map { item in
                [
                    Table.Cell(item.kind.rawValue), Table.Cell(item.title),
                    Table.Cell(Amount.bytes(item.bytes)),
                ]
            }
            + files.map { file in
                [
                    Table.Cell("leftover"), Table.Cell(file.path),
                    Table.Cell(Amount.bytes(file.bytes)),
                ]
            }
        return table.lines(coloured: false)
    }
}

extension Waste.Item {
    /// Its first name, or the beginning of its id.
    fileprivate var title: String {
        names.first ?? String((id.split(separator: ":").last ?? "").prefix(12))
    }
}

/// What `prune --json` writes.
struct PruneListing: Encodable {
    let version = 1
    /// Whether it was removed, or only would be.
    let removed: Bool
    let bytes: Int64
    let images: [Image]
    let files: [File]
    /// Former generations; what they free is not in `bytes`.
    let generations: [Former]

    struct Former: Encodable {
        let box: String
        let generation: Int
    }

    struct Image: Encodable {
        let id: String
        let names: [String]
        let kind: String
        let bytes: Int64
    }

    struct File: Encodable {
        let path: String
        let bytes: Int64
    }

    init(_ waste: Waste, isDone: Bool) {
        removed = isDone
        bytes = waste.bytes
        images = waste.images.map {
            Image(id: $0.id, names: $0.names, kind: $0.kind.rawValue, bytes: $0.bytes)
        }
        files = waste.files.map { File(path: $0.path, bytes: $0.bytes) }
        generations = waste.generations.map {
            Former(box: $0.box.description, generation: $0.generation.number)
        }
    }
}
