extension Docker {
    package func create(
        _ request: ContainerRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String {
        let body = try DockerCreateRequest(request, facts: facts())
        var query = [(name: "name", value: request.name)]
        if let platform = request.platform { query.append(("platform", platform)) }
        let call = EngineCall(
            "create",
            "POST",
            ["containers", "create"],
            query: query,
            idle: EngineCall.copying
        )
        let answer = try socket().ask(call.sending(body, option: request.engineOption)) { _ in
            tick()
        }
        switch answer.status {
        case 404: throw .noSuchImage(request.imageID)
        case 409: throw .nameInUse(request.name)
        default: try answer.check()
        }
        return try answer.decode(EngineCreated.self).id
    }

    package func container(_ name: String) throws(EngineError) -> Container? {
        if name.isEmpty { return nil }
        let answer = try socket().ask(EngineCall("inspect", "GET", ["containers", name, "json"]))
        if answer.status == 404 { return nil }
        try answer.check()
        return Container(docker: try answer.decode(PodmanContainer.self))
    }

    /// Docker knows all that it has the files of, and takes away at its start what is half made.
    package func removeUnfinished(_ name: String, since: Int64) -> Bool { false }

    package func containers(labelled label: String?) throws(EngineError) -> [Container] {
        let query = try EngineCall.all(labelled: label)
        let call = EngineCall("list", "GET", ["containers", "json"], query: query)
        let answer = try socket().ask(call)
        try answer.check()
        return try answer.decode([DockerListed].self).map(Container.init)
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
        let answer = try socket().ask(call) { _ in tick() }
        try answer.check()
        let sized = try answer.decode([DockerSized].self).map { ($0.id, $0.written) }
        return Dictionary(sized) { _, last in last }
    }

    package func start(_ id: String) throws(EngineError) {
        try change(id, "start", idle: EngineCall.copying)
    }

    package func stop(_ id: String, grace: Int) throws(EngineError) {
        try change(id, "stop", query: [("t", "\(grace)")], idle: grace + EngineCall.ordinary)
    }

    package func kill(_ id: String, signal: Int32) throws(EngineError) {
        try change(id, "kill", query: [("signal", "\(signal)")])
    }

    package func rename(_ id: String, to name: String) throws(EngineError) {
        let call = EngineCall(
            "rename",
            "POST",
            ["containers", id, "rename"],
            query: [("name", name)]
        )
        let answer = try socket().ask(call)
        if answer.status == 409 { throw .nameInUse(name) }
        try answer.check(container: id)
    }

    package func remove(_ id: String) throws(EngineError) {
        let volumes = try container(id).map { Array($0.volumes.values) } ?? []
        let query = [("force", "true"), ("v", "true")]
        let idle = EngineCall.copying
        let call = EngineCall("remove", "DELETE", ["containers", id], query: query, idle: idle)
        let answer = try socket().ask(call)
        if answer.status != 404 { try answer.check() }
        for name in volumes where name.isAnonymousVolume { try removeVolume(name) }
    }

    /// Removes a volume that an earlier container of the box was made with, and which its `v=true`
    /// leaves; one that the next container has in use stays.
    private func removeVolume(_ name: String) throws(EngineError) {
        let answer = try socket().ask(EngineCall("remove volume", "DELETE", ["volumes", name]))
        if ![404, 409].contains(answer.status) { try answer.check() }
    }

    package func commit(
        _ request: CommitRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String {
        try socket().commit(request, tick: tick)
    }

    package func logs(
        _ id: String,
        tail: Int?,
        follow: Bool,
        sink: (LogStream, [UInt8]) -> Bool
    ) throws(EngineError) {
        try socket().logs(of: id, tail: tail, follow: follow, sink: sink)
    }

    private func change(
        _ id: String,
        _ verb: String,
        query: [(name: String, value: String)] = [],
        idle: Int = EngineCall.ordinary
    ) throws(EngineError) {
        let call = EngineCall(verb, "POST", ["containers", id, verb], query: query, idle: idle)
        try socket().ask(call).check(container: id)
    }
}

extension String {
    /// Whether a volume has the name that Docker gives to one that nobody named: 64 digits.
    fileprivate var isAnonymousVolume: Bool {
        utf8.count == 64 && utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }
}
