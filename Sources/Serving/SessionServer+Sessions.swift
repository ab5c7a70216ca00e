import Glibc
import Linux
package import Wire

extension SessionServer {
    /// Starts what a caller asked for, or says why not.
    func open(_ request: SessionRequest, for connection: Connection) {
        // One that was not needed, kept here, would keep its pipe from ending.
        defer { connection.closeDescriptors() }
        guard connection.session == nil, let keeper else {
            return answer(connection, .refused(Refusal(.badRequest, subject: [])))
        }
        do {
            let session = try start(request, try keeper.order(for: request), for: connection)
            connection.session = session.leader
            session.connection = connection.socket.number
        } catch {
            answer(connection, .refused(error))
        }
    }

    /// Starts a process; without a connection it is nobody's, and goes on until its own end.
    @discardableResult
    package func start(
        _ request: SessionRequest,
        _ order: SessionOrder,
        for connection: Connection? = nil
    ) throws(Refusal) -> Session {
        do {
            return try begin(request, order, for: connection)
        } catch {
            throw Refusal(.failed, subject: Array(error.call.utf8), code: error.code)
        }
    }

    private func begin(
        _ request: SessionRequest,
        _ order: SessionOrder,
        for connection: Connection?
    ) throws(SystemError) -> Session {
        var plan = order.plan
        plan.directories = order.directories.candidates
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
            order: order,
            master: streams.master,
            connection: connection?.socket.number
        )
        sessions[session.leader] = session
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
        guard let connection = session.connection.flatMap({ connections[$0] }) else {
            closeMaster(of: session)
            return
        }
        let candidates = session.directories.candidates
        let started = Started(
            pid: pid,
            directory: directory < candidates.count ? candidates[directory] : [],
            isElsewhere: directory >= session.directories.elsewhere,
            warnings: keeper?.takeWarnings() ?? []
        )
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
        defer {
            hearAgain()
            setAlarm()
        }
        forgetReports(of: session)
        closeMaster(of: session)
        let isOwnEnd = keeper?.finished(session) ?? true
        guard let connection = session.connection.flatMap({ connections[$0] }) else { return }
        connection.session = nil
        if let refusal = session.refusal { return answer(connection, .refused(refusal)) }
        guard isOwnEnd else { return drop(connection) }
        switch session.ending ?? .signal(UInt8(SIGKILL)) {
        case .code(let code): answer(connection, .exited(.code(code)))
        case .signal(let signal): answer(connection, .exited(.signal(signal)))
        }
    }
}
