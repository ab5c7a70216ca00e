/// One line of Docker's list of containers.
struct DockerListed: Decodable {
    let id: String
    let names: [String]?
    let created: Int64?
    let imageID: String
    let labels: [String: String]?
    let state: String

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case created = "Created"
        case imageID = "ImageID"
        case labels = "Labels"
        case state = "State"
    }
}

/// What Docker's list of containers says of their sizes.
struct DockerSized: Decodable {
    let id: String
    let size: Int64?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case size = "SizeRw"
    }

    /// Docker leaves out what is nothing.
    var written: Int64 { max(size ?? 0, 0) }
}

extension Container {
    /// From Docker's inspection, whose shape Podman's has kept.
    init(docker answer: PodmanContainer) {
        self.init(answer)
        name = answer.name.withoutSlash
        state = State(docker: answer.state.status)
        exitCode = state == .stopped ? answer.state.exitCode : nil
    }

    init(_ listed: DockerListed) {
        self.init(
            id: listed.id,
            name: listed.names?.first?.withoutSlash ?? "",
            state: State(docker: listed.state),
            labels: listed.labels ?? [:],
            imageID: listed.imageID,
            created: listed.created
        )
    }
}

extension Container.State {
    init(docker word: String) {
        switch word {
        case "created": self = .created
        case "running", "restarting": self = .running
        case "paused": self = .paused
        case "exited": self = .stopped
        case "removing": self = .removing
        default: self = .broken
        }
    }
}

extension String {
    /// Docker's names are paths below the daemon.
    fileprivate var withoutSlash: String { hasPrefix("/") ? String(dropFirst()) : self }
}
