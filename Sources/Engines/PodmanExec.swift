extension Podman {
    package func exec(
        _ request: ExecRequest,
        in id: String
    ) throws(EngineError) -> ExecStream {
        try socket.exec(request, in: id)
    }

    package func exitCode(ofExec id: String) throws(EngineError) -> Int32? {
        try socket.exitCode(ofExec: id)
    }

    package func resize(
        exec id: String,
        rows: UInt16,
        columns: UInt16
    ) throws(EngineError) {
        try socket.resize(exec: id, rows: rows, columns: columns)
    }
}
