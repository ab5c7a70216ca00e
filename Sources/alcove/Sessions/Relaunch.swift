import Boxes
import Glibc
import Linux

/// A session for a command that is about something else: this program once more, as `alcove run`.
///
/// Its output goes to error output, as the results of the command that wants it are its own.
enum Relaunch {
    /// Runs a command in the box as the user.
    static func run(
        _ box: BoxName,
        _ command: [[UInt8]],
        _ interruption: Interruption
    ) throws(Failure) -> Int32 {
        try run(["run", "-q", box.description, "--"], command, interruption)
    }

    /// Runs a command in the box as its root.
    static func runAsRoot(
        _ box: BoxName,
        _ command: [[UInt8]],
        _ interruption: Interruption
    ) throws(Failure) -> Int32 {
        let head = ["run", "-q", "--root", "--workdir", "/", box.description, "--"]
        return try run(head, command, interruption)
    }

    /// Runs a command in the box as the user, without input and without a terminal that it could talk to.
    ///
    /// Gives lines of its output to `watch`, and nil now and then, which answers whether to go on. Variables
    /// for git stay here: they are about a repository that the caller is in, or programs of the host.
    ///
    /// - Returns: its status; nil when it was told to end.
    static func runUnattended(
        _ box: BoxName,
        _ command: [[UInt8]],
        _ watch: (String?) -> Bool
    ) throws(Failure) -> Int32? {
        let program = Program(
            "/proc/self/exe",
            ["run", "-q", "--no-tty", box.description, "--"] + command.map(\.text),
            environment: Environment.all.filter { !$0.starts(with: "GIT_".utf8) }
        )
        return try program.status(watch)
    }

    private static func run(
        _ head: [String],
        _ command: [[UInt8]],
        _ interruption: Interruption
    ) throws(Failure) -> Int32 {
        let words = head.map { Array($0.utf8) } + command
        do {
            let child = try Child.spawn(
                "/proc/self/exe",
                words,
                environment: Environment.all,
                streams: (0, 2, 2)
            )
            var hasPassed = false
            while true {
                switch try Child.poll(child) {
                case .code(let code)?: return Int32(code)
                case .signal(let signal)?: return 128 + Int32(signal)
                case nil: break
                }
                // Ctrl-C comes to the child by itself; others are sent to this process alone.
                if !hasPassed, interruption.isWanted, interruption.signal != SIGINT {
                    Signals.send(SIGTERM, to: child)
                    hasPassed = true
                }
                usleep(10_000)
            }
        } catch {
            throw Failure(error)
        }
    }
}
