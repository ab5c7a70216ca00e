import ArgumentParser
import Boxes
import Engines
import Exports
import Linux
import Upkeep

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the boxes",
        discussion: """
            A box whose agent answers is 'running', one that has none is 'stopped'; engines are \
            asked for the others, or with --check for all. A box whose engine cannot be reached is \
            'unknown' then, one whose container was removed behind our back is 'gone'.
            """,
        aliases: ["ls"]
    )

    @Flag(help: "Ask the engines of all boxes, which takes longer.")
    var check = false

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host, now: Int64 = Clock.now) throws(Failure) {
        let census = try Census(on: host, checking: check)
        for failure in census.failures { host.console.warn(failure) }
        if census.entries.isEmpty, let words = host.engineWords {
            // That there are none on an engine is told only of one that is there.
            _ = try host.engine()
            if !json { return host.console.note("There are no boxes on the engine '\(words)'.") }
        }
        let exports = host.exporter.ledger.counts()
        if json { return host.console.json(BoxListing(census, exports)) }
        if census.entries.isEmpty {
            // An unreadable record has been told, and is one.
            guard census.failures.isEmpty else { return }
            return host.console.note("There are no boxes; make one with 'alcove create'.")
        }
        var table = Table(["NAME", "STATE", "IMAGE", "GENERATION", "CREATED", "ENGINE", "EXPORTS"])
        for entry in census.entries {
            let record = entry.record
            table.rows.append([
                Table.Cell(record.name.description),
                Table.Cell(entry.state.word, entry.state.colour),
                Table.Cell(record.spec.image),
                Table.Cell(String(record.generation)),
                Table.Cell(Amount.age(since: record.created, now: now)),
                Table.Cell(record.engine.kind.rawValue),
                Table.Cell(exports[record.id].map(String.init) ?? "-"),
            ])
        }
        // All at once: a line at a time takes longer than asking the boxes.
        let lines = table.lines(coloured: host.console.coloursOutput)
        host.console.result(lines.joined(separator: "\n"))
        host.console.tellVain(census.entries.map(\.record), now: now)
    }
}

extension Console {
    /// A failure that keeps nothing else from being done.
    func warn(_ failure: Failure) {
        warn(([failure.message] + failure.details).joined(separator: ": "))
    }
}

extension Census.State {
    var colour: Table.Colour? {
        switch self {
        case .known(.running): .green
        case .known(.created), .known(.stopped): .faint
        case .known(.paused), .known(.stopping), .known(.removing), .unknown: .yellow
        case .known(.broken), .gone: .red
        }
    }
}

/// What `list --json` writes.
struct BoxListing: Encodable {
    let version = 1
    let boxes: [Box]

    struct Box: Encodable {
        let name: String
        let id: String
        let state: String
        let image: String
        let generation: Int
        /// Seconds since 1970.
        let created: Int64
        let container: String
        let engine: EngineListing
        /// How many things it gives to the host.
        let exports: Int
        /// The upgrade that was tried in vain, as what is locked cannot be had any more.
        let vain: VainListing?
    }

    init(_ census: Census, _ exports: [BoxID: Int]) {
        boxes = census.entries.map { entry in
            Box(
                name: entry.record.name.description,
                id: entry.record.id.description,
                state: entry.state.word,
                image: entry.record.spec.image,
                generation: entry.record.generation,
                created: entry.record.created,
                container: entry.record.container,
                engine: EngineListing(entry.record.engine),
                exports: exports[entry.record.id] ?? 0,
                vain: entry.record.vain.map(VainListing.init)
            )
        }
    }
}

/// An engine in JSON.
struct EngineListing: Encodable {
    let kind: String
    let socket: String

    init(_ engine: BoxRecord.Engine) {
        kind = engine.kind.rawValue
        socket = engine.socket
    }
}
