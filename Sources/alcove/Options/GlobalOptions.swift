import ArgumentParser
import Engines

/// Options of every command that talks to an engine.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The engine: podman, docker, or the URL of its socket.",
            discussion: "Boxes remember theirs. ALCOVE_ENGINE says the same for all commands.",
            valueName: "engine"
        ),
        completion: .list(["podman", "docker"]),
        transform: EngineWish.argument
    )
    var engine: String?

    @Flag(name: .shortAndLong, help: "Tell more of what is done.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Tell nothing but results and failures.")
    var quiet = false

    /// The caller, with these options heeded.
    var host: Host { Host(engine: engine, verbose: verbose, quiet: quiet) }
}

/// The same for `create`, where `-v` is a volume.
struct GlobalOptionsOfCreate: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The engine: podman, docker, or the URL of its socket.",
            discussion: "The box remembers it. ALCOVE_ENGINE says the same for all commands.",
            valueName: "engine"
        ),
        completion: .list(["podman", "docker"]),
        transform: EngineWish.argument
    )
    var engine: String?

    @Flag(help: "Tell more of what is done.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Tell nothing but results and failures.")
    var quiet = false

    /// The caller, with these options heeded.
    var host: Host { Host(engine: engine, verbose: verbose, quiet: quiet) }
}

extension Host {
    convenience init(engine: String?, verbose: Bool, quiet: Bool) {
        self.init()
        engineWords = engine
        console.level = quiet ? .quiet : verbose ? .verbose : .normal
    }
}
