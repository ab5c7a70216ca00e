import Boxes
import Curl
import Glibc
import Linux

extension Podman {
    package func build(
        _ request: BuildRequest,
        context: BuildContext,
        progress: (BuildEvent) -> Bool
    ) throws(EngineError) -> String {
        let mark = request.mark ?? BuildMark()
        var request = request
        mark.put(into: &request.arguments)
        let call = try libpodBuild(request).sending(context)
        var end = BuildEnd(mark)
        var told = BuildStream()
        do {
            try socket.run(call, into: &told) { event in
                if end.isWanted { return end.goesOn() }
                if progress(event) { return true }
                // Podman goes on with what runs when nobody listens, and keeps its container: what
                // runs is ended instead, and Podman tidies up itself.
                return end.begin()
            }
        } catch {
            throw end.isWanted ? .cancelled : error
        }
        if end.isWanted {
            // It was too late; an image that cannot be removed is somebody else's by now.
            if told.image != nil { try? removeImage(request.reference) }
            throw .cancelled
        }
        if let failure = told.failure { throw .buildFailed(failure) }
        guard let image = told.image else {
            throw .broken(address, call: call.name, reason: "the build ended without an image")
        }
        return image
    }

    private func libpodBuild(_ request: BuildRequest) throws(EngineError) -> EngineCall {
        // One layer for all instructions: what others are kept for, Podman 4 does not find again,
        // and a build that fails leaves none behind.
        var query = [
            ("layers", "false"), ("rm", "true"), ("forcerm", "true"), ("networkmode", "host"),
            ("t", request.reference), ("dockerfile", request.file),
            ("pullpolicy", request.pull == .newer ? "ifnewer" : request.pull.rawValue),
        ]
        query += try request.objects()
        if let platform = request.platform { query.append(("platform", platform)) }
        var call = EngineCall(
            "build",
            "POST",
            ["build"],
            query: query,
            idle: EngineCall.building
        )
        call.headers += try logins(request)
        return call
    }

    private func logins(
        _ request: BuildRequest
    ) throws(EngineError) -> [TransferRequest.Header] {
        if request.pull == .never { return [] }
        return try RegistryLogins(surroundings, authfile: request.authfile).headers()
    }
}

extension BuildRequest {
    /// What both APIs take as JSON objects in the query.
    func objects() throws(EngineError) -> [(name: String, value: String)] {
        let objects = [("labels", labels), ("buildargs", arguments)]
        var query: [(name: String, value: String)] = []
        for (name, object) in objects where !object.isEmpty {
            let text = try JSON.encode(object, for: "build")
            query.append((name, String(decoding: text, as: UTF8.self)))
        }
        return query
    }
}

extension RegistryLogins {
    /// The header in which a build takes all logins there are.
    func headers() throws(EngineError) -> [TransferRequest.Header] {
        let all = try all()
        return all.isEmpty ? [] : [try RegistryLogin.header(all, named: "X-Registry-Config")]
    }
}

extension EngineCall {
    /// The same call with a build's files.
    func sending(_ context: BuildContext) -> EngineCall {
        switch context {
        case .archive(let bytes): sending(bytes, type: "application/x-tar")
        case .pieces(let source): sending(pieces: source)
        }
    }
}

/// The end of a build that somebody wants before it is done.
private struct BuildEnd {
    private let mark: BuildMark
    private var deadline: Int64?

    /// Milliseconds that Podman may take for what is not a command; then it is left alone.
    private static let patience: Int64 = 10_000

    init(_ mark: BuildMark) { self.mark = mark }

    var isWanted: Bool { deadline != nil }

    mutating func begin() -> Bool {
        deadline = Clock.monotonic + Self.patience
        return goesOn()
    }

    /// Ends what runs by now; answers whether to wait for Podman.
    func goesOn() -> Bool {
        for process in mark.processes() { Signals.send(SIGKILL, to: process) }
        return deadline.map { Clock.monotonic < $0 } ?? true
    }
}
