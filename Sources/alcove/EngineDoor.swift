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
            try EngineFinder().find(words, configured: configured)
        }
        open = { address throws(EngineError) in try EngineFinder().open(address) }
    }
}

extension EngineAddress {
    /// Whether the user means this one.
    func isMeant(by wish: EngineWish) -> Bool {
        switch wish {
        case .podman: kind == .podman
        case .docker: kind == .docker
        case .socket(let path): socket == path
        }
    }
}
