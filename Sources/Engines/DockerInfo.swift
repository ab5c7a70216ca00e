/// What Docker answers to `info`.
struct DockerInfo: Decodable {
    let serverVersion: String
    let driver: String
    let architecture: String
    let osType: String
    let defaultRuntime: String?
    let memoryLimit: Bool?
    let cpuQuota: Bool?
    let pidsLimit: Bool?
    let securityOptions: [String]?
    let cgroupVersion: String?

    enum CodingKeys: String, CodingKey {
        case serverVersion = "ServerVersion"
        case driver = "Driver"
        case architecture = "Architecture"
        case osType = "OSType"
        case defaultRuntime = "DefaultRuntime"
        case memoryLimit = "MemoryLimit"
        case cpuQuota = "CpuCfsQuota"
        case pidsLimit = "PidsLimit"
        case cgroupVersion = "CgroupVersion"
        case securityOptions = "SecurityOptions"
    }

    var isRootless: Bool {
        securityOptions?.contains { $0.split(separator: ",").first == "name=rootless" } ?? false
    }
}

extension EngineFacts {
    init(_ info: DockerInfo, apiVersion: String) {
        let controllers = [
            ("memory", info.memoryLimit), ("cpu", info.cpuQuota), ("pids", info.pidsLimit),
        ]
        self.init(
            version: info.serverVersion,
            apiVersion: apiVersion,
            isRootless: info.isRootless,
            // Without a mapping, box users have the ids that the host's have.
            keepsIDs: !info.isRootless,
            controllers: controllers.filter { $0.1 == true }.map(\.0),
            storageDriver: info.driver,
            runtime: info.defaultRuntime ?? "",
            platform: "\(info.osType)/\(goArchitecture(info.architecture))"
        )
        // Before 20.10 there was one version, and nothing that said so.
        hasUnifiedCgroups = info.cgroupVersion == "2"
    }
}

/// The name that images use for an architecture that the kernel names otherwise.
private func goArchitecture(_ name: String) -> String {
    switch name {
    case "x86_64": "amd64"
    case "aarch64": "arm64"
    case "armv7l", "armv6l": "arm"
    case "i386", "i686": "386"
    default: name
    }
}
