import Linux

extension EngineFinder {
    /// The Docker daemon that the user's `docker` would talk to, else one that answers.
    func findDocker(_ attempts: inout [EngineAttempt]) throws(EngineError) -> (any Engine)? {
        var sockets: [String] = []
        if let host = try DockerContext(surroundings)?.host {
            guard case .socket(let path) = try EngineWish(host) else { throw .badAddress(host) }
            sockets.append(path)
        }
        if let runtime = surroundings.runtimeDirectory { sockets.append(runtime + "/docker.sock") }
        for socket in sockets + systemSockets {
            if let engine = open(socket, &attempts) { return engine }
        }
        return nil
    }
}

/// Where the user's `docker` has been told its daemon is, by `docker context use`.
struct DockerContext {
    /// An address: `unix:///PATH`, `ssh://…`.
    let host: String

    /// Nil is the default context, which is no address but the usual sockets.
    init?(_ surroundings: Surroundings) throws(EngineError) {
        let usual = surroundings["HOME"].map { $0 + "/.docker" }
        guard let folder = surroundings["DOCKER_CONFIG"] ?? usual else { return nil }
        let file = try Self.read(LoginFile.self, folder + "/config.json")
        guard let name = surroundings["DOCKER_CONTEXT"] ?? file?.currentContext, name != "default"
        else {
            return nil
        }
        // The directories are named by a hash; the name itself is in each.
        let contexts = folder + "/contexts/meta"
        for entry in File.names(in: contexts) {
            let path = "\(contexts)/\(entry)/meta.json"
            guard let meta = try Self.read(Meta.self, path), meta.name == name else { continue }
            guard let host = meta.endpoints.docker?.host else { return nil }
            self.host = host
            return
        }
        return nil
    }

    private static func read<Value: Decodable>(
        _ kind: Value.Type,
        _ path: String
    ) throws(EngineError) -> Value? {
        do {
            guard let bytes = try File.readIfThere(path), !bytes.isEmpty else { return nil }
            return try JSON.decode(kind, from: bytes)
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            throw .badConfiguration(path, reason: "it is no JSON of Docker's configuration")
        }
    }

    private struct Meta: Decodable {
        let name: String
        let endpoints: Endpoints

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case endpoints = "Endpoints"
        }
    }

    private struct Endpoints: Decodable {
        let docker: Endpoint?
    }

    private struct Endpoint: Decodable {
        let host: String?

        enum CodingKeys: String, CodingKey {
            case host = "Host"
        }
    }
}
