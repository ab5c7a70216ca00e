import Glibc

extension Docker {
    package func exec(
        _ request: ExecRequest,
        in id: String
    ) throws(EngineError) -> ExecStream {
        let stream = try socket().exec(request, in: id)
        if request.terminal, request.rows > 0, request.columns > 0 {
            try sizeFirst(exec: stream.id, rows: request.rows, columns: request.columns)
        }
        return stream
    }

    /// Gives a terminal its first size, which this API cannot take with the start before 1.42.
    ///
    /// The daemon knows no terminal until the command runs; one that has ended already needs none.
    private func sizeFirst(exec id: String, rows: UInt16, columns: UInt16) throws(EngineError) {
        for _ in 0..<20 {
            do {
                return try resize(exec: id, rows: rows, columns: columns)
            } catch {
                guard case .refused = error else { throw error }
                usleep(10_000)
            }
        }
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
