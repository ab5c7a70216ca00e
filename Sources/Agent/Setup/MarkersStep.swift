import Linux
import Wire

/// Tells programs in the box where they are: `/run/.alcoveenv`, and the files by which the prompts
/// of other tools know a container.
func setUpMarkers(_ context: inout SetupContext) throws(SetupFailure) {
    let setup = context.setup
    let values = [
        ("name", setup.boxName), ("id", setup.boxID), ("image", setup.image),
        ("engine", setup.engine), ("generation", "\(setup.generation)"),
        ("version", setup.version),
    ]
    let lines = values.map { "\($0.0)=\($0.1)\n" }.joined()
    try attempt { () throws(SystemError) in
        try context.root.makeDirectories("run")
        try context.root.replace("run/.alcoveenv", with: Array(lines.utf8), mode: 0o644)
        try context.root.replace("run/.toolboxenv", with: [], mode: 0o644)
        if context.root.statusOfLink("run/.containerenv") == nil {
            let text = "engine=\"\(setup.engine)\"\nname=\"\(setup.boxName)\"\n"
            try context.root.replace("run/.containerenv", with: Array(text.utf8), mode: 0o644)
        }
    }
}
