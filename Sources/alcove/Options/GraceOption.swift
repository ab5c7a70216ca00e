import ArgumentParser

/// How long what runs in a box may take to end.
struct GraceOption: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Seconds until what still runs is killed; 5 unless given, 30 with an init system.",
            valueName: "seconds"
        ),
        transform: Int.countArgument
    )
    var time: Int?
}
