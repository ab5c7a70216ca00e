import Glibc
import Linux

/// What a Podman that was killed keeps of what it was doing.
extension Podman {
    /// A container by its name or id of which the list alone still knows.
    func withoutFiles(_ name: String) throws(EngineError) -> Container? {
        let listed = try containers(labelled: nil)
        guard var container = listed.first(where: { $0.name == name || $0.id == name }) else {
            return nil
        }
        container.hasFiles = false
        return container
    }

    /// One that Podman was killed in making has its files, and is no container of its own: nothing but the name says
    /// whose it is, and what was there `since` then already is not taken for it.
    package func removeUnfinished(_ name: String, since: Int64) throws(EngineError) -> Bool {
        let left = try external().first {
            $0.command == ["storage"] && $0.names == [name]
                && ($0.created.flatMap(seconds(ofTimestamp:)) ?? 0) >= since
        }
        guard let left else { return false }
        try remove(left.id)
        return true
    }

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
        let candidates = try external().filter { $0.command == ["buildah"] }
        if candidates.isEmpty { return [] }
        let folder = try containerFolder()
        return candidates.map(\.id).filter { id in
            // One that goes in this moment has no such file any more, and another user's cannot be read.
            guard let bytes = try? File.read("\(folder)/\(id)/userdata/buildah.json"),
                let build = try? JSON.decode(WorkingContainer.self, from: bytes)
            else { return false }
            return build.arguments?["no_proxy"].map { mark.isEnd(of: $0.utf8) } ?? false
        }
    }

    /// What is a container's only to the store of files, and not to Podman, among its own.
    private func external() throws(EngineError) -> [ExternalContainer] {
        let query = [("all", "true"), ("external", "true")]
        let call = EngineCall("list", "GET", ["containers", "json"], query: query)
        var answer = try socket.ask(call)
        // The whole list fails when one of them, a build's that has ended, goes while Podman makes it.
        for _ in 1..<Self.listingAttempts
        where answer.status == 500 && answer.refusal.reason.contains("not known") {
            answer = try socket.ask(call)
        }
        try answer.check()
        return try answer.decode([ExternalContainer].self)
    }

    /// Where containers/storage keeps what belongs to containers: `overlay-containers`.
    private func containerFolder() throws(EngineError) -> String {
        let answer = try socket.ask(EngineCall("info", "GET", ["info"]))
        try answer.check()
        let store = try answer.decode(PodmanInfo.self).store
        return "\(store.graphRoot)/\(store.graphDriverName)-containers"
    }
}

/// What Podman's list says of such a container.
private struct ExternalContainer: Decodable {
    let id: String
    let names: [String]?
    let created: String?
    /// What Podman takes it for: `buildah` or `storage`.
    let command: [String]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case created = "Created"
        case command = "Command"
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
