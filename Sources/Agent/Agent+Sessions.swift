import Glibc
import Linux
package import Serving
package import Wire

extension Agent: SessionKeeper {
    package func order(for request: SessionRequest) throws(Refusal) -> SessionOrder {
        guard deadline == nil else { throw Refusal(.ending, subject: []) }
        if request.root, !setup.allowsRoot { throw Refusal(.rootForbidden, subject: []) }
        heedName(request.boxName)
        quietFrom = nil
        followGPGAgent()
        var order = try make(request)
        order.mark = followSSHAgent(request, &order.plan)
        return order
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

    func make(_ request: SessionRequest) throws(Refusal) -> SessionOrder {
        let account = account(for: request)
        let shell = try shell(for: request, account)
        var environment = SessionEnvironment(image: imageEnvironment, setup: setup)
        environment.system = system?.user
        environment.hasHostOpener =
            setup.opensOnHost && HostShims.isOurs(HostShims.opener, in: context.root)
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
        var plan = SessionPlan()
        plan.programs = command.programs
        plan.arguments = command.arguments
        plan.environment = ShellPrompts.add(to: variables, for: command)
        plan.uid = account.uid
        plan.gid = account.gid
        plan.groups = request.root ? nil : setup.groupIDs
        plan.noNewPrivileges = !setup.allowsRoot
        plan.umask = request.umask & 0o777
        plan.limits = request.limits.map {
            SessionPlan.Limit(resource: Int32($0.resource), soft: $0.soft, hard: $0.hard)
        }
        return SessionOrder(
            plan: plan,
            directories: Directories(for: request, in: setup, home: account.home),
            words: request.arguments.isEmpty ? command.arguments : request.arguments
        )
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

    package func takeWarnings() -> [String] {
        defer { toldSteps = steps.count }
        return steps.dropFirst(toldSteps).compactMap { step in
            step.warning.map { "\(step.name): \($0)" }
        }
    }

    package func finished(_ session: Session) -> Bool {
        if server.sessions.isEmpty { awaitQuiet() }
        leaveSSHAgent(of: session)
        heedTrust(session)
        heedServices(session)
        tellOnStart(session)
        // That the box ended the command is told by the connection's end: no exit of its own is.
        return deadline == nil || session.ending?.isByBox == false
    }

    /// The box is quiet when no session came for a while: its last wake-up until one does.
    private func awaitQuiet() {
        quietFrom = deadline == nil ? Clock.monotonic + 2000 : nil
    }

    package func hear(_ call: Call, from connection: Connection) {
        if call == .end { return stop() }
        let sessions = server.sessions.values.filter { $0.leader != services }.sorted {
            $0.since < $1.since
        }.map { session in
            BoxStatus.Session(
                pid: session.group == 0 ? session.leader : session.group,
                command: session.command,
                hasTerminal: session.hasTerminal,
                since: session.since
            )
        }
        let status = BoxStatus(
            version: version,
            boxID: setup.boxID,
            steps: steps,
            sessions: sessions
        )
        server.answer(connection, .status(status))
        if call == .endIfIdle, sessions.isEmpty { stop() }
    }
}

/// Commands of every start.
extension Agent {
    /// Runs the spec's commands of every start, as the user; what they say is the box's log.
    func startOnStartCommands() {
        for command in setup.onStart {
            var request = SessionRequest()
            request.arguments = ["sh", "-c", command].map { Array($0.utf8) }
            request.detached = true
            do {
                onStart[try server.start(request, try make(request)).leader] = command
            } catch {
                log("warning: on-start command '\(command)' was not started")
            }
        }
    }

    /// One that failed is a warning, in the log and in the box's status.
    private func tellOnStart(_ session: Session) {
        guard let command = onStart.removeValue(forKey: session.leader), deadline == nil else {
            return
        }
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
}

extension Ending {
    /// Whether it is what a box that stops does to its sessions; a shell, or a command on the host that
    /// asked for it, tells the signal by its status.
    fileprivate var isByBox: Bool {
        switch self {
        case .code(let code): [SIGHUP, SIGTERM, SIGKILL].contains(Int32(code) - 128)
        case .signal(let signal): [SIGHUP, SIGTERM, SIGKILL].contains(Int32(signal))
        }
    }
}
