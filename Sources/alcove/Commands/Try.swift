import ArgumentParser
import Boxes
import Engines
import Linux
import Upkeep

struct Try: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Work in a throw-away box",
        discussion: """
            Makes a box, enters it or runs a command in it, and removes it, however that ends. The \
            exit status is the command's.
            """
    )

    @OptionGroup(title: "Image options") var imageOptions: ImageOptions
    @OptionGroup(title: "Box options") var boxOptions: BoxOptions
    @OptionGroup(title: "Global options") var global: GlobalOptionsOfCreate

    @Argument(
        help: ArgumentHelp("What the box is made from.", valueName: "image"),
        completion: .images
    )
    var image: String

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("A command to run; a login shell unless given.", valueName: "command"),
        completion: .file()
    )
    var command: [String] = []

    func run() throws {
        let command = Array(argumentBytes.suffix(command.count))
        throw ExitCode(try run(command, on: global.host, Interruption()))
    }

    /// Gives the status of what was run.
    ///
    /// The command is taken byte for byte: text would change what is no UTF-8.
    func run(
        _ command: [[UInt8]],
        on host: Host,
        _ interruption: Interruption
    ) throws(Failure) -> Int32 {
        let making = try BoxMaking(on: host, interruption)
        let settings = host.configuration
        let spec = imageOptions.added(to: boxOptions.spec(image: image, settings), settings)
        let name = Self.name(for: BoxMaking.source(image, host.bearings))
        let plan = try making.plan(name, spec, making.order(spec, imageOptions))
        let loan: Loan
        do { loan = try making.household.lend(plan, for: .session) } catch { throw Failure(error) }
        let outcome = Result { () throws(Failure) in
            try making.make(plan)
            var session = SessionOptions(command.isEmpty ? .enter : .run)
            session.command = command
            return try host.openSession(session, name)
        }
        do { try making.household.takeBack(loan) } catch { throw Failure(error) }
        let status = try outcome.get()
        return interruption.isWanted ? 128 + (interruption.signal ?? 0) : status
    }

    /// A name that nobody else has chosen.
    private static func name(for source: ImageSource) -> BoxName {
        let digits = BoxID().description.prefix(8)
        return BoxName(madeFrom: "try-\(source.boxName.description.prefix(50))-\(digits)")
    }
}
