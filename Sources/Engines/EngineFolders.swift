import Curl
package import Linux

/// Whole folders of containers, as tar archives.
extension EngineSocket {
    func save(
        _ folder: String,
        of id: String,
        to file: borrowing FileDescriptor,
        tick: () -> Bool
    ) throws(EngineError) {
        let number = file.number
        // The folder's contents, not the folder.
        let call = EngineCall(
            "read",
            "GET",
            ["containers", id, "archive"],
            query: [("path", folder + "/.")]
        )
        var refusal: [UInt8] = []
        var failure: SystemError?
        let sink = { (head: AnswerHead, chunk: [UInt8]) in
            guard head.status == 200 else {
                refusal += chunk
                return true
            }
            do throws(SystemError) {
                try writeAll(chunk[...], to: number, subject: folder)
            } catch {
                failure = error
            }
            return failure == nil
        }
        let head = try stream(call, tick: { _ in tick() }, sink: sink)
        if let failure { throw .system(failure) }
        try EngineAnswer(call: call.name, address: address, status: head.status, body: refusal)
            .check(container: id)
    }

    func restore(
        _ folder: String,
        of id: String,
        from file: borrowing FileDescriptor,
        toUser: Bool,
        tick: () -> Bool
    ) throws(EngineError) {
        // Unless told otherwise, Podman gives the files to the container's user.
        let query = [("path", folder)] + (toUser ? [] : [("copyUIDGID", "false")])
        let call = EngineCall("upload", "PUT", ["containers", id, "archive"], query: query)
            .sending(archive: file.number, size: file.remainingSize())
        try ask(call) { _ in tick() }.check(container: id)
    }
}

extension Podman {
    package func save(
        _ folder: String,
        of id: String,
        to file: borrowing FileDescriptor,
        tick: () -> Bool
    ) throws(EngineError) {
        try socket.save(folder, of: id, to: file, tick: tick)
    }

    package func restore(
        _ folder: String,
        of id: String,
        from file: borrowing FileDescriptor,
        toUser: Bool,
        tick: () -> Bool
    ) throws(EngineError) {
        try socket.restore(folder, of: id, from: file, toUser: toUser, tick: tick)
    }
}
