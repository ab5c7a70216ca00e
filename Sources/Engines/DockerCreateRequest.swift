import Boxes

/// The body of Docker's `containers/create`; fields that are nil are left to the engine.
struct DockerCreateRequest: DockerObject {
    var image: String
    var entrypoint: [String]
    var env: [String]
    /// By number: an image may have no accounts.
    var user = "0:0"
    var workingDir = "/"
    var hostname: String
    var labels: [String: String]
    var tty = false
    var openStdin = false
    var stopSignal = "SIGTERM"
    var stopTimeout = 5
    var healthcheck = Health()
    var hostConfig: Host

    struct Health: Encodable {
        var test = ["NONE"]
    }

    /// How the container is to stand on its host.
    struct Host: Encodable {
        var `init` = false
        var privileged = true
        var securityOpt = ["label=disable", "apparmor=unconfined", "seccomp=unconfined"]
        var pidMode: String?
        var ipcMode: String
        var networkMode: String
        var cgroupnsMode = "host"
        /// Off, where the daemon maps ids by default.
        var usernsMode = "host"
        var mounts: [Mount]
        var devices: [Device]?
        var pidsLimit: Int?
        var memory: Int64?
        var nanoCpus: Int64?
        var tmpfs: [String: String]?
        var logConfig = Log()
        var annotations: [String: String]?
    }

    struct Mount: Encodable {
        var type = "bind"
        var source: String
        var target: String
        var readOnly = false
        var bindOptions: Bind?
        var volumeOptions: Volume?

        struct Bind: Encodable {
            var propagation = "rslave"
        }

        struct Volume: Encodable {
            /// What the image has there is in it already.
            var noCopy = true
        }
    }

    struct Device: Encodable {
        var pathOnHost: String
        var pathInContainer: String
        var cgroupPermissions = "rwm"
    }

    struct Log: Encodable {
        var type = "json-file"
        var config = ["max-size": "4m"]
    }
}

extension DockerCreateRequest {
    init(_ request: ContainerRequest, facts: EngineFacts) throws(EngineError) {
        try request.checkLimits(against: facts.controllers)
        if case .keep = request.users, facts.isRootless { throw .cannotKeepIDs }
        let env = Dictionary(request.env.map { ($0.name, $0.value) }) { _, last in last }
        self.init(
            image: request.imageID,
            entrypoint: request.entrypoint,
            env: env.map { "\($0.key)=\($0.value)" }.sorted(),
            hostname: request.hostname,
            labels: request.labels,
            stopSignal: request.stopSignal == 15 ? "SIGTERM" : "\(request.stopSignal)",
            stopTimeout: request.stopTimeout,
            hostConfig: Host(
                // Docker knows no word for a process namespace of one's own: it is the default.
                pidMode: request.pid == .host ? "host" : nil,
                ipcMode: request.ipc.rawValue,
                networkMode: request.network.dockerMode,
                cgroupnsMode: request.ownsCgroups ? "private" : "host",
                mounts: request.mounts.compactMap(Mount.init),
                devices: request.devices.isEmpty
                    ? nil : request.devices.map { Device(pathOnHost: $0, pathInContainer: $0) },
                pidsLimit: facts.controllers.contains("pids") ? -1 : nil,
                memory: request.memory,
                nanoCpus: request.cpus.map { Int64(($0 * 1e9).rounded()) },
                tmpfs: Self.memory(request.mounts)
            )
        )
    }
}

extension DockerCreateRequest {
    /// Docker has a list of its own for them.
    private static func memory(_ mounts: [ContainerRequest.Mount]) -> [String: String]? {
        let targets = mounts.filter { $0.kind == .memory }.map(\.target)
        if targets.isEmpty { return nil }
        return Dictionary(targets.map { ($0, "rw,exec,nosuid,nodev,mode=755") }) { first, _ in first
        }
    }
}

extension DockerCreateRequest.Mount {
    /// Docker has no mounts of pseudo-terminals: the box's agent makes that one.
    init?(_ mount: ContainerRequest.Mount) {
        switch mount.kind {
        case .bind(let source, let readOnly):
            self.init(
                source: source,
                target: mount.target,
                readOnly: readOnly,
                bindOptions: Bind()
            )
        case .volume(let name):
            self.init(
                type: "volume",
                source: name,
                target: mount.target,
                volumeOptions: Volume()
            )
        case .memory, .devpts: return nil
        }
    }
}

extension BoxSpec.Network {
    fileprivate var dockerMode: String {
        switch self {
        case .host: "host"
        case .private: "default"
        case .none: "none"
        }
    }
}
