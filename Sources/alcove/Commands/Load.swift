import ArgumentParser
import Boxes
import Linux

struct Load: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Make a box from an archive that 'save' wrote",
        discussion: """
            As 'create --image' with the archive's path, which takes options besides. The box's name \
            goes to standard output.
            """
    )

    @Argument(help: ArgumentHelp("The archive.", valueName: "file"), completion: .file())
    var file: String

    @Argument(
        help: ArgumentHelp(
            "The box's name; made from the archive's unless given.",
            valueName: "name"
        ),
        transform: BoxName.argument
    )
    var name: BoxName?

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let path = host.bearings.absolute(file)
        guard File.kindFollowed(path) == .file else {
            let isThere = File.kindFollowed(path) != nil
            throw Failure(
                isThere ? "'\(path)' is no regular file" : "there is no file '\(path)'",
                hint: "Name an archive that 'alcove save' wrote.",
                status: 64
            )
        }
        var create = Create.plain
        create.name = name
        create.change = change
        create.imageChoice.image = path
        try create.run(on: host, interruption)
    }
}
