import ArgumentParser
import Boxes

/// How an image is come by.
struct ImageOptions: ParsableArguments {
    @Option(help: "When to fetch the image; 'missing' unless the settings say otherwise.")
    var pull: PullPolicy?

    @Option(
        help: ArgumentHelp("A file of logins to registries, asked first.", valueName: "file"),
        completion: .file()
    )
    var authfile: String?
}
