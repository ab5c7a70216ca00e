import Glibc
import Linux
import Wire

extension Agent {
    /// Starts what a caller asked for, or says why not.
    func open(_ request: SessionRequest, for connection: Connection) {
        // One that was not needed, kept here, would keep its pipe from ending.
        defer { connection.closeDescriptors() }
        guard connection.session == nil else {
            return answer(connection, .refused(Refusal(.badRequest, subject: [])))
        }
        guard deadline == nil else {
            return answer(connection, .refused(Refusal(.ending, subject: [])))
        }
        if request.root, !setup.allowsRoot {
            return answer(connection, .refused(Refusal(.rootForbidden, subject: [])))
        }
        heedName(request.boxName)
        do {
            let session = try begin(request, for: connection)
            connection.session = session.leader
            session.connection = connection.socket.number
        } catch {
            answer(connection, .refused(error))
        }
    }

    /// A box that was renamed while it runs learns its name from those who enter it.
    private func heedName(_ name: String) {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard allowed, !name.isEmpty, name != context.setup.boxName else { return }
        context.setup.boxName = name
        do {
            try setUpMarkers(&context)
        } catch {
            log("warning: markers: \(error.reason)")
        }
    }

    private func begin(
        _ request: SessionRequest,
        for connection: Connection?
    ) throws(Refusal) -> Session {
        let account = account(for: request)
        let shell = try shell(for: request, account)
        let environment = SessionEnvironment(image: imageEnvironment, setup: setup)
        let variables = environment.variables(
            for: request,
            as: SessionEnvironment.Identity(
                name: account.name,
                home: account.home,
                shell: shell ?? Array("/bin/sh".utf8)
            )
        )
        let path = Variables(variables)["PATH"] ?? []
        guard let command = SessionCommand.make(for: request, shell: shell, path: path) else {
            throw Refusal(.noShell, subject: Array(setup.boxName.utf8))
        }
        let directories = Directories(for: request, in: setup, home: account.home)
        do {
            return try start(
                request,
                command,
                variables,
                directories,
                as: account,
                for: connection
            )
        } catch {
            throw Refusal(.failed, subject: Array(error.call.utf8), code: error.code)
        }
    }

    private func start(
        _ request: SessionRequest,
        _ command: SessionCommand,
        _ variables: [[UInt8]],
        _ directories: Directories,
        as account: Account,
        for connection: Connection?
    ) throws(SystemError) -> Session {
        var plan = SessionPlan()
        plan.programs = command.programs
        plan.arguments = command.arguments
        plan.environment = variables
        plan.directories = directories.candidates
        plan.uid = account.uid
        plan.gid = account.gid
        plan.groups = request.root ? nil : setup.groupIDs
        plan.noNewPrivileges = !setup.allowsRoot
        plan.umask = request.umask & 0o777
        plan.limits = request.limits.map {
            SessionPlan.Limit(resource: Int32($0.resource), soft: $0.soft, hard: $0.hard)
        }
        plan.foreground = request.foreground
        var streams = try Streams(for: request, from: connection)
        plan.streams = streams.numbers
        plan.terminal = streams.slave
        let begun: SessionPlan.Begun
        do {
            begun = try plan.start()
        } catch {
            streams.closeAll()
            throw error
        }
        streams.closeTaken()
        let session = Session(
            begun,
            request: request,
            directories: directories,
            words: request.arguments.isEmpty ? command.arguments : request.arguments,
            master: streams.master,
            connection: connection?.socket.number
        )
        sessions[session.leader] = session
        quietFrom = nil
        reporters[session.reports.number] = session.leader
        do {
            try poller.add(session.reports.number, .input)
        } catch {
            // Its caller is told that it was not started; so it must not be.
            session.connection = nil
            Signals.send(SIGKILL, to: session.leader)
            throw error
        }
        return session
    }

    private func account(for request: SessionRequest) -> Account {
        if request.root {
            return Account.find(uid: 0)
                ?? Account(name: "root", uid: 0, gid: 0, home: "/root", shell: "")
        }
        let user = setup.user
        let shell = Account.find(name: user.name)?.shell ?? ""
        return Account(name: user.name, uid: user.uid, gid: user.gid, home: user.home, shell: shell)
    }

    private func shell(
        for request: SessionRequest,
        _ account: Account
    ) throws(Refusal) -> [UInt8]? {
        if request.requiresShell, let wish = request.shell, findShell(exactly: wish.text) == nil {
            throw Refusal(.notFound, subject: wish, code: ENOENT)
        }
        return findShell([request.shell?.text ?? "", account.shell])
    }

    /// Reads what a session tells of itself, and passes it on.
    func readReports(of leader: Int32) {
        guard let session = sessions[leader] else { return }
        guard let reports = SessionReport.read(from: session.reports.number) else {
            return forgetReports(of: session)
        }
        for report in reports {
            switch report {
            case .ready(let pid, let directory): tellStarted(session, pid, directory)
            case .failed: session.failure = report
            case .stopped(let signal): tell(session, .stopped(UInt8(signal)))
            case .wantsTerminal: tell(session, .wantsTerminal)
            case .ended(let ending): session.ending = ending
            }
        }
    }

    private func forgetReports(of session: Session) {
        poller.remove(session.reports.number)
        reporters[session.reports.number] = nil
    }

    private func tellStarted(_ session: Session, _ pid: Int32, _ directory: Int) {
        session.group = pid
        let candidates = session.directories.candidates
        let started = Started(
            pid: pid,
            directory: directory < candidates.count ? candidates[directory] : [],
            isElsewhere: directory >= session.directories.elsewhere,
            warnings: toldWarnings
                ? []
                : steps.compactMap { step in
                    step.warning.map { "\(step.name): \($0)" }
                }
        )
        guard let connection = session.connection.flatMap({ connections[$0] }) else {
            closeMaster(of: session)
            return
        }
        toldWarnings = true
        let master = session.master
        answer(connection, .started(started), descriptors: master.map { [$0] } ?? [])
        closeMaster(of: session)
    }

    private func closeMaster(of session: Session) {
        if let master = session.master { close(master) }
        session.master = nil
    }

    /// The session is over: tells its caller how it ended, and forgets it.
    func finish(_ session: Session) {
        sessions[session.leader] = nil
        defer { hearAgain() }
        if sessions.isEmpty { awaitQuiet() }
        forgetReports(of: session)
        closeMaster(of: session)
        tellOnStart(session)
        guard let connection = session.connection.flatMap({ connections[$0] }) else { return }
        connection.session = nil
        if let refusal = session.refusal {
            return answer(connection, .refused(refusal))
        }
        // That the box ended the command is told by the connection's end: no exit of its own is.
        if deadline != nil, session.ending?.isByBox != false { return drop(connection) }
        switch session.ending ?? .signal(UInt8(SIGKILL)) {
        case .code(let code): answer(connection, .exited(.code(code)))
        case .signal(let signal): answer(connection, .exited(.signal(signal)))
        }
    }

    /// A command of every start that failed is a warning, in the log and in the box's status.
    private func tellOnStart(_ session: Session) {
        guard let command = session.onStart, deadline == nil else { return }
        let end: String
        switch session.ending {
        case .code(0): return
        case .code(let code): end = "status \(code)"
        case .signal(let signal): end = "signal \(signal)"
        case nil: end = "no status"
        }
        let warning = "'\(command)' ended with \(end)"
        steps.append(BoxStatus.Step(name: "on-start", warning: warning))
        log("warning: on-start: \(warning)")
    }

    /// Runs the spec's commands of every start, as the user; what they say is the box's log.
    func startOnStartCommands() {
        for command in setup.onStart {
            var request = SessionRequest()
            request.arguments = ["sh", "-c", command].map { Array($0.utf8) }
            request.detached = true
            do {
                try begin(request, for: nil).onStart = command
            } catch {
                log("warning: on-start command '\(command)' was not started")
            }
        }
    }
}

extension Ending {
    /// Whether it is what a box that stops does to its sessions.
    fileprivate var isByBox: Bool {
        switch self {
        case .code: false
        case .signal(let signal): [SIGHUP, SIGTERM, SIGKILL].contains(Int32(signal))
        }
    }
}
