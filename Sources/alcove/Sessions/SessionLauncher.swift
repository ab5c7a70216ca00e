import Accounts
import Attach
import Boxes
import Engines
import Glibc
import Linux
import Upkeep
import Wire

/// Runs one session in a box: what `enter`, `run` and `try` have in common.
///
/// In a running box nothing is read and nobody asked but the agent.
struct SessionLauncher {
    let host: Host
    /// The container of a generation that is not the live one; nil for that.
    var container: String?

    /// - Returns: what the program is to exit with.
    func launch(_ options: SessionOptions, in name: BoxName) throws(Failure) -> Int32 {
        defer { if !options.detach { StagedTaking.begin(name, on: host) } }
        if options.rescue { return try Rescue(host: host).enter(name, options) }
        StagedTaking.catchUp(name, on: host)
        do {
            var options = options
            if let files = options.files {
                options.command = try mapped(options.command, files, name)
            }
            let connection = try connect(to: name, options)
            if let status = try launch(options, in: name, by: connection) { return status }
            return try launchAgain(options, in: name)
        } catch {
            throw error.status == 1 ? error.with(status: 125) : error
        }
    }

    /// Runs a session where an agent must answer: in a generation that is not the live one.
    func launch(
        _ options: SessionOptions,
        in name: BoxName,
        at socket: String
    ) throws(Failure) -> Int32 {
        let connection: AgentConnection
        do {
            connection = try AgentConnection(path: socket, uid: host.uid)
        } catch {
            throw Failure(error)
        }
        if let status = try launch(options, in: name, by: connection) { return status }
        throw Failure(AttachError.refused(Refusal(.ending, subject: [])))
    }

    /// The command with its files as the box sees them; only the box's record tells how.
    private func mapped(
        _ command: [[UInt8]],
        _ files: FileWords,
        _ name: BoxName
    ) throws(Failure) -> [[UInt8]] {
        let record = try host.record(name)
        do {
            return files.mapped(command, by: try FileMapping(record))
        } catch {
            throw Failure(error)
        }
    }

    /// Runs the session in a box whose agent was met at its end.
    private func launchAgain(
        _ options: SessionOptions,
        in name: BoxName
    ) throws(Failure) -> Int32 {
        try start(name, options)
        let connection = try connect(to: name, options)
        guard let status = try launch(options, in: name, by: connection) else {
            throw Failure(AttachError.refused(Refusal(.ending, subject: [])))
        }
        return status
    }

    /// - Returns: nil when the box is ending.
    private func launch(
        _ options: SessionOptions,
        in name: BoxName,
        by connection: AgentConnection
    ) throws(Failure) -> Int32? {
        let streams = CallerStreams(wantsTerminals: !options.noTTY && !options.detach)
        var request = try SessionRequest(options, streams: streams, host: host)
        request.boxName = name.description
        giveDisplayKey(to: &request, in: name)
        let notifications = try options.notify ? relay(for: &request) : nil
        let mark = TerminalMark(of: name, options, on: host)
        defer { mark?.hide() }
        if let mark { request.environment.append(mark.variable) }
        do {
            let attachment = try SessionAttachment(
                connection,
                streams: streams,
                notifications: notifications,
                isHopeless: { pause(of: name) != nil },
                onPause: { mark?.pause($0) },
                onStart: { started in
                    tell(started, of: name, options)
                    mark?.show()
                    // Behind the command's start, which does not wait for it.
                    if let agent = File.target(host.store.socketLink(name)) {
                        host.serveHost(agent)
                    }
                }
            )
            return status(of: try attachment.run(request))
        } catch .silent(let seconds) {
            throw pause(of: name) ?? Failure(AttachError.silent(seconds: seconds))
        } catch .refused(let refusal) where refusal.reason == .rootForbidden {
            guard !options.notify || manager == nil else { throw Self.unheard(name) }
            return try Rescue(host: host, container: container).runAsRoot(name, options)
        } catch .refused(let refusal) where refusal.reason == .ending && !streams.areRelayed {
            return nil
        } catch {
            throw Failure(error)
        }
    }

    /// Lets the session into the caller's X display, whatever the box's host name is.
    private func giveDisplayKey(to request: inout SessionRequest, in name: BoxName) {
        let variable = Array("XAUTHORITY=".utf8)
        guard request.environment.contains(where: { $0.starts(with: Array("DISPLAY=".utf8)) }),
            let socket = File.target(host.store.socketLink(name)),
            let slash = socket.lastIndex(of: "/")
        else { return }
        let key = DisplayKey(
            environment: host.environment,
            home: host.places.home,
            hostname: hostName()
        )
        guard let path = key.lay(in: String(socket[..<slash])) else { return }
        request.environment.removeAll { $0.starts(with: variable) }
        request.environment.append(variable + Array("/run/host\(path)".utf8))
    }

    /// Through an engine a manager would neither hear a service nor end it.
    private static func unheard(_ name: BoxName) -> Failure {
        Failure(
            "as root of box '\(name)' it cannot tell how it is: the box's engine is root's",
            hint: "Leave --notify or --root out, or make the box with a rootless engine.",
            status: 125
        )
    }

    /// The socket of the service manager that started this program; nil when none did.
    private var manager: String? {
        guard let path = host.environment["NOTIFY_SOCKET"],
            path.hasPrefix("/") || path.hasPrefix("@")
        else { return nil }
        return path
    }

    /// Listens for what the command tells of itself; the command is told where.
    private func relay(for request: inout SessionRequest) throws(Failure) -> NotifyRelay? {
        guard let manager else { return nil }
        let folder = host.places.runtime
        // In /tmp, where there is no better place, anybody may have made it first.
        guard let status = FileStatus(folder), status.kind == .directory,
            status.owner == host.uid, status.mode & 0o077 == 0
        else { throw Failure(UpkeepError.unsafeDirectory(folder)) }
        do {
            let relay = try NotifyRelay(in: folder + "/notify", target: manager)
            var variables = ["NOTIFY_SOCKET": "/run/host" + relay.path]
            variables["WATCHDOG_USEC"] = host.environment["WATCHDOG_USEC"]
            request.explicitEnvironment += variables.map { Array("\($0)=\($1)".utf8) }
            return relay
        } catch {
            throw Failure(error)
        }
    }

    /// That the box is paused, when it is: its agent's socket takes calls all the same.
    func pause(of name: BoxName) -> Failure? {
        // Who cannot be asked does not know; the agent's silence is told then.
        guard let record = try? host.record(name), let household = try? host.household(of: record),
            (try? household.box(name))?.container?.state == .paused
        else { return nil }
        return Failure(UpkeepError.paused(name, household.engine.address))
    }

    /// The box's agent, the box started for it if need be.
    func connect(
        to name: BoxName,
        _ options: SessionOptions
    ) throws(Failure) -> AgentConnection {
        let link = host.store.socketLink(name)
        do {
            return try AgentConnection(path: link, uid: host.uid)
        } catch .notAnswering {
            try start(name, options)
        } catch {
            throw Failure(error)
        }
        do {
            return try AgentConnection(path: link, uid: host.uid)
        } catch {
            throw Failure(error)
        }
    }

    func start(_ name: BoxName, _ options: SessionOptions) throws(Failure) {
        let record: BoxRecord
        do {
            record = try host.record(name)
        } catch {
            if let failure = DefaultBox(host: host).unmade(name) { throw failure }
            guard options.verb == .run, options.name != nil, !options.isSetOff,
                !host.store.has(name)
            else { throw error }
            let line = ([name.description] + options.command.map(\.text)).joined(separator: " ")
            throw Failure(error.message, hint: SessionWords.whole(line, on: host))
        }
        let household = try host.household(of: record)
        let outcome = Process.withUsualMask {
            Result { () throws(UpkeepError) in try household.start(name) { host.isUp(name) } }
        }
        do {
            try outcome.get()
        } catch {
            throw Failure(error)
        }
    }

    private func status(of end: SessionEnd) -> Int32 {
        switch end {
        case .exited(let exit): exit.status
        case .detached: 0
        case .hungUp: 128 + SIGHUP
        }
    }

    private func tell(_ started: Started, of name: BoxName, _ options: SessionOptions) {
        guard !options.quiet else { return }
        for warning in started.warnings { Console.warn("box '\(name)': \(warning)") }
        guard started.isElsewhere else { return }
        // The box's own working directory wins over the caller's. Without the record, it has none.
        let own = try? host.store.record(name)?.spec.workdir
        let missing =
            own.map { "the working directory '\($0)' of box '\(name)' is not there" }
            ?? "this directory is not in box '\(name)'"
        Console.error("note: \(missing); it begins in '\(started.directory.text)'")
    }
}
