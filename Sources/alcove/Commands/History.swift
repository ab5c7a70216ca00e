import ArgumentParser
import Boxes
import Linux
import Upkeep

struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the generations of a box",
        discussion: """
            Every change of a box's options or packages by 'edit', 'upgrade', 'rebase' or 'apply' \
            makes another generation, and keeps the former ones; 'rollback' goes back to one.
            """
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host, now: Int64 = Clock.now) throws(Failure) {
        let record = try host.record(name)
        try host.check(record)
        let notes = GenerationNotes(host.places)
        if json { return host.console.json(GenerationListing(record, notes)) }
        var table = Table(["GENERATION", "CREATED", "WHY", "IMAGE", "PACKAGES", "STATE"])
        for one in record.generations {
            let message = one.remark?.message.map { ": \($0)" } ?? ""
            let changed = PackageDifference(before: one, in: record, notes)
            table.rows.append([
                Table.Cell(String(one.number)),
                Table.Cell(Amount.age(since: one.created, now: now)),
                Table.Cell(one.why + message),
                Table.Cell(one.spec.image),
                Table.Cell(changed?.summary ?? "-", changed == nil ? .faint : nil),
                Table.Cell(record.states(of: one).joined(separator: ", ")),
            ])
        }
        for line in table.lines(coloured: host.console.coloursOutput) { host.console.result(line) }
        host.console.tellVain([record], now: now)
    }
}

extension Generation {
    /// What it was made by.
    var why: String { remark?.reason?.rawValue ?? "create" }
}

extension BoxRecord {
    /// What a generation is to the box.
    func states(of one: Generation) -> [String] {
        var states: [String] = []
        if one.number == generation { states.append("live") }
        if one.number == staged { states.append("staged") }
        if one.number == formerNumber { states.append("previous") }
        if one.isPinned { states.append("pinned") }
        return states
    }
}

/// What `history --json` writes.
struct GenerationListing: Encodable {
    let version = 1
    let box: String
    let live: Int
    /// What `rollback` would go back to.
    let previous: Int?
    /// What takes the live one's place when nobody is in the box.
    let staged: Int?
    /// The upgrade that was tried in vain, as what is locked cannot be had any more.
    let vain: VainListing?
    let generations: [Entry]

    struct Entry: Encodable {
        let number: Int
        /// The one that it came after; nil for the first.
        let former: Int?
        let container: String
        /// Seconds since 1970.
        let created: Int64
        /// `create`, `edit`, `upgrade`, `rebase`, `apply` or `snapshot`.
        let why: String
        let message: String?
        let image: String
        let digest: String?
        let pinned: Bool
        /// How many packages differ from the one that it came after; nil when that is not known.
        let packagesChanged: Int?
    }

    init(_ record: BoxRecord, _ notes: GenerationNotes) {
        box = record.name.description
        live = record.generation
        previous = record.formerNumber
        staged = record.staged
        vain = record.vain.map(VainListing.init)
        generations = record.generations.map { one in
            Entry(
                number: one.number,
                former: record.former(of: one)?.number,
                container: one.container,
                created: one.created,
                why: one.why,
                message: one.remark?.message,
                image: one.spec.image,
                digest: one.image.digest,
                pinned: one.isPinned,
                packagesChanged: PackageDifference(before: one, in: record, notes)?.count
            )
        }
    }
}
