import ArgumentParser
import Boxes

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
