import Glibc
import Linux

/// What Podman keeps of builds that nobody waits for.
extension Podman {
    /// Podman goes on with what runs when nobody listens, and tidies up when that has ended; a Podman that is killed
    /// leaves the process as well as the container.
    package func endBuild(_ mark: BuildMark) throws(EngineError) -> Bool {
        var hasFound = false
        for _ in 0..<Self.tidyingAttempts {
            let processes = mark.processes()
            for process in processes { Signals.send(SIGKILL, to: process) }
            let containers = try workingContainers(of: mark)
            if processes.isEmpty, containers.isEmpty { return hasFound }
            hasFound = true
            usleep(100_000)
        }
        for container in try workingContainers(of: mark) { try remove(container) }
        return true
    }

    /// Times that are looked whether Podman has tidied up, a tenth of a second after each other.
    private static var tidyingAttempts: Int { 20 }

    /// The containers in which builds with that mark are made; the API lists them, and says nothing else of them.
    private func workingContainers(of mark: BuildMark) throws(EngineError) -> [String] {
        let query = [("all", "true"), ("external", "true")]
        let answer = try socket.ask(
            EngineCall("list", "GET", ["containers", "json"], query: query)
        )
        try answer.check()
        let listed = try answer.decode([PodmanListed].self)
        if listed.isEmpty { return [] }
        let folder = try containerFolder()
        return listed.map(\.id).filter { id in
            // One that is no build's has no such file, and another user's cannot be read.
            guard let bytes = try? File.read("\(folder)/\(id)/userdata/buildah.json"),
                let build = try? JSON.decode(WorkingContainer.self, from: bytes)
            else { return false }
            return build.arguments?["no_proxy"].map { mark.isEnd(of: $0.utf8) } ?? false
        }
    }

    /// Where containers/storage keeps what belongs to containers: `overlay-containers`.
    private func containerFolder() throws(EngineError) -> String {
        let answer = try socket.ask(EngineCall("info", "GET", ["info"]))
        try answer.check()
        let store = try answer.decode(PodmanInfo.self).store
        return "\(store.graphRoot)/\(store.graphDriverName)-containers"
    }
}

/// What Podman's builder writes beside the container of a build, `buildah.json`.
private struct WorkingContainer: Decodable {
    /// The build's arguments.
    let arguments: [String: String]?

    enum CodingKeys: String, CodingKey {
        case arguments = "Args"
    }
}
