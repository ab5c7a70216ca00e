/// Which engine the user names: with `--engine`, in the configuration or in a variable.
package enum EngineWish: Equatable, Sendable {
    case podman
    case docker
    /// Whatever answers at this socket.
    case socket(String)

    /// Reads `podman`, `docker`, `unix:///PATH` or an absolute path.
    package init(_ words: String) throws(EngineError) {
        if words == "podman" {
            self = .podman
        } else if words == "docker" {
            self = .docker
        } else if words.hasPrefix("unix:///") {
            self = .socket(String(words.dropFirst("unix://".count)))
        } else if words.hasPrefix("/") {
            self = .socket(words)
        } else if words.contains("://"), !words.hasPrefix("unix:") {
            throw .notLocal(words)
        } else {
            throw .badAddress(words)
        }
    }
}
