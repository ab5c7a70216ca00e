import Accounts
import Attach
import Boxes
import Engines
import Glibc
import Linux
import Upkeep
import Wire

/// Commands in a box by the engine's own exec: where the agent cannot serve, or must not.
struct Rescue {
    let host: Host
    /// The container of a generation that is not the live one; nil for that.
    var container: String?

    /// A shell in a box whose agent or set-up is broken.
    ///
    /// A box that cannot start as it is, is started with an agent that leaves the set-up out.
    func enter(_ name: BoxName, _ options: SessionOptions) throws(Failure) -> Int32 {
        let household = try host.household(of: try host.record(name))
        Console.error("note: \(try reason(for: name)); entering box '\(name)' through its engine")
        do {
            try household.startForRescue(name)
        } catch {
            throw Failure(error).with(status: 125)
        }
        let script = "for shell in bash sh; do command -v $shell >/dev/null && exec $shell -l; done"
        return try run(["/bin/sh", "-c", script], name, options, household)
    }

    /// One command as the root of a box whose engine is root's: who may talk to the engine may.
    func runAsRoot(_ name: BoxName, _ options: SessionOptions) throws(Failure) -> Int32 {
        let household = try host.household(of: try host.record(name))
        let words = options.command.isEmpty ? ["/bin/sh", "-l"] : options.command.map(\.text)
        // It says what cannot be executed as every session does.
        return try run(["/.alcove/init", "run"] + words, name, options, household)
    }

    /// Why the agent is not asked.
    private func reason(for name: BoxName) throws(Failure) -> String {
        do {
            let link = host.store.socketLink(name)
            let status = try AgentConnection(path: link, uid: host.uid).status()
            let failed = status.steps.filter { $0.warning != nil }.map(\.name)
            if failed.isEmpty { return "the agent of box '\(name)' is well" }
            return "set-up steps failed: \(failed.joined(separator: ", "))"
        } catch .notAnswering {
            return "the agent of box '\(name)' does not answer"
        } catch {
            return Failure(error).message
        }
    }

    private func run(
        _ command: [String],
        _ name: BoxName,
        _ options: SessionOptions,
        _ household: Household
    ) throws(Failure) -> Int32 {
        let streams = CallerStreams(wantsTerminals: !options.noTTY)
        let hasTerminal = streams.terminals.isSuperset(of: [.input, .output])
        let request = request(command, options, hasTerminal, household)
        let container: String
        do throws(UpkeepError) {
            if let given = self.container {
                container = given
            } else {
                guard let found = try household.box(name).container else { throw .missing(name) }
                container = found.id
            }
        } catch {
            throw Failure(error).with(status: 125)
        }
        do {
            return try execute(request, in: container, household.engine, streams)
        } catch let error as EngineError {
            throw Failure(UpkeepError.engine(error)).with(status: 125)
        } catch let error as AttachError {
            throw Failure(error).with(status: 125)
        } catch {
            throw Failure("the exec failed: \(error)").with(status: 125)
        }
    }

    private func execute(
        _ request: ExecRequest,
        in container: String,
        _ engine: any Engine,
        _ streams: CallerStreams
    ) throws -> Int32 {
        let stream = try engine.exec(request, in: container)
        let id = stream.id
        let attachment = try ExecAttachment(
            connection: stream.connection.number,
            streams: streams,
            hasTerminal: request.terminal
        ) { window in
            // A terminal of the wrong size is still a terminal.
            try? engine.resize(exec: id, rows: window.rows, columns: window.columns)
        }
        attachment.run(early: stream.early)
        return try engine.exitCode(ofExec: id) ?? 125
    }

    private func request(
        _ command: [String],
        _ options: SessionOptions,
        _ hasTerminal: Bool,
        _ household: Household
    ) -> ExecRequest {
        var request = ExecRequest(command: command, terminal: hasTerminal)
        let asRoot = options.root || options.verb == .run
        request.user = asRoot ? "0:0" : "\(household.user.uid):\(household.user.gid)"
        request.workdir = options.workdir?.text ?? "/"
        request.env = options.env.map(\.text).filter { $0.contains("=") }
        request.env.append("TERM=\(host.environment["TERM"] ?? "xterm")")
        request.env.append("HOME=\(asRoot ? "/root" : host.places.home)")
        if let window = Terminal(0)?.window {
            request.rows = window.rows
            request.columns = window.columns
        }
        return request
    }
}
