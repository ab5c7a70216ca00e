import ArgumentParser
import Attach
import Boxes
import Engines
import Exports
import Linux
import Upkeep
import Wire

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all there is to know of a box",
        discussion: "A running box tells its sessions, and what of its set-up did not succeed."
    )

    @Argument(
        help: ArgumentHelp("The box; in a box, that one unless given.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName?

    @Flag(help: "Write settings for ssh, by which 'ssh NAME.alcove' is in the box.")
    var ssh = false

    @Flag(help: "Write the address by which Visual Studio Code attaches to the box.")
    var vscode = false

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host, now: Int64 = Clock.now) throws(Failure) {
        let wishes = [("--ssh", ssh), ("--vscode", vscode), ("--json", json)].filter(\.1).map(\.0)
        if wishes.count > 1 { throw Failure(BoxError.conflict(wishes[0], wishes[1])) }
        let name = try host.box(meantBy: name)
        if ssh || vscode {
            let access = try BoxAccess(name, on: host)
            return host.console.write(.output, ssh ? try access.ssh() : access.vscode() + "\n")
        }
        let portrait = try BoxPortrait(name, on: host)
        if json { return host.console.json(BoxDescription(portrait)) }
        for line in portrait.lines(now: now) { host.console.result(line) }
    }
}

/// A box as it is now, from its record, its engine and its agent.
struct BoxPortrait {
    let record: BoxRecord
    let state: Census.State
    /// What the agent says; nil when the box does not run or the agent does not answer.
    let status: BoxStatus?
    /// What it gives to the host.
    let exports: [ExportSource]

    init(_ name: BoxName, on host: Host) throws(Failure) {
        record = try host.record(name)
        try host.check(record)
        do throws(Failure) {
            let household = try host.household(of: record)
            do {
                state = try household.box(name).container.map { .known($0.state) } ?? .gone
            } catch {
                throw Failure(error)
            }
        } catch {
            // Much can be told without the engine.
            host.console.warn(error)
            state = .unknown
        }
        status = state == .known(.running) ? Self.ask(name, host) : nil
        exports = host.exporter.ledger.exports(of: record.id).exports.map(\.source)
    }

    private static func ask(_ name: BoxName, _ host: Host) -> BoxStatus? {
        do {
            return try AgentConnection(path: host.store.socketLink(name), uid: host.uid).status()
        } catch {
            host.console.warn(Failure(error))
            return nil
        }
    }
}
