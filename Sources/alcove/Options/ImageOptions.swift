import ArgumentParser
import Boxes

/// How an image is come by.
struct ImageOptions: ParsableArguments {
    @OptionGroup var fetch: FetchOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Install a package of the image's distribution, as part of the image; may be repeated.",
            valueName: "package"
        ),
        transform: BoxSpec.packageArgument
    )
    var package: [String] = []

    @Flag(help: "Leave the image as it is: without the essentials that make it pleasant.")
    var bare = false

    /// The spec with what these options add to its image, and the settings likewise.
    func added(to spec: BoxSpec, _ settings: Configuration) -> BoxSpec {
        var spec = spec
        for name in (settings.packages?.value ?? []) + package
        where !spec.packages.contains(name) {
            spec.packages.append(name)
        }
        spec.bare = bare || settings.bare?.value ?? false
        return spec
    }
}

/// The image of a box that is to stay, and how it is come by.
struct ImageChoice: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What the box is made from.", valueName: "image"),
        completion: .images
    )
    var image: String?

    @OptionGroup(title: "Image options") var options: ImageOptions
}
