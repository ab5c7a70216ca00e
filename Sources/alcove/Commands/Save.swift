import ArgumentParser
import Boxes
import Linux
import Upkeep

struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Write a box to an archive, for machines without a network",
        discussion: """
            The archive has what 'publish' would send. 'alcove load' makes a box of it; every engine \
            can load it as an image. Its path goes to standard output.
            """
    )

    @OptionGroup var choice: PublishedChoice

    @Argument(
        help: ArgumentHelp("The archive; NAME.tar unless given.", valueName: "file"),
        completion: .file()
    )
    var file: String?

    @Flag(name: .shortAndLong, help: "Replace a file that is there.")
    var force = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let path = host.bearings.absolute(file ?? "\(choice.name).tar")
        let work = try PublishWork(choice, on: host, interruption)
        if File.kind(path) != nil, !force {
            throw Failure("'\(path)' is there already", hint: "Name another file, or pass --force.")
        }
        if change.dryRun { return work.preview("write '\(path)'") }
        try work.run { household, image, events throws(UpkeepError) in
            // Who may read it is the caller's to say, as of any new file.
            let mode = 0o666 & ~Process.callersMask
            try household.save(image, to: path, mode: mode, events: events)
        }
        host.console.result(path)
    }
}
