/// What Podman answers to the inspection of a container.
struct PodmanContainer: Decodable {
    let id: String
    let name: String
    let created: String?
    let image: String
    let state: State
    let config: Config?
    let mounts: [Mount]?
    let execs: [String]?

    struct State: Decodable {
        let status: String
        let pid: Int32?
        let exitCode: Int32?
        let startedAt: String?

        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case pid = "Pid"
            case exitCode = "ExitCode"
            case startedAt = "StartedAt"
        }
    }

    struct Config: Decodable {
        let labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case labels = "Labels"
        }
    }

    struct Mount: Decodable {
        let type: String?
        let name: String?
        let destination: String?

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
            case destination = "Destination"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case created = "Created"
        case image = "Image"
        case state = "State"
        case config = "Config"
        case mounts = "Mounts"
        case execs = "ExecIDs"
    }
}

/// One line of Podman's list of containers.
struct PodmanListed: Decodable {
    let id: String
    let names: [String]?
    let created: String?
    let imageID: String
    let labels: [String: String]?
    let state: String
    let pid: Int32?
    let startedAt: Int64?
    let exited: Bool?
    let exitCode: Int32?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case created = "Created"
        case imageID = "ImageID"
        case labels = "Labels"
        case state = "State"
        case pid = "Pid"
        case startedAt = "StartedAt"
        case exited = "Exited"
        case exitCode = "ExitCode"
    }
}

/// What Podman's list of containers says of their sizes.
struct PodmanSized: Decodable {
    let id: String
    let size: Size?

    struct Size: Decodable {
        let rwSize: Int64?
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case size = "Size"
    }

    var written: Int64 { max(size?.rwSize ?? 0, 0) }
}

extension Container {
    init(_ answer: PodmanContainer) {
        let state = State(podman: answer.state.status)
        self.init(
            id: answer.id,
            name: answer.name,
            state: state,
            labels: answer.config?.labels ?? [:],
            imageID: answer.image,
            created: answer.created.flatMap(seconds(ofTimestamp:)),
            started: answer.state.startedAt.flatMap(seconds(ofTimestamp:)),
            exitCode: state == .stopped ? answer.state.exitCode : nil,
            pid: answer.state.pid ?? 0
        )
        for mount in answer.mounts ?? [] where mount.type == "volume" {
            guard let name = mount.name, let target = mount.destination else { continue }
            volumes[target] = name
        }
        execs = answer.execs ?? []
    }

    init(_ listed: PodmanListed) {
        let state = State(podman: listed.state)
        self.init(
            id: listed.id,
            name: listed.names?.first ?? "",
            state: state,
            labels: listed.labels ?? [:],
            imageID: listed.imageID,
            created: listed.created.flatMap(seconds(ofTimestamp:)),
            started: listed.startedAt.flatMap { $0 > 0 ? $0 : nil },
            exitCode: state == .stopped && listed.exited == true ? listed.exitCode : nil,
            pid: listed.pid ?? 0
        )
    }
}

extension Container.State {
    init(podman word: String) {
        switch word {
        case "created", "configured", "initialized": self = .created
        case "running": self = .running
        case "paused": self = .paused
        case "stopping": self = .stopping
        case "stopped", "exited": self = .stopped
        case "removing": self = .removing
        default: self = .broken
        }
    }
}
