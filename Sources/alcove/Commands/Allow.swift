import ArgumentParser
import Boxes
import Projects
import Upkeep

struct Allow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow",
        abstract: "Let a project's manifest have its way in your shell",
        discussion: """
            Shows what the boxes of the nearest alcove.toml may do, and asks. Until then nothing of \
            a manifest is read, by the shell's hook or otherwise.

            What is allowed is this folder with these very files: the manifest, what it extends, its \
            lock, and the Containerfiles and scripts that it names. When one of them changes, the \
            hook says so and does nothing, and 'allow' shows what is different.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The project's folder; the nearest one unless given.",
            valueName: "path"
        ),
        completion: .directory
    )
    var path: String?

    @Option(
        help: ArgumentHelp(
            "What the hook does in this project, whatever the manifest says.",
            valueName: "hint|shims|enter|off"
        ),
        completion: .list(ActivationMode.allCases.map(\.rawValue)),
        transform: { words in
            guard let mode = ActivationMode(rawValue: words) else {
                throw ValidationError("it is 'hint', 'shims', 'enter' or 'off'")
            }
            return mode
        }
    )
    var mode: ActivationMode?

    @Flag(help: "List the projects that something was said about, and nothing else.")
    var list = false

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        if list { return show(host) }
        let allowing = try ProjectAllowing(path, on: host)
        let grant = allowing.grant(try allowing.read(), mode)
        let console = host.console
        if json { console.json(GrantListing(grant)) }
        let lines = allowing.lines(grant)
        if change.dryRun {
            if !json { for line in lines { console.result(line) } }
            return
        }
        if !json { for line in lines { console.note(line) } }
        // Who says so again is not asked again.
        if host.grants.grant(of: grant.folder) == grant { return }
        if !change.yes {
            guard console.canAsk else {
                throw Failure(
                    "nothing is allowed without a terminal",
                    hint: "Look at it with --dry-run, then say --yes.",
                    status: 64
                )
            }
            guard console.agrees("Allow it?") else { throw .declined() }
        }
        try allowing.write(grant)
        console.note("'\(allowing.project.key.printable)' is allowed")
    }

    private func show(_ host: Host) {
        let grants = host.grants.all
        if json { return host.console.json(grants.map { GrantListing($0) }) }
        var table = Table(["PROJECT", "STATE", "MODE"])
        for grant in grants {
            let mode = grant.mode ?? grant.activation?.mode
            let cells = [grant.folder.printable, grant.word, mode?.rawValue ?? "-"]
            table.rows.append(cells.map { Table.Cell($0) })
        }
        for line in table.lines(coloured: host.console.coloursOutput) { host.console.result(line) }
    }
}

extension Grant {
    /// How it stands with the project now.
    fileprivate var word: String {
        switch decision {
        case .denied: "denied"
        case .allowed: closure.isUnchanged ? "allowed" : "changed"
        }
    }
}

/// What `allow --json` writes of a project.
private struct GrantListing: Encodable {
    let folder: String
    /// `allowed`, `changed` or `denied`.
    let state: String
    let mode: String?
    let files: [String]
    let powers: [Power]

    init(_ grant: Grant) {
        folder = grant.folder
        state = grant.word
        mode = (grant.mode ?? grant.activation?.mode)?.rawValue
        files = grant.closure.files.map(\.path)
        powers = grant.powers
    }
}
