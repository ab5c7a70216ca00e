import Boxes

extension PodmanCreateRequest {
    init(_ request: ContainerRequest, facts: EngineFacts) throws(EngineError) {
        let ownNetwork = request.network != .host
        let platform = request.platform.map { $0.split(separator: "/").map(String.init) } ?? []
        self.init(
            name: request.name,
            image: request.imageID,
            rawImageName: request.imageReference,
            imageOS: platform.first,
            imageArch: platform.dropFirst().first,
            imageVariant: platform.dropFirst(2).first,
            entrypoint: request.entrypoint,
            env: Dictionary(request.env.map { ($0.name, $0.value) }) { _, last in last },
            hostname: request.hostname,
            labels: request.labels,
            annotations: request.keepsGroups ? ["run.oci.keep_original_groups": "1"] : [:],
            user: request.user?.words ?? "0:0",
            workDir: request.workdir,
            stopSignal: request.stopSignal,
            stopTimeout: request.stopTimeout,
            pidNamespace: Namespace(mode: request.pid.rawValue),
            ipcNamespace: Namespace(mode: request.ipc.rawValue),
            networkNamespace: Namespace(mode: request.network.rawValue),
            cgroupNamespace: Namespace(mode: request.ownsCgroups ? "private" : "host"),
            userNamespace: Namespace(request.users, isRootless: facts.isRootless),
            mounts: request.mounts.map(Mount.init) + (request.ownsCgroups ? [.cgroups] : []),
            devices: request.devices.isEmpty ? nil : request.devices.map(Device.init),
            resourceLimits: try Limits(request, controllers: facts.controllers),
            useImageHosts: !ownNetwork,
            useImageResolveConf: !ownNetwork
        )
    }
}

extension PodmanCreateRequest.Namespace {
    /// Under a rootful engine the ids are the host's own without any mapping.
    init(_ users: ContainerRequest.Users, isRootless: Bool) {
        switch users {
        case .keep(let uid, let gid) where isRootless:
            self.init(mode: "keep-id", value: "uid=\(uid),gid=\(gid)")
        case .keep, .host:
            self.init(mode: "host")
        }
    }
}

extension PodmanCreateRequest.Mount {
    /// A runtime gives the tree to the container's root only where it is mounted to be written to.
    fileprivate static let cgroups = Self(
        destination: "/sys/fs/cgroup",
        type: "cgroup",
        source: "cgroup",
        options: ["rw", "nosuid", "noexec", "nodev"]
    )

    init(_ mount: ContainerRequest.Mount) {
        switch mount.kind {
        case .bind(let source, let readOnly):
            self.init(
                destination: mount.target,
                type: "bind",
                source: source,
                options: ["rslave", "rbind", readOnly ? "ro" : "rw"]
            )
        case .volume(let name):
            self.init(destination: mount.target, type: "volume", source: name, options: ["rw"])
        case .memory:
            self.init(
                destination: mount.target,
                type: "tmpfs",
                source: "tmpfs",
                options: ["rw", "nosuid", "nodev", "mode=755"]
            )
        case .devpts:
            self.init(
                destination: mount.target,
                type: "devpts",
                source: "devpts",
                options: ["newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]
            )
        }
    }
}

extension PodmanCreateRequest.Limits {
    /// Nil is no limit at all, which is also all that an engine without controllers takes.
    init?(_ request: ContainerRequest, controllers: [String]) throws(EngineError) {
        try request.checkLimits(against: controllers)
        guard controllers.contains("pids") || request.memory != nil || request.cpus != nil else {
            return nil
        }
        self.init(
            pids: controllers.contains("pids") ? Pids() : nil,
            memory: request.memory.map { Memory(limit: $0) },
            cpu: request.cpus.map { CPU(quota: Int64(($0 * 100_000).rounded())) }
        )
    }
}

extension ContainerRequest {
    /// Throws when a limit is asked for that the engine has no controller for.
    func checkLimits(against controllers: [String]) throws(EngineError) {
        if memory != nil, !controllers.contains("memory") { throw .missingController("memory") }
        if cpus != nil, !controllers.contains("cpu") { throw .missingController("cpu") }
    }
}
