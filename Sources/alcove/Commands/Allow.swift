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
        if list { return try show(host) }
        let allowing = try ProjectAllowing(path, on: host)
        let grant = allowing.grant(try allowing.read(), mode)
        let console = host.console
        if change.dryRun {
            let word = allowing.known?.word ?? "unknown"
            if json { return console.json(GrantListing(projects: [.init(grant, word)])) }
            return allowing.lines(grant).forEach(console.result)
        }
        // Who says so again is not asked again, and neither is who says what the hook is to do in a project
        // that is allowed as it is.
        let before = allowing.known
        let isSaid = before.map { $0.with(mode: grant.mode) == grant } ?? false
        let isAsked = !isSaid && !change.yes && console.canAsk
        allowing.lines(grant).forEach(isAsked ? console.show : console.note)
        if !isSaid {
            try agree(isAsked, console)
            try allowing.write(grant)
            console.note("'\(allowing.project.key.printable)' is allowed")
        }
        if isSaid, let mode, before?.mode != mode {
            try allowing.write(grant)
            console.note("The hook's mode there is '\(mode.rawValue)' now")
        }
        if json { console.json(GrantListing(projects: [.init(grant, grant.word)])) }
    }

    private func agree(_ isAsked: Bool, _ console: Console) throws(Failure) {
        if change.yes { return }
        guard isAsked else {
            throw Failure(
                "nothing is allowed without a terminal",
                hint: "Look at it with --dry-run, then say --yes.",
                status: 64
            )
        }
        guard console.agrees("Allow it?") else { throw .declined() }
    }

    private func show(_ host: Host) throws(Failure) {
        guard path == nil, mode == nil, !change.yes, !change.dryRun else {
            throw Failure(
                "--list is about all projects, and takes neither a path nor another option",
                hint: "Leave one of them out.",
                status: 64
            )
        }
        let grants = host.grants.all
        if json {
            return host.console.json(GrantListing(projects: grants.map { .init($0, $0.word) }))
        }
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

/// What `allow --json` writes.
private struct GrantListing: Encodable {
    let version = 1
    let projects: [Project]

    struct Project: Encodable {
        let folder: String
        /// How it stands now: `allowed`, `changed` or `denied`; `unknown` where nothing was said.
        let state: String
        let mode: String?
        let files: [String]
        let powers: [Power]

        init(_ grant: Grant, _ state: String) {
            folder = grant.folder
            self.state = state
            mode = (grant.mode ?? grant.activation?.mode)?.rawValue
            files = grant.closure.files.map(\.path)
            powers = grant.powers
        }
    }
}
