import ArgumentParser
import Boxes
import Engines
import Upkeep

struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a box",
        discussion: """
            The image is a name in a registry (fedora:42), an image that the engine has, an archive \
            of an image or of a root filesystem (./root.tar.xz), or one made from a distribution's \
            own mirror (bootstrap:debian/trixie). Without --image it is that of the settings, \
            else the host's own distribution.

            The box's name goes to standard output. A box that cannot be made whole is not made.
            """
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What the box is made from.", valueName: "image")
    )
    var image: String?

    @OptionGroup(title: "Image options") var imageOptions: ImageOptions
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
        let image = if let image { image } else { try making.defaultImage() }
        let spec = boxOptions.spec(image: image, host.configuration)
        let order = making.order(spec, imageOptions)
        let name = name ?? order.source.boxName
        if change.dryRun { return try preview(name, spec, order, making) }
        try making.make(try making.plan(name, spec, order))
        host.console.result(name.description)
    }

    /// Says what would be done; nothing is fetched for it.
    private func preview(
        _ name: BoxName,
        _ spec: BoxSpec,
        _ order: ImageSupply.Order,
        _ making: BoxMaking
    ) throws(Failure) {
        do {
            let image = BoxRecord.ImageMark(reference: spec.image, id: "")
            let plan = try making.household.plan(name, spec, image: image)
            for line in CreationWords.lines(plan, order, making.household.store) {
                making.host.console.result(line)
            }
        } catch {
            throw Failure(error)
        }
    }
}
