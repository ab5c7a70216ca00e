extension EngineSocket {
    /// Makes an image of a container, which is the same call in both APIs.
    func commit(
        _ request: CommitRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String {
        let name = try ImageReference(request.reference).tagged
        var query = [
            ("container", request.container), ("repo", name.repository),
            ("tag", name.tag ?? "latest"), ("pause", "\(request.pauses)"),
        ]
        query += request.changes.map { ("changes", $0) }
        let idle = EngineCall.copying
        // Docker wants a configuration, and takes an empty one for none.
        let call = EngineCall("commit", "POST", ["commit"], query: query, idle: idle)
            .sending(Array("{}".utf8), type: "application/json")
        let answer = try ask(call) { _ in tick() }
        try answer.check(container: request.container)
        return String(try answer.decode(EngineCreated.self).id)
    }
}

extension EngineSocket {
    /// Gives an image a name, which is the same call in both APIs.
    func tag(_ image: String, as reference: String) throws(EngineError) {
        let name = try ImageReference(reference).tagged
        let query = [("repo", name.repository), ("tag", name.tag ?? "latest")]
        let call = EngineCall("tag", "POST", ["images", image, "tag"], query: query)
        try ask(call).check(image: image)
    }
}
