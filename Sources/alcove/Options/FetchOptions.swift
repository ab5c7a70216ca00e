import ArgumentParser
import Boxes

/// When an image is fetched, and who is let in there.
struct FetchOptions: ParsableArguments {
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
