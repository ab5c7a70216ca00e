import ArgumentParser
import Boxes
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
        let digest = try work.run { household, image, events throws(UpkeepError) in
            try household.push(image, as: reference, authfile: authfile, events: events)
        }
        host.console.result(digest.map { "\(Self.untagged(reference))@\($0)" } ?? reference)
    }

    /// Without a registry, engines take Docker Hub or none.
    private func requireRegistry() throws(Failure) {
        let first = reference.split(separator: "/", maxSplits: 1).first ?? ""
        let isRegistry = first.contains(".") || first.contains(":") || first == "localhost"
        if isRegistry, reference.contains("/"), !reference.contains("@"),
            !reference.hasPrefix("localhost/")
        {
            return
        }
        throw Failure(
            "'\(reference)' names no registry, or a digest",
            hint: "Name it in full, as in 'registry.example/team/box:1'.",
            status: 64
        )
    }

    private static func untagged(_ reference: String) -> Substring {
        let slash = reference.lastIndex(of: "/") ?? reference.startIndex
        let colon = reference[slash...].firstIndex(of: ":") ?? reference.endIndex
        return reference[..<colon]
    }
}

/// The generation that is published, and what goes along.
struct PublishedChoice: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Option(
        help: ArgumentHelp("Another generation than the live one.", valueName: "number"),
        completion: .generations,
        transform: Int.countArgument
    )
    var generation: Int?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Let a variable of the box go along; may be repeated.",
            valueName: "name"
        )
    )
    var env: [String] = []
}

/// Makes an image of a box for other machines, and tells how far it is.
struct PublishWork {
    let host: Host
    private let record: BoxRecord
    private let household: Household
    private let spec: PublishedSpec
    private let work: LongWork

    typealias Events = (PublishEvent) -> Bool

    init(
        _ choice: PublishedChoice,
        on host: Host,
        _ interruption: Interruption
    ) throws(Failure) {
        self.host = host
        let whole = try host.record(choice.name)
        let number = choice.generation ?? whole.generation
        guard let one = whole.generations.first(where: { $0.number == number }) else {
            throw Failure(UpkeepError.noGeneration(choice.name, number))
        }
        record = whole.seen(as: one)
        household = try host.household(of: record)
        let known = record.spec.env.map(\.name)
        for name in choice.env where !known.contains(name) {
            let near = nearest(to: name, among: known)
            throw Failure(
                "box '\(choice.name)' has no variable '\(name)'",
                hint: near.map { "Did you mean '\($0)'?" },
                status: 64
            )
        }
        spec = PublishedSpec(record.spec, home: record.home, variables: Set(choice.env))
        work = LongWork(on: host, interruption)
    }

    /// Says what would be done, and what goes along.
    func preview(_ last: String) {
        let number = record.generation
        host.console.result("make an image of generation \(number) of box '\(record.name)'")
        for line in lines { host.console.result("  \(line)") }
        host.console.result(last)
    }

    /// What the image says of the box.
    private var lines: [String] {
        let plain = BoxSpec(image: "")
        return SpecWords.differences(from: plain, to: spec.under(plain)).map(\.printable)
    }

    /// Gives the image to `body`; it goes with the call.
    func run<Result>(
        _ body: (Household, String, @escaping Events) throws(UpkeepError) -> Result
    ) throws(Failure) -> Result {
        for line in lines { host.console.detail("goes along: \(line)") }
        var result: Result?
        try work.run("nothing was sent, and box '\(record.name)' is as it was") {
            () throws(UpkeepError) in
            let events: Events = { [work, host] in
                if case .leavingOut(let variable) = $0 {
                    host.console.warn(
                        "the image's variable '\(variable.printable)' stays here: its value has "
                            + "characters that no engine takes"
                    )
                }
                return !work.goesOn($0.words)
            }
            result = try household.withPortableImage(of: record, spec, events: events) {
                image throws(UpkeepError) in
                try body(household, image, events)
            }
        }
        guard let result else { preconditionFailure("nothing failed, and nothing came of it") }
        return result
    }
}

extension PublishEvent {
    fileprivate var words: String {
        switch self {
        case .committing: "Taking the box's state"
        case .exporting(let bytes): "Reading its files  \(Amount.bytes(bytes))"
        case .sorting(let bytes): "Leaving out what is this machine's  \(Amount.bytes(bytes))"
        case .importing(let bytes): "Making the image  \(Amount.bytes(bytes))"
        case .pushing(let status): "Sending the image  \(status.printable)"
        case .saving(let bytes): "Writing the archive  \(Amount.bytes(bytes))"
        case .leavingOut(let variable): "Leaving out \(variable.printable)"
        }
    }
}
