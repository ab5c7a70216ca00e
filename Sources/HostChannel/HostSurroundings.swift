import Boxes
import Glibc
package import Linux
package import Serving
package import Wire

/// What commands of a box have of the host: of this process, and of the session that asks.
package struct HostSurroundings {
    /// The host's variables, less those that are one terminal's or one process's.
    let environment: [[UInt8]]
    /// Where a command begins whose caller is nowhere on the host.
    let home: [UInt8]
    let alcove: [UInt8]
    /// Limits of this process that commands are not to have.
    let limits: [SessionPlan.Limit]
    /// What the newest caller with a desktop has of it, at this moment.
    package var desk: () -> [[UInt8]]? = { nil }

    /// - Parameters:
    ///   - environment: of this process.
    ///   - home: where a command begins whose caller is nowhere on the host.
    ///   - alcove: the path of this tool's program.
    ///   - limits: those that held before this process changed its own.
    package init(
        environment: [[UInt8]],
        home: String,
        alcove: String,
        limits: [SessionPlan.Limit] = []
    ) {
        self.environment = environment.filter { !Self.drop.matches($0) }
        self.home = Array(home.utf8)
        self.alcove = Array(alcove.utf8)
        self.limits = limits
    }

    /// What is started for a box's request.
    package func order(
        for request: SessionRequest,
        of guest: HostGuest
    ) throws(Refusal) -> SessionOrder {
        guard let command = request.arguments.first, !command.isEmpty, !request.root,
            !request.login, !request.detached, request.shell == nil, request.limits.isEmpty,
            Self.isWhole(request)
        else { throw Refusal(.badRequest, subject: []) }
        let path = Variables(environment)["PATH"] ?? Array("/usr/local/bin:/usr/bin:/bin".utf8)
        var gate = HostGate(permitted: guest.permitted, path: path, alcove: alcove)
        gate.isGranted = { guest.grants?.has($0) ?? false }
        var plan = SessionPlan()
        plan.arguments = request.arguments
        switch gate.verdict(for: command) {
        // Nobody could be asked for a program that is not there.
        case .run(let programs)
        where Self.opens(command) && (guest.permitted != .ask || !programs.isEmpty):
            plan.programs = [alcove]
            plan.arguments = opening(programs) + request.arguments.dropFirst()
        case .run(let programs): plan.programs = programs
        case .ask(let program):
            // A process of this tool's asks, in the command's place, and becomes it.
            plan.programs = [alcove]
            let words = ["alcove", "host-question", guest.id, guest.name].map { Array($0.utf8) }
            plan.arguments = words + [program] + request.arguments
        case .missing: throw Refusal(.notFound, subject: Array(command.prefix(1024)))
        case .denied: throw Refusal(.denied, subject: Array(command.prefix(1024)))
        }
        plan.environment = try variables(for: request, of: guest)
        plan.uid = getuid()
        plan.gid = getgid()
        plan.umask = request.umask & 0o777
        plan.limits = limits
        return SessionOrder(
            plan: plan,
            directories: directories(for: request),
            words: request.arguments
        )
    }

    /// Whether all that a command would get of it is what was looked at: to the kernel, a zero is the end.
    private static func isWhole(_ request: SessionRequest) -> Bool {
        let lists = [
            request.arguments, request.environment, request.explicitEnvironment,
            request.directories, [request.workdir ?? []],
        ]
        return lists.allSatisfy { list in list.allSatisfy { !$0.contains(0) } }
    }

    /// Whether the command has something opened, for which there is more than one program.
    private static func opens(_ command: [UInt8]) -> Bool {
        command == Array(OpenerWord.program.utf8)
    }

    /// A process of this tool's asks the desktop's portal in the command's place, and becomes the
    /// first of these programs where there is none.
    private func opening(_ programs: [[UInt8]]) -> [[UInt8]] {
        let words = ["alcove", "host-open"].map { Array($0.utf8) }
        return words + programs + [Array("--".utf8)]
    }

    private func directories(for request: SessionRequest) -> Directories {
        if let wanted = request.workdir { return Directories(candidates: [wanted], elsewhere: 1) }
        return Directories(
            candidates: request.directories + [home, Array("/".utf8)],
            elsewhere: request.directories.count
        )
    }

    /// The host's variables, what the asking session has of its terminal and desktop, and what was
    /// asked for by name.
    ///
    /// A box that may not run everything gives no more than what its terminal is: by other variables
    /// a command can be made to do anything.
    private func variables(
        for request: SessionRequest,
        of guest: HostGuest
    ) throws(Refusal) -> [[UInt8]] {
        var variables = Variables(present(for: request, guest.permitted))
        if guest.permitted == .all {
            variables.add(request.environment.filter { HostSession.names.matches($0) })
        } else {
            guard request.explicitEnvironment.isEmpty || Self.asksForPassword(request) else {
                throw Refusal(.denied, subject: Array("--env".utf8))
            }
            variables.add(request.environment.filter { Self.isOfTerminal($0) })
        }
        if variables["TERM"] == nil, !request.terminals.isEmpty {
            variables["TERM"] = Array("xterm".utf8)
        }
        if request.arguments.first == HostGate.alcoveName {
            variables["ALCOVE_BOX"] = Array(guest.name.utf8)
        }
        variables.add(request.explicitEnvironment)
        return variables.entries
    }

    /// The host's variables, with the desktop that there is now.
    ///
    /// A whole session brings its own, and what it has not, a command of it has not; where that says
    /// nothing, as for a service of the box's, the newest caller's is the present one.
    private func present(
        for request: SessionRequest,
        _ permitted: BoxSpec.HostCommands
    ) -> [[UInt8]] {
        let isSession = request.environment.contains {
            $0.starts(with: Array("XDG_RUNTIME_DIR=".utf8))
        }
        let bare = environment.filter { !HostSession.desktopNames.matches($0) }
        if permitted == .all, isSession { return bare }
        return desk().map { bare + $0 } ?? environment
    }

    /// Whether it is what git in a box calls the host's git for: the variables keep that one from asking.
    private static func asksForPassword(_ request: SessionRequest) -> Bool {
        request.arguments.prefix(2).elementsEqual(HostGit.words.map { Array($0.utf8) })
            && request.explicitEnvironment.allSatisfy { variable in
                HostGit.variables.contains { Array($0.utf8) == variable }
            }
    }

    private static func isOfTerminal(_ variable: [UInt8]) -> Bool {
        guard HostSession.terminalNames.matches(variable) else { return false }
        return variable.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "=_.+-".utf8.contains(byte)
            }
        } && variable.count < 100
    }

    /// Of the terminal or the unit that this process was started from, or of one shell.
    private static let drop = VariableNames(
        HostSession.terminalOnly + [
            "ALCOVE_BOX", "ALCOVE_ENGINE", "CONTAINER_ID", "_", "SHLVL", "PWD", "OLDPWD", "COLUMNS",
            "LINES", "GPG_TTY", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
            "INVOCATION_ID", "JOURNAL_STREAM", "MAINPID", "MANAGERPID", "SYSTEMD_EXEC_PID",
            "WATCHDOG_PID", "WATCHDOG_USEC", "MEMORY_PRESSURE_WATCH", "MEMORY_PRESSURE_WRITE",
        ]
    )
}
