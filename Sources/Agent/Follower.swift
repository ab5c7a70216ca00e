import Glibc
import Linux

/// Stands for a service that leaves its process behind: `/.alcove/init follow [--pid-file PATH]
/// COMMAND…`, a session as any other.
///
/// It runs the command to its end, as systemd does for `Type=forking`. What that left behind comes to
/// this process, which passes signals on to it and ends when it does: whoever sees this, sees that.
package struct Follower {
    /// Where the service writes which process is its own, from the session's runtime directory; without
    /// it, that is the only one left.
    let pidFile: String?
    let command: [[UInt8]]

    /// Those that callers of sessions pass on.
    private static let passed = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT]

    /// - Returns: the exit status.
    package static func run(_ words: [[UInt8]]) -> Int32 {
        do {
            // This program is set-user-id in most boxes; who runs something is the caller.
            try becomeUser(getuid(), group: getgid())
            becomeInspectable()
            guard let follower = Follower(words) else { return 64 }
            return try follower.follow()
        } catch {
            // Whoever closed the stream does not want to know.
            try? writeAll(Array("error: \(error)\n".utf8)[...], to: 2, subject: "output")
            return error.code == ENOENT ? 127 : 126
        }
    }

    /// Nil when the words are none of these.
    init?(_ words: [[UInt8]]) {
        var rest = words[...]
        var pidFile: String?
        if rest.first == Array("--pid-file".utf8) {
            guard rest.count > 1 else { return nil }
            pidFile = rest[1].text
            rest = rest.dropFirst(2)
        }
        guard let program = rest.first, !program.isEmpty else { return nil }
        self.pidFile = pidFile
        command = Array(rest)
    }

    private func follow() throws(SystemError) -> Int32 {
        let signals = try SignalQueue(Self.passed + [SIGCHLD])
        try Child.adoptOrphans()
        let starter = try Child.spawn(
            command[0].text,
            Array(command.dropFirst()),
            environment: Environment.all,
            streams: (0, 1, 2)
        )
        var main = Main.starting(starter)
        while true {
            var waiting = pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&waiting, 1, main == .sought ? 100 : -1)
            while let signal = signals.next() {
                if signal != SIGCHLD { pass(signal, to: main) }
            }
            while let (pid, change) = Child.nextChange() {
                guard case .ended(let ending) = change else { continue }
                if main == .starting(pid) {
                    guard ending == .code(0) else { return finish(ending) }
                    main = .sought
                } else if main == .found(pid) {
                    return finish(ending)
                }
            }
            if main == .sought, let found = search() {
                main = found
                tellReady()
            }
            if main == .sought || main == .several, Self.children.isEmpty {
                tellReady()
                return 0
            }
        }
    }

    /// What is known of the service's process.
    private enum Main: Equatable {
        /// The command is at it.
        case starting(Int32)
        /// It has not said which process it is.
        case sought
        case found(Int32)
        /// Nobody said which of them it is.
        case several
    }

    /// - Returns: nil while the file that tells it is not there, or tells of none of its processes.
    private func search() -> Main? {
        guard let pidFile else {
            let children = Self.children
            return children.isEmpty ? nil : children.count == 1 ? .found(children[0]) : .several
        }
        let isWhole = pidFile.hasPrefix("/")
        let folder = isWhole ? "" : (Environment.value("XDG_RUNTIME_DIR") ?? "") + "/"
        // One that cannot be read yet is read again.
        guard let bytes = try? File.read(folder + pidFile, limit: 64),
            let pid = Int32(bytes.text.prefix { $0.isNumber }),
            Self.children.contains(pid)
        else { return nil }
        return .found(pid)
    }

    /// Those that were left, which have no other parent any more.
    private static var children: [Int32] {
        let own = getpid()
        return ProcessTree().entries.filter { $0.parent == own && !$0.isZombie }.map(\.pid)
    }

    /// Those in this process's own group were sent the same.
    private func pass(_ signal: Int32, to main: Main) {
        let group = getpgrp()
        let targets =
            switch main {
            case .starting: [Int32]()
            case .found(let pid): [pid]
            case .sought, .several: Self.children
            }
        for pid in targets where getpgid(pid) != group { Signals.send(signal, to: pid) }
    }

    private func tellReady() {
        guard let socket = Environment.value("NOTIFY_SOCKET") else { return }
        // Who is not there to hear it does not wait for it.
        try? Datagrams.send(Array("READY=1".utf8), to: socket)
    }

    /// What is left of a service goes with its process.
    private func finish(_ ending: Ending) -> Int32 {
        for pid in ProcessTree().descendants(of: getpid()) { Signals.send(SIGTERM, to: pid) }
        return switch ending {
        case .code(let code): Int32(code)
        case .signal(let signal): 128 + Int32(signal)
        }
    }
}
