import Curl
import Systemd

/// Finds the engine that the user means, and starts it where it does not run.
package struct EngineFinder {
    package var surroundings: Surroundings
    /// Where Docker's daemon listens when root runs it.
    package var systemSockets = ["/run/docker.sock", "/var/run/docker.sock"]
    /// Has the service manager on that bus start a unit.
    var startUnit: (_ unit: String, _ bus: String) throws(SystemdError) -> Void

    package init(_ surroundings: Surroundings = .own) {
        self.surroundings = surroundings
        startUnit = { unit, bus throws(SystemdError) in try startUserUnit(unit, bus: bus) }
    }

    /// The engine that these words name; without any, the one that the surroundings name or have.
    ///
    /// `words` is what stands behind `--engine`, `configured` what the configuration says.
    package func find(
        _ words: String? = nil,
        configured: String? = nil
    ) throws(EngineError) -> any Engine {
        if let words = words ?? surroundings["ALCOVE_ENGINE"] ?? configured {
            return try find(EngineWish(words))
        }
        if let host = surroundings["CONTAINER_HOST"] ?? surroundings["DOCKER_HOST"] {
            return try find(EngineWish(host))
        }
        var attempts: [EngineAttempt] = []
        if let engine = findPodman(&attempts) { return engine }
        if let engine = try findDocker(&attempts) { return engine }
        throw .noEngine(attempts)
    }

    /// The engine of that wish.
    package func find(_ wish: EngineWish) throws(EngineError) -> any Engine {
        var attempts: [EngineAttempt] = []
        switch wish {
        case .podman:
            if let host = try local("CONTAINER_HOST") { return try open(socket: host) }
            if let engine = findPodman(&attempts) { return engine }
        case .docker:
            if let host = try local("DOCKER_HOST") { return try open(socket: host) }
            if let engine = try findDocker(&attempts) { return engine }
        case .socket(let path):
            return try open(socket: path)
        }
        throw .noEngine(attempts)
    }

    /// An engine that is known, as a box remembers it.
    ///
    /// The user's own Podman is the same behind each of its sockets: the one that answers is taken.
    package func open(_ address: EngineAddress) throws(EngineError) -> any Engine {
        try open(socket: address.socket)
    }

    private func open(socket: String) throws(EngineError) -> any Engine {
        do {
            return try engine(at: socket)
        } catch {
            guard case .unreachable = error else { throw error }
            let services = podmanServices
            guard services.contains(where: { $0.socket == socket }) else { throw error }
            var attempts: [EngineAttempt] = []
            if let engine = findPodman(&attempts) { return engine }
            throw .noEngine(attempts)
        }
    }

    /// The socket that a variable names; nil when it is not set.
    private func local(_ variable: String) throws(EngineError) -> String? {
        guard let host = surroundings[variable] else { return nil }
        guard case .socket(let path) = try EngineWish(host) else { throw .badAddress(host) }
        return path
    }

    /// What answers at a socket: its own words tell which engine it is.
    func engine(at socket: String) throws(EngineError) -> any Engine {
        // The kind does not matter to a ping, but to its errors: most sockets are named for theirs.
        let kind: EngineAddress.Kind = socket.hasSuffix("/docker.sock") ? .docker : .podman
        let address = EngineAddress(kind: kind, socket: socket)
        let head = try EngineSocket(address: address, prefix: "").ping()
        guard head["Libpod-Api-Version"] != nil else {
            return Docker(socket: socket, surroundings: surroundings)
        }
        return Podman(socket: socket, surroundings: surroundings)
    }
}
