import ArgumentParser
import Boxes
import Profiles
import Upkeep

struct Rebase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebase",
        abstract: "Make a box anew from another image",
        discussion: """
            The box's next generation is made from the image, beside the box, which can be used \
            meanwhile. The box's options come along, its packages, and what was done in it by hand: \
            packages of the same package manager, and files below /etc and /usr/local where the new \
            image says what the former one said. Of an image that 'publish' sent come its packages, \
            commands, shell and variables besides. What else was changed in the box outside of the home \
            stays behind in the former generation, to which 'rollback' goes back.
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

    @OptionGroup var fetch: FetchOptions

    @Flag(help: "Leave behind what was done in the box by hand.")
    var drop = false

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
        let found = drop ? BoxDrift() : findings(in: record, host, interruption)
        let ground = try ground(of: spec, work, interruption)
        var present: [String] = []
        let wanted = spec.packages + byHand(found, record, ground, work)
        spec.packages = wanted
        if let published = try published(ground.image, work) {
            let known = spec.onCreate + spec.onStart + [spec.check].compactMap(\.self)
            let consent = PublishedConsent(console: host.console, isYes: change.yes)
            try consent.ask(published, known: known)
            let former = try self.published(record.image, work)
            spec = published.under(former?.removed(from: spec) ?? spec)
        }
        let carrying = HandCarrying(work)
        let advance = try work.rebuild(
            spec,
            from: ground,
            .rebase,
            since: record,
            isUrgent: now
        ) { trial throws(Failure) in
            present = try Self.carry(wanted, trial)
            try carrying.carry(found.carried, to: trial)
        }
        // What build steps need was added before they were.
        if !spec.build.isEmpty { present = [] }
        let own = present.isEmpty ? nil : "in the image itself: \(present.joined(separator: ", "))"
        let told = ["made from \(image)", own, carrying.summary].compactMap(\.self)
        work.tell(advance, told.joined(separator: "; "))
        carrying.tell(advance)
    }

    /// What an image says of the box that was published as it; nil for any other image.
    private func published(
        _ image: BoxRecord.ImageMark,
        _ work: GenerationWork
    ) throws(Failure) -> PublishedSpec? {
        do { return try work.household.published(image) } catch { throw Failure(error) }
    }

    /// What was done in the box by hand; what cannot be seen of it stays behind, and that is told.
    private func findings(
        in record: BoxRecord,
        _ host: Host,
        _ interruption: Interruption
    ) -> BoxDrift {
        do {
            let look = DriftLook(host: host, interruption: interruption)
            let found = try look.findings(in: record)
            if let unseen = found.unseen {
                host.console.warn(
                    "what was done in box '\(name)' by hand stays behind: \(unseen.words(name))"
                )
            }
            return found
        } catch {
            host.console.warn(
                "what was done in box '\(name)' by hand stays behind: \(error.message)"
            )
            return BoxDrift()
        }
    }

    /// The packages that were installed by hand, where the new image has the same package manager.
    private func byHand(
        _ found: BoxDrift,
        _ record: BoxRecord,
        _ ground: Successor.Ground,
        _ work: GenerationWork
    ) -> [String] {
        let names = found.packages.map(\.name)
        if names.isEmpty { return [] }
        var next = record
        next.image = ground.image
        // An image of no known family has no manager of packages.
        let managers = [record, next].map {
            try? work.household.packages(of: $0, work.host.shelf).manager.name
        }
        if managers[0] == managers[1] { return names }
        let list = names.joined(separator: ", ").printable
        work.host.console.warn("packages of another package manager stay behind: \(list)")
        return []
    }

    /// The image with its essentials; the box's packages are added in the new generation, where it
    /// can be seen which the image has already.
    private func ground(
        of spec: BoxSpec,
        _ work: GenerationWork,
        _ interruption: Interruption
    ) throws(Failure) -> Successor.Ground {
        var plain = spec
        // Build steps are made of them.
        if spec.build.isEmpty { plain.packages = [] }
        let making = BoxMaking(on: work.host, work.household, interruption)
        return try making.ground(
            plain,
            making.order(plain, fetch.pull, authfile: fetch.authfile),
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
