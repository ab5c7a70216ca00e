extension Docker {
    package func exec(
        _ request: ExecRequest,
        in id: String
    ) throws(EngineError) -> ExecStream {
        let stream = try socket().exec(request, in: id)
        // Before 1.42 the size cannot be given with the start; Podman's fields are ignored here.
        if request.terminal, request.rows > 0, request.columns > 0 {
            try socket().resize(exec: stream.id, rows: request.rows, columns: request.columns)
        }
        return stream
    }

    package func exitCode(ofExec id: String) throws(EngineError) -> Int32? {
        try socket().exitCode(ofExec: id)
    }

    package func resize(
        exec id: String,
        rows: UInt16,
        columns: UInt16
    ) throws(EngineError) {
        try socket().resize(exec: id, rows: rows, columns: columns)
    }
}
