import ArgumentParser
import Upkeep

/// How what is there and what is declared are reconciled.
struct ApplyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            What becomes of what was changed by hand: 'carry' keeps it, 'drop' takes it back, 'adopt' \
            writes it into the manifest.
            """,
            valueName: "carry|drop|adopt"
        ),
        completion: .list(ApplyPlan.Drift.allCases.map(\.rawValue)),
        transform: { words in
            guard let drift = ApplyPlan.Drift(rawValue: words) else {
                throw ValidationError("it is 'carry', 'drop' or 'adopt'")
            }
            return drift
        }
    )
    var drift: ApplyPlan.Drift?

    @Flag(help: "Take over boxes of these names that are not the manifest's.")
    var adopt = false
}
