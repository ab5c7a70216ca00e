import ArgumentParser
import Boxes
import Engines
import Upkeep

struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a box",
        discussion: """
            The image is a name in a registry (fedora:42), an image that the engine has, an archive \
            of an image or of a root filesystem (./root.tar.xz), one built from a Containerfile \
            (./folder), or one made from a distribution's own mirror (bootstrap:debian/trixie). \
            Without --image it is that of the settings, else the host's own distribution.

            What a bare image lacks for comfortable work (a pager, manual pages, ps, ping …) is \
            added to it once, for all boxes of that image; --bare leaves it out.

            The box's name goes to standard output. A box that cannot be made whole is not made.
            """
    )

    @OptionGroup(title: "Image options") var imageChoice: ImageChoice
    @OptionGroup(title: "Box options") var boxOptions: BoxOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptionsOfCreate

    @Argument(
        help: ArgumentHelp(
            "The box's name; made from the image's unless given.",
            valueName: "name"
        ),
        transform: BoxName.argument
    )
    var name: BoxName?

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let making = try BoxMaking(on: host, interruption)
        let image = if let image = imageChoice.image { image } else { try making.defaultImage() }
        SpecWarnings(host: host, household: making.household)
            .tell(spec(image, host.configuration))
        if change.dryRun { return try preview(image, making) }
        host.console.result(try make(image, making).description)
    }

    /// Makes the box, and tells its name.
    func make(_ image: String, _ making: BoxMaking) throws(Failure) -> BoxName {
        let spec = spec(image, making.host.configuration)
        let order = making.order(spec, imageChoice.options)
        let name = name ?? order.source.boxName
        let console = making.host.console
        let plan = try making.plan(
            name,
            spec,
            order,
            accept: { published throws(Failure) in
                try PublishedConsent(console: console, isYes: change.yes).ask(published)
            },
            offer: { spec, packages throws(Failure) in
                try SystemOffer(console: console, isYes: change.yes).make(packages, for: spec)
            }
        )
        try making.make(plan)
        return name
    }

    /// `create` without any options.
    static var plain: Create {
        do {
            return try parse([])
        } catch {
            preconditionFailure("create demands words: \(error)")
        }
    }

    private func spec(_ image: String, _ settings: Configuration) -> BoxSpec {
        imageChoice.options.added(to: boxOptions.spec(image: image, settings), settings)
    }

    /// Says what would be done; nothing is fetched for it.
    private func preview(_ image: String, _ making: BoxMaking) throws(Failure) {
        let spec = spec(image, making.host.configuration)
        let order = making.order(spec, imageChoice.options)
        do throws(UpkeepError) {
            try order.check()
            let mark = BoxRecord.ImageMark(reference: spec.image, id: "")
            let name = name ?? order.source.boxName
            let plan = try making.household.plan(name, spec, image: mark)
            for line in CreationWords.lines(plan, order, making.household.store) {
                making.host.console.result(line)
            }
        } catch {
            throw Failure(error)
        }
    }
}
