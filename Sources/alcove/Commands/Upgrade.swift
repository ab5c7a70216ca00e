import ArgumentParser
import Boxes
import Upkeep

struct Upgrade: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Upgrade boxes, each in its next generation",
        usage: """
            alcove upgrade [options] <name> ...
            alcove upgrade [options] --all
            alcove upgrade --timer on|off|status
            """,
        discussion: """
            A box's next generation is made beside it, upgraded there, and takes its place only when \
            all went well: at once, or when the last session in the box ends. It is made from the \
            box's present state; that of a box which a manifest declares is built anew from its \
            image as it is now, and what was done in it by hand comes along as with 'apply': \
            packages, and files below /etc and /usr/local. 'rollback' goes back. What fails changes nothing. What is changed in \
            the box outside of the home meanwhile stays behind in the former generation.

            What a box was taken back from is passed over by --all until something newer is there, \
            or the box is named. With --check the exit status is 100 when there is something to \
            upgrade.
            """
    )

    @OptionGroup var selection: BoxSelection

    @Flag(help: "Take the box's place at once, and end the sessions that are open in it.")
    var now = false

    @Flag(help: "Leave behind what was done by hand in a box that is built anew.")
    var drop = false

    @Flag(help: "Say what would change; the upgrade is tried, and thrown away.")
    var check = false

    @Option(
        help: ArgumentHelp(
            "Have your service manager upgrade all boxes every day, or not any more, or say how it is.",
            valueName: TimerWish.valueName
        ),
        completion: TimerWish.completion,
        transform: TimerWish.argument
    )
    var timer: TimerWish?

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    /// What `--check` ends with when there is something to upgrade.
    static let newsStatus: Int32 = 100

    func run() throws {
        let status = try run(on: global.host, Interruption())
        if status != 0 { throw ExitCode(status) }
    }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) -> Int32 {
        if let timer { return try set(timer, host) }
        var hasNews = false
        let built = BuiltImages()
        try forEach(selection.names(on: host), on: host) { name throws(Failure) in
            if interruption.isWanted { throw interruption.failure("interrupted") }
            let record = try host.record(name)
            let call = UpgradeCall(
                host: host,
                record: record,
                interruption: interruption,
                isUrgent: now,
                isOnlyAsked: check,
                isUnasked: selection.all,
                drops: drop,
                built: built
            )
            let work: any BoxUpgrade =
                record.declared == nil ? CopyUpgrade(call: call) : RebuildUpgrade(call: call)
            if change.dryRun { return try work.preview() }
            if try work.run() { hasNews = true }
        }
        return check && hasNews ? Self.newsStatus : 0
    }

    private func set(_ timer: TimerWish, _ host: Host) throws(Failure) -> Int32 {
        guard !selection.all, selection.names.isEmpty, !now, !drop, !check else {
            throw Failure(
                "--timer is about all boxes, and takes no other option of an upgrade",
                hint: "Leave one of them out.",
                status: 64
            )
        }
        try TimerWork(host: host).perform(timer, isDry: change.dryRun)
        return 0
    }
}

/// How a box is upgraded.
protocol BoxUpgrade {
    /// Says what would be done.
    func preview() throws(Failure)

    /// - Returns: whether there was something to upgrade.
    func run() throws(Failure) -> Bool
}

/// What is wanted of an upgrade.
struct UpgradeCall {
    let host: Host
    let record: BoxRecord
    let interruption: Interruption
    /// Whether sessions are ended that are in the way.
    let isUrgent: Bool
    /// Whether nothing is to be kept.
    let isOnlyAsked: Bool
    /// Whether nobody named the box.
    let isUnasked: Bool
    /// Whether what was done by hand stays behind where the box is built anew.
    let drops: Bool
    /// What was built for the boxes before this one.
    let built: BuiltImages

    /// Tells of a box to which nothing is done.
    func pass(_ reason: String) -> Bool {
        host.console.note("Box '\(record.name)' \(reason)")
        return false
    }
}
