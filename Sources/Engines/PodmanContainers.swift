import Glibc
import Linux

extension Podman {
    package func create(
        _ request: ContainerRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String {
        let body = try PodmanCreateRequest(request, facts: facts())
        let call = try EngineCall(
            "create",
            "POST",
            ["containers", "create"],
            idle: EngineCall.copying
        )
        .sending(body, option: request.engineOption)
        let turn: FileLock? =
            if body.userNamespace.mode == "keep-id" {
                address.turn(milliseconds: .random(in: Self.patience)) { !tick() }
            } else {
                nil
            }
        defer { extendLifetime(turn) }
        if !tick() { throw .cancelled }
        for pause in Self.pausesForIDs {
            let answer = try socket.ask(call) { _ in tick() }
            guard answer.missesIDs else { return try made(answer, for: request) }
            usleep(UInt32.random(in: pause...2 * pause) * 1000)
            if !tick() { throw .cancelled }
        }
        return try made(socket.ask(call) { _ in tick() }, for: request)
    }

    /// The id of what was made, or why it was not.
    private func made(
        _ answer: EngineAnswer,
        for request: ContainerRequest
    ) throws(EngineError) -> String {
        guard answer.status == 201 else {
            switch answer.refusal.cause {
            case "that name is already in use": throw .nameInUse(request.name)
            case "image not known": throw .noSuchImage(request.imageID)
            default: throw answer.refused
            }
        }
        return try answer.decode(EngineCreated.self).id
    }

    /// Milliseconds that another caller, who makes a container at this moment, is waited for.
    ///
    /// Podman reads the subordinate ids by libsubid, which is not made for threads: of two containers that are made at
    /// the same moment, one is refused, or Podman dies with all that it does. It has read them before it copies the
    /// image's files for their owners, which may take minutes and is not waited for.
    private static let patience = 4000...8000

    /// Milliseconds at least between two tries when Podman, whose other callers take no turns, finds no subordinate ids.
    ///
    /// Each is up to twice as long by chance: several that were refused together would meet again. Where there are none
    /// in truth, the user learns it a second later.
    private static let pausesForIDs: [UInt32] = [20, 50, 100, 200, 400]

    package func container(_ name: String) throws(EngineError) -> Container? {
        if name.isEmpty { return nil }
        let answer = try socket.ask(EngineCall("inspect", "GET", ["containers", name, "json"]))
        if answer.status == 404 { return nil }
        if answer.status == 500, answer.refusal.cause == "container not known" {
            return try withoutFiles(name)
        }
        try answer.check()
        return Container(try answer.decode(PodmanContainer.self))
    }

    package func containers(labelled label: String?) throws(EngineError) -> [Container] {
        let query = try EngineCall.all(labelled: label)
        let answer = try socket.ask(
            EngineCall("list", "GET", ["containers", "json"], query: query)
        )
        try answer.check()
        return try answer.decode([PodmanListed].self).map(Container.init)
    }

    package func writtenBytes(
        labelled label: String,
        tick: () -> Bool
    ) throws(EngineError) -> [String: Int64] {
        let query = try EngineCall.all(labelled: label) + [("size", "true")]
        let call = EngineCall(
            "list",
            "GET",
            ["containers", "json"],
            query: query,
            idle: EngineCall.copying
        )
        let answer = try socket.ask(call) { _ in tick() }
        try answer.check()
        let sized = try answer.decode([PodmanSized].self).map { ($0.id, $0.written) }
        return Dictionary(sized) { _, last in last }
    }

    package func start(_ id: String) throws(EngineError) {
        do {
            try change(id, "start", idle: EngineCall.copying)
        } catch {
            // Podman refuses one that is on its way to its end, and does not wait itself.
            // Where that cannot be learnt, the refusal itself is what matters.
            guard case .refused = error, (try? container(id))??.state == .stopping else {
                throw error
            }
            let query = [("condition", "stopped"), ("condition", "exited"), ("interval", "50ms")]
            try change(id, "wait", query: query)
            try change(id, "start", idle: EngineCall.copying)
        }
    }

    package func stop(_ id: String, grace: Int) throws(EngineError) {
        let query = [("timeout", "\(grace)")]
        try change(id, "stop", query: query, idle: grace + EngineCall.ordinary)
    }

    package func kill(_ id: String, signal: Int32) throws(EngineError) {
        try change(id, "kill", query: [("signal", "\(signal)")])
    }

    package func rename(_ id: String, to name: String) throws(EngineError) {
        do {
            try change(id, "rename", query: [("name", name)])
        } catch {
            // Podman 5 with SQLite tells of a name that is in use by a sentence of its database.
            guard case .refused = error, let other = try container(name), other.id != id,
                other.name == name
            else {
                throw error
            }
            throw .nameInUse(name)
        }
    }

    package func remove(_ id: String) throws(EngineError) {
        let query = [("force", "true"), ("v", "true"), ("timeout", "0")]
        let call = EngineCall(
            "remove",
            "DELETE",
            ["containers", id],
            query: query,
            idle: EngineCall.copying
        )
        let answer = try socket.ask(call)
        if answer.status != 404 { try answer.check() }
    }

    package func upload(_ archive: [UInt8], to id: String) throws(EngineError) {
        for pause in [100_000, 400_000] as [UInt32] {
            do {
                return try socket.upload(archive, to: id)
            } catch .refused(_, 500, _) {
                // A container that ended is unmounted a moment later, by a process that waits for
                // nobody: what was mounted for this is gone in the middle of it.
                usleep(pause)
            }
        }
        try socket.upload(archive, to: id)
    }

    package func commit(
        _ request: CommitRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String {
        try socket.commit(request, tick: tick)
    }

    package func logs(
        _ id: String,
        tail: Int?,
        follow: Bool,
        sink: (LogStream, [UInt8]) -> Bool
    ) throws(EngineError) {
        try socket.logs(of: id, tail: tail, follow: follow, sink: sink)
    }

    private func change(
        _ id: String,
        _ verb: String,
        query: [(name: String, value: String)] = [],
        idle: Int = EngineCall.ordinary
    ) throws(EngineError) {
        let call = EngineCall(verb, "POST", ["containers", id, verb], query: query, idle: idle)
        try socket.ask(call).check(container: id)
    }
}

extension EngineAnswer {
    /// Whether Podman refuses for want of subordinate ids.
    fileprivate var missesIDs: Bool {
        status == 500 && refusal.reason.contains("keep-id requires additional UIDs or GIDs")
    }
}
