import Curl

extension EngineSocket {
    /// Hands over a container's log, which is the same call in both APIs.
    ///
    /// A sink that says to stop ends it without an error.
    func logs(
        of id: String,
        tail: Int?,
        follow: Bool,
        sink: (LogStream, [UInt8]) -> Bool
    ) throws(EngineError) {
        let query = [
            ("stdout", "true"), ("stderr", "true"), ("follow", "\(follow)"),
            ("tail", tail.map { "\($0)" } ?? "all"),
        ]
        let idle = follow ? 0 : EngineCall.ordinary
        let call = EngineCall("logs", "GET", ["containers", id, "logs"], query: query, idle: idle)
        var frames = LogFrames()
        var refusal: [UInt8] = []
        var isGarbled = false
        do {
            let head = try stream(call) { head, chunk in
                if head.status != 200 {
                    refusal += chunk
                    return true
                }
                let pieces = frames.take(chunk)
                isGarbled = pieces == nil
                return pieces?.allSatisfy { sink($0.stream, $0.bytes) } ?? false
            }
            try EngineAnswer(call: "logs", address: address, status: head.status, body: refusal)
                .check(container: id)
        } catch {
            if isGarbled { throw .broken(address, call: "logs", reason: "a log without frames") }
            if error != .cancelled { throw error }
        }
    }
}

extension EngineSocket {
    /// Unpacks an archive in a container, which is the same call in both APIs.
    func upload(_ archive: [UInt8], to id: String) throws(EngineError) {
        // Without the second, Podman gives the files to the container's user instead of root.
        let path = ["containers", id, "archive"]
        let idle = EngineCall.copying
        let query = [("path", "/"), ("copyUIDGID", "false")]
        let call = EngineCall("upload", "PUT", path, query: query, idle: idle)
        try ask(call.sending(archive, type: "application/x-tar")).check(container: id)
    }
}
