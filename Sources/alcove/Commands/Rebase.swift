import ArgumentParser
import Boxes
import Profiles
import Upkeep

struct Rebase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebase",
        abstract: "Make a box anew from another image",
        discussion: """
            The box's next generation is made from the image, with the box's options and the packages \
            that 'create' and 'install' were told of, beside the box, which can be used meanwhile. \
            What else was changed in the box outside of the home stays behind in the former \
            generation, to which 'rollback' goes back.
            """
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Argument(
        help: ArgumentHelp("What the box is made from.", valueName: "image"),
        completion: .images
    )
    var image: String

    @Option(
        help: ArgumentHelp(
            "When to fetch the image; 'missing' unless the settings say otherwise.",
            valueName: PullPolicy.valueName
        ),
        completion: PullPolicy.completion,
        transform: PullPolicy.argument
    )
    var pull: PullPolicy?

    @Option(
        help: ArgumentHelp("A file of logins to registries, asked first.", valueName: "file"),
        completion: .file()
    )
    var authfile: String?

    @Flag(help: "Take the box's place at once, and end the sessions that are open in it.")
    var now = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let record = try host.record(name)
        let work = try GenerationWork(name, on: host, interruption)
        var spec = record.spec
        spec.image = image
        if change.dryRun {
            for line in SpecWords.differences(from: record.spec, to: spec) {
                host.console.result(line)
            }
            return
        }
        let ground = try ground(of: spec, work, interruption)
        var present: [String] = []
        let wanted = spec.packages
        do throws(UpkeepError) {
            // A published box has packages of its own, which are to be known.
            let published = try work.household.published(ground.image)?.packages ?? []
            spec.packages = published + wanted.filter { !published.contains($0) }
        } catch {
            throw Failure(error)
        }
        let advance = try work.rebuild(spec, from: ground, .rebase, isUrgent: now) {
            trial throws(Failure) in
            present = try Self.carry(wanted, trial)
        }
        let own = present.isEmpty ? "" : "; in the image itself: \(present.joined(separator: ", "))"
        work.tell(advance, "made from \(image)\(own)")
    }

    /// The image with its essentials; the box's packages are added in the new generation, where it
    /// can be seen which the image has already.
    private func ground(
        of spec: BoxSpec,
        _ work: GenerationWork,
        _ interruption: Interruption
    ) throws(Failure) -> Successor.Ground {
        var plain = spec
        plain.packages = []
        let making = BoxMaking(on: work.host, work.household, interruption)
        return try making.ground(
            plain,
            making.order(plain, pull, authfile: authfile),
            for: name
        )
    }

    /// Adds the packages that the image lacks; gives those that it has.
    private static func carry(_ wanted: [String], _ trial: Trial) throws(Failure) -> [String] {
        if wanted.isEmpty { return [] }
        let manager = try trial.manager()
        let there = try trial.list(manager).packages
        let missing = wanted.filter { there[$0] == nil }
        if !missing.isEmpty {
            try trial.call(manager, .refresh)
            try trial.call(manager, .install, missing)
        }
        return wanted.filter { there[$0] != nil }
    }
}
