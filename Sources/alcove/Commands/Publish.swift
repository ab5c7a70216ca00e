import ArgumentParser
import Boxes
import Engines
import Upkeep

struct Publish: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Send a box to a registry, for other machines",
        discussion: """
            The box's files become an image of one layer, without its home, its volumes, its user, \
            logs, keys and whatever else is this machine's; with it goes what 'create' needs to make \
            the same box elsewhere: packages, shell, commands of --on-create and --on-start. \
            'alcove create --image REFERENCE' does that, and 'alcove rebase' brings a box up to it.

            Variables go along only when they are named. The image's name with its digest goes to \
            standard output.
            """
    )

    @OptionGroup var choice: PublishedChoice

    @Argument(
        help: ArgumentHelp(
            "The image's name, with its registry: registry.example/team/box:1.",
            valueName: "reference"
        )
    )
    var reference: String

    @Option(
        help: ArgumentHelp("A file of logins to registries, asked first.", valueName: "file"),
        completion: .file()
    )
    var authfile: String?

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let work = try PublishWork(choice, on: host, interruption)
        try requireRegistry()
        if change.dryRun { return work.preview("push '\(reference)'") }
        let authfile = authfile.map { host.bearings.absolute($0) }
        var isAway = false
        let digest: String?
        do throws(Failure) {
            digest = try work.run { household, image, events throws(UpkeepError) in
                do throws(UpkeepError) {
                    return try household.push(
                        image,
                        as: reference,
                        authfile: authfile,
                        events: events
                    )
                } catch {
                    if case .engine(.registryUnreachable) = error { isAway = true }
                    throw error
                }
            }
        } catch {
            throw isAway ? error.with(hint: "Check the network, and the registry's name.") : error
        }
        host.console.result(digest.map { "\(Self.untagged(reference))@\($0)" } ?? reference)
    }

    /// Without a registry, engines take Docker Hub or none; a digest is what comes of it.
    private func requireRegistry() throws(Failure) {
        let first = reference.split(separator: "/", maxSplits: 1).first ?? ""
        let isRegistry = first.contains(".") || first.contains(":") || first == "localhost"
        guard isRegistry, reference.contains("/"), !reference.hasPrefix("localhost/") else {
            throw Failure(
                "'\(reference)' names no registry",
                hint: "Name it in full, as in 'registry.example/team/box:1'.",
                status: 64
            )
        }
        guard let digest = reference.firstIndex(of: "@") else { return }
        throw Failure(
            "'\(reference)' has a digest, which is known only once the image is made",
            hint: "Leave it out: '\(reference[..<digest])'.",
            status: 64
        )
    }

    private static func untagged(_ reference: String) -> Substring {
        let slash = reference.lastIndex(of: "/") ?? reference.startIndex
        let colon = reference[slash...].firstIndex(of: ":") ?? reference.endIndex
        return reference[..<colon]
    }
}
