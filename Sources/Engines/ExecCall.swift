import Linux

/// The body of the call that prepares a command, the same in both APIs.
struct ExecCreateRequest: DockerObject {
    var cmd: [String]
    var tty: Bool
    var attachStdin = true
    var attachStdout = true
    var attachStderr = true
    var env: [String]?
    var user: String?
    var workingDir: String?
    /// Keys that nobody types: an empty text would be the engine's own, which swallow Ctrl-P.
    var detachKeys = "ctrl-^,ctrl-@,ctrl-_"

    init(_ request: ExecRequest) {
        cmd = request.command
        tty = request.terminal
        env = request.env.isEmpty ? nil : request.env
        user = request.user
        workingDir = request.workdir
    }
}

/// The body of the call that starts it.
struct ExecStartRequest: Encodable {
    var detach = false
    var tty: Bool
    /// Rows and columns, for Podman.
    var rows: UInt16?
    var columns: UInt16?

    enum CodingKeys: String, CodingKey {
        case detach = "Detach"
        case tty = "Tty"
        case rows = "h"
        case columns = "w"
    }
}

extension EngineSocket {
    /// Prepares a command and starts it, on a connection that becomes its streams.
    func exec(_ request: ExecRequest, in id: String) throws(EngineError) -> ExecStream {
        let call = EngineCall("exec", "POST", ["containers", id, "exec"])
        let answer = try ask(call.sending(ExecCreateRequest(request)))
        try answer.check(container: id)
        let exec = try answer.decode(EngineCreated.self).id
        let sized = request.terminal && request.rows > 0 && request.columns > 0
        let start = ExecStartRequest(
            tty: request.terminal,
            rows: sized ? request.rows : nil,
            columns: sized ? request.columns : nil
        )
        let body = try JSON.encode(start, for: "exec")
        return try hijack("/exec/\(exec.percentEncoded)/start", body: body, exec: exec)
    }

    /// What the command ended with; nil while it runs.
    func exitCode(ofExec id: String) throws(EngineError) -> Int32? {
        let answer = try ask(EngineCall("exec status", "GET", ["exec", id, "json"]))
        try answer.check()
        let state = try answer.decode(State.self)
        return state.isRunning ? nil : state.exitCode
    }

    func resize(exec id: String, rows: UInt16, columns: UInt16) throws(EngineError) {
        let query = [("h", "\(rows)"), ("w", "\(columns)")]
        try ask(EngineCall("resize", "POST", ["exec", id, "resize"], query: query)).check()
    }

    private struct State: Decodable {
        let isRunning: Bool
        let exitCode: Int32?

        enum CodingKeys: String, CodingKey {
            case isRunning = "Running"
            case exitCode = "ExitCode"
        }
    }
}
