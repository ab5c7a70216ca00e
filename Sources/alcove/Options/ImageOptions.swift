import ArgumentParser
import Boxes

/// How an image is come by.
struct ImageOptions: ParsableArguments {
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
}

/// The image of a box that is to stay, and how it is come by.
struct ImageChoice: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What the box is made from.", valueName: "image")
    )
    var image: String?

    @OptionGroup(title: "Image options") var options: ImageOptions

    @Flag(help: "The image as it is, with no packages added; so far, this is how all boxes are.")
    var bare = false
}
