import ArgumentParser
import Boxes
import Profiles
import Upkeep

struct Uninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Take packages out of a box",
        usage: "alcove uninstall [options] [box] <package> ...",
        discussion: """
            Calls the package manager of the box's distribution as the box's root, on your \
            terminal. The exit status is the manager's.
            """
    )

    @OptionGroup var words: PackageWords
    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { throw ExitCode(try run(on: global.host)) }

    func run(on host: Host) throws(Failure) -> Int32 {
        let (name, names) = try words.box(on: host)
        let packages = try PackageNames.checked(names, "uninstall")
        let work = try PackageWork(on: host, name)
        let manner: PackageManager.Manner = change.yes ? .unattended : .asking
        let command = work.packages.manager.command(.uninstall, packages, manner)
        if change.dryRun {
            host.console.result(work.shown(command, isAttended: !change.yes))
            return 0
        }
        try work.requireAnswers(change.yes)
        return try work.change(.uninstall(packages), [command], isAttended: !change.yes)
    }
}
