import Accounts
import ArgumentParser
import Boxes
import Engines
import HostChannel
import Profiles
import Subid
import Systemd
import Upkeep

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check what boxes need of this host, and say how to mend it",
        discussion: """
            The exit status is 1 when something does not work; warnings and notes leave it 0. With \
            --fix, leftovers of Alcove's own are cleared away; nothing else is ever changed. Of a \
            box that is named, it is told which parts of the desktop, the agents and the like it \
            has when you enter it from here, what leaves the others out, and how to have them.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A box: what it has of the host when you enter it from here.",
            valueName: "name"
        ),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName?

    @Flag(help: "Clear away what is left of interrupted changes and removed boxes.")
    var fix = false

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Checkup(on: global.host)) }

    func run(on host: Host, _ checkup: Checkup) throws(Failure) {
        if let name, fix { throw Failure(BoxError.conflict("--fix", name.description)) }
        var findings = try findings(on: host, checkup)
        if fix {
            repair(findings, checkup, host)
            findings = checkup.findings()
        }
        if json {
            host.console.json(FindingListing(findings))
        } else {
            FindingWords.lines(findings, coloured: host.console.coloursOutput)
                .forEach(host.console.result)
        }
        let count = findings.count { $0.state == .failed }
        guard count > 0 else { return }
        throw Failure(
            "\(count) \(count == 1 ? "check" : "checks") failed",
            hint: "What mends it stands below each."
        )
    }

    private func findings(on host: Host, _ checkup: Checkup) throws(Failure) -> [Finding] {
        guard let name else { return checkup.findings() }
        let portrait = try BoxPortrait(name, on: host)
        return BoxCheckup(checkup, portrait.record, portrait.status).findings()
    }

    private func repair(
        _ findings: [Finding],
        _ checkup: Checkup,
        _ host: Host
    ) {
        for case .repair(let repair)? in findings.map(\.mend) {
            do throws(UpkeepError) {
                if repair.needsEngine {
                    let engine: any Engine
                    do { engine = try checkup.engine.get() } catch { throw .engine(error) }
                    try host.household(on: engine).repair(repair)
                } else {
                    try repair.clear(host.places)
                }
                host.console.note("Mended: \(repair.place)")
            } catch {
                Failure(error).report(on: host.console)
            }
        }
    }
}

extension Checkup {
    /// The checkup of this host.
    init(on host: Host) {
        self.init(
            places: host.places,
            user: host.account,
            engine: Result { () throws(EngineError) in
                let configured = host.configuration.engine?.value
                return try host.door.find(host.engineWords, configured)
            },
            shelf: ProfileShelf(host.places.profiles),  // whose faults are findings here
            subordinateIDs: {
                let name = host.account.name
                // Without the library nobody knows, which is an answer.
                guard let users = try? Subid.subordinateIDs(of: name, .users),
                    let groups = try? Subid.subordinateIDs(of: name, .groups)
                else { return nil }
                return (
                    users.reduce(0) { $0 + UInt64($1.count) },
                    groups.reduce(0) { $0 + UInt64($1.count) }
                )
            }
        )
        environment = host.environment
        isServed = { HostPlace(besides: $0).isServed }
        askBus = { address, names in
            switch namesOnBus(names, bus: address) {
            case .known(let known): .names(Set(known.filter { $0.value != .unknown }.keys))
            case .silent: .silent
            case .missingLibrary: .unasked
            }
        }
    }
}

/// What `doctor --json` writes.
struct FindingListing: Encodable {
    let version = 1
    let findings: [Entry]

    struct Entry: Encodable {
        let check: String
        let state: String
        let fact: String
        /// A sentence; nil when there is nothing to mend, or no way known.
        let mend: String?
        /// Whether `--fix` does it.
        let fixable: Bool
    }

    init(_ findings: [Finding]) {
        self.findings = findings.map { finding in
            Entry(
                check: finding.check.rawValue,
                state: finding.state.rawValue,
                fact: finding.fact,
                mend: finding.mend?.words,
                fixable: finding.mend?.isRepair ?? false
            )
        }
    }
}
