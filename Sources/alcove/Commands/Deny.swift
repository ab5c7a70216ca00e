import ArgumentParser
import Projects

struct Deny: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deny",
        abstract: "Keep a project's manifest from being used",
        discussion: """
            Nothing of it is read, and nothing is said about it any more, whatever becomes of it: \
            until 'alcove allow'.
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

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let allowing = try ProjectAllowing(path, on: host)
        let folder = allowing.project.key.printable
        if change.dryRun { return host.console.result("deny '\(folder)'") }
        try allowing.write(Grant(folder: allowing.project.key, .denied))
        host.console.note("'\(folder)' is denied")
    }
}
