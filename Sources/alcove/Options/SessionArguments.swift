import ArgumentParser

/// The options that `enter` and `run` share.
struct SessionArguments: ParsableArguments {
    @Flag(help: "As the box's root.")
    var root = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Begin in this directory of the box.", valueName: "dir"),
        completion: .directory
    )
    var workdir: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Set a variable, or pass the caller's; may be repeated.",
            valueName: "key[=value]"
        )
    )
    var env: [String] = []

    @Option(
        help: ArgumentHelp(
            "Set the variables in this file, one a line like --env; may be repeated.",
            valueName: "file"
        ),
        completion: .file()
    )
    var envFile: [String] = []

    @Flag(name: [.customShort("T"), .long], help: "Give the command no terminal.")
    var noTty = false

    @Option(help: ArgumentHelp("Use this shell of the box.", valueName: "shell"))
    var shell: String?

    @Flag(help: "Pass none of the caller's variables but those a session needs.")
    var cleanEnv = false

    @OptionGroup var global: GlobalOptions

    func sessionOptions(_ verb: SessionOptions.Verb) -> SessionOptions {
        var session = SessionOptions(verb)
        session.root = root
        session.workdir = workdir.map { Array($0.utf8) }
        session.env = env.map { Array($0.utf8) }
        session.envFiles = envFile.map { Array($0.utf8) }
        session.noTTY = noTty
        session.shell = shell.map { Array($0.utf8) }
        session.cleanEnv = cleanEnv
        session.quiet = global.quiet
        session.verbose = global.verbose
        session.engine = global.engine
        return session
    }
}
