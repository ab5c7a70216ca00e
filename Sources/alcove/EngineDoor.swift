import Engines

/// How engines are found and opened.
struct EngineDoor {
    /// The engine that the words name; without any, the configured one, or what the host has.
    var find: (_ words: String?, _ configured: String?) throws(EngineError) -> any Engine
    /// One that is known, started if need be.
    var open: (EngineAddress) throws(EngineError) -> any Engine

    init(
        find: @escaping (String?, String?) throws(EngineError) -> any Engine,
        open: @escaping (EngineAddress) throws(EngineError) -> any Engine
    ) {
        self.find = find
        self.open = open
    }

    /// The engines of this host.
    init() {
        find = { words, configured throws(EngineError) in
            let surroundings = Surroundings.own
            let socket = (surroundings.runtimeDirectory ?? "") + "/podman/podman.sock"
            return Podman(socket: socket, surroundings: surroundings)
        }
        open = { address throws(EngineError) in
            Podman(socket: address.socket, surroundings: .own)
        }
    }
}

extension EngineAddress {
    /// Whether the words of `--engine` mean this one.
    func isMeant(by words: String) throws(Failure) -> Bool {
        switch words {
        case "podman": return kind == .podman
        case "docker": return kind == .docker
        default:
            let path = words.hasPrefix("unix://") ? String(words.dropFirst(7)) : words
            guard path.hasPrefix("/") else { throw Failure(EngineError.badAddress(words)) }
            return socket == path
        }
    }
}
