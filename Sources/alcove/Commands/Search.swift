import ArgumentParser
import Boxes
import Profiles
import Upkeep

struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Look for packages that a box could have",
        usage: "alcove search [options] [box] <word> ...",
        discussion: """
            Prints what the package manager of the box's distribution finds; the exit status is \
            the manager's.
            """
    )

    @OptionGroup var words: PackageWords
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { throw ExitCode(try run(on: global.host, Interruption())) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) -> Int32 {
        let (name, words) = try words.box(on: host)
        let wanted = try PackageNames.checked(words, "search")
        let work = try PackageWork(on: host, name)
        // What the manager says meanwhile is no result.
        try work.refreshIfOld(interruption)
        let command = work.packages.manager.command(.search, wanted, .unattended)
        return try work.call(command, isAttended: false)
    }
}
