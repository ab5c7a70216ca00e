import ArgumentParser
import Boxes
import Exports

/// What every export takes.
struct ExportArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("The box; not needed where 'alcove run' needs none.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var box: BoxName?

    @Option(help: ArgumentHelp("Another name on the host.", valueName: "name"))
    var `as`: String?

    @Flag(help: "Keep what stands in the way aside, until the export is withdrawn.")
    var force = false
}

/// How an export calls what is in the box.
struct ExportCallArguments: ParsableArguments {
    @Flag(help: "Run it as the box's root.")
    var root = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Run it in this directory of the box.", valueName: "dir"),
        transform: BoxSpec.workdirArgument
    )
    var workdir: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Set a variable for it, or pass the caller's; may be repeated.",
            valueName: "key[=value]"
        ),
        transform: ExportOptions.Variable.argument
    )
    var env: [ExportOptions.Variable] = []
}

extension ExportOptions {
    /// What the words ask for.
    init(_ arguments: ExportArguments, _ call: ExportCallArguments? = nil) {
        self.init()
        name = arguments.as
        guard let call else { return }
        asRoot = call.root
        workdir = call.workdir
        environment = call.env
    }
}

extension ExportOptions.Variable {
    /// `KEY=VALUE`, or `KEY` for the caller's value at each call.
    static func argument(_ words: String) throws -> ExportOptions.Variable {
        let name = words.prefix { $0 != "=" }
        let isName =
            name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            } && name.first?.isNumber == false
        guard isName else { throw Failure(BoxError.badEnvironment(words)) }
        let value = words.utf8.contains(UInt8(ascii: "=")) ? words.dropFirst(name.count + 1) : nil
        return ExportOptions.Variable(name: String(name), value: value.map(String.init))
    }
}
