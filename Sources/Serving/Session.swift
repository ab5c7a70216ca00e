import Glibc
package import Linux
import Wire

/// A process tree that belongs to one caller.
package final class Session {
    /// The forked process: the command, or its monitor when there is a terminal.
    package let leader: Int32
    /// The command's process group; known when the command says that it is ready.
    package internal(set) var group: Int32
    let reports: FileDescriptor
    package let hasTerminal: Bool
    /// Whether it goes on when its caller is gone.
    let isDetached: Bool
    /// The caller's connection; nil when it is gone.
    var connection: Int32?
    /// Whether its caller is there, and will be as long as it goes on.
    package var hasCaller: Bool { connection != nil && !isDetached }
    /// The directories it was given, to tell which one it took.
    let directories: Directories
    /// What it was asked to run, for listings; and its first word, for refusals.
    package let command: [UInt8]
    let program: [UInt8]
    /// So much of each: an argument may be of megabytes, and an answer must fit into a socket.
    private static let mostShown = 1024
    /// Seconds since 1970.
    package let since: UInt64
    /// What its keeper wanted to know of it again.
    package let mark: [UInt8]
    /// The terminal's master, until it is handed to the caller.
    var master: Int32?
    var failure: SessionReport?
    /// How the command ended; nil while it runs, and when it was not started.
    package internal(set) var ending: Ending?
    /// How far the ending of a session without a caller has come.
    var hangup: Hangup = .none

    enum Hangup {
        case none
        /// Told to hang up, to end, or killed; and when to go further, in milliseconds.
        case hung(next: Int64)
        case terminated(next: Int64)
        case killed
    }

    init(
        _ begun: consuming SessionPlan.Begun,
        request: SessionRequest,
        order: SessionOrder,
        master: Int32?,
        connection: Int32?
    ) {
        leader = begun.pid
        group = request.terminals.isEmpty ? begun.pid : 0
        reports = FileDescriptor(owning: begun.takeReports())
        hasTerminal = !request.terminals.isEmpty
        isDetached = request.detached
        self.connection = connection
        directories = order.directories
        let words = order.words
        command = Array(words.joined(separator: [UInt8(ascii: " ")]).prefix(Self.mostShown))
        program = Array((words.first ?? []).prefix(Self.mostShown))
        since = UInt64(Clock.now)
        mark = order.mark
        self.master = master
    }

    /// The signals that a caller passes on: those that it can hear itself, and the one that ends anything.
    ///
    /// A question about a command must not be stopped by one that cannot be passed over.
    static let passed: Set<Int32> = [
        SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT,
    ]

    /// Sends the command's process group a signal.
    func signal(_ signal: Int32) {
        // A group that is gone needs none.
        if group > 0 { _ = Signals.send(signal, toGroup: group) }
    }

    /// What the caller is told of a command that could not be started; nil when it was.
    var refusal: Refusal? {
        guard case .failed(let stage, let code) = failure else { return nil }
        switch stage {
        case .directory:
            return Refusal(.noDirectory, subject: directories.candidates.first ?? [], code: code)
        case .execute:
            return Refusal(
                code == ENOENT ? .notFound : .notExecutable,
                subject: program,
                code: code
            )
        case .setup: return Refusal(.failed, subject: Array("session".utf8), code: code)
        }
    }
}
