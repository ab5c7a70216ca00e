import ArgumentParser
import Boxes
import Profiles
import Upkeep

struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install packages in a box",
        usage: "alcove install [options] [box] <package> ...",
        discussion: """
            Calls the package manager of the box's distribution as the box's root, on your \
            terminal. What was installed is remembered with the box. The exit status is the \
            manager's.
            """
    )

    @OptionGroup var words: PackageWords

    @Flag(help: "Install the essentials that a box lacks, as 'create' would have done.")
    var essentials = false

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { throw ExitCode(try run(on: global.host)) }

    func run(on host: Host) throws(Failure) -> Int32 {
        let (name, names) = try words.box(on: host)
        if essentials {
            guard names.isEmpty else {
                throw Failure("--essentials and packages cannot be given together", status: 64)
            }
            return try installEssentials(in: name, host)
        }
        let packages = try PackageNames.checked(names, "install")
        let work = try PackageWork(on: host, name)
        let manner: PackageManager.Manner = change.yes ? .unattended : .asking
        if change.dryRun {
            for command in try work.commands(.install, packages, manner) {
                host.console.result(work.shown(command, isAttended: !change.yes))
            }
            return 0
        }
        try work.requireAnswers(change.yes)
        try work.refreshIfOld()
        let command = work.packages.manager.command(.install, packages, manner)
        return try work.change(.install(packages), [command], isAttended: !change.yes)
    }

    private func installEssentials(in name: BoxName, _ host: Host) throws(Failure) -> Int32 {
        let work = try PackageWork(on: host, name)
        let steps: [Essentials.Step]
        do {
            steps = try work.household.essentialsSteps(
                of: try work.household.record(name),
                host.shelf,
                environment: host.environment
            )
        } catch {
            throw Failure(error)
        }
        let commands = steps.filter { $0.kind != .clean }.map(\.words)
        if change.dryRun {
            for command in commands {
                host.console.result(work.shown(command, isAttended: false))
            }
            return 0
        }
        if commands.isEmpty { host.console.note("Box '\(name)' has its essentials") }
        return try work.change(.essentials, commands, isAttended: false)
    }
}
