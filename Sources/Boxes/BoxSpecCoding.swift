import Wire

extension BoxSpec {
    /// Reads a spec of any version: what is not written is as it was before that could be said.
    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        self.init(image: try box.decode(String.self, forKey: .image))
        home = try box.decodeIfPresent(Home.self, forKey: .home) ?? home
        volumes = try box.decodeIfPresent([Volume].self, forKey: .volumes) ?? []
        env = try box.decodeIfPresent([Variable].self, forKey: .env) ?? []
        shell = try box.decodeIfPresent(String.self, forKey: .shell)
        hostname = try box.decodeIfPresent(String.self, forKey: .hostname)
        workdir = try box.decodeIfPresent(String.self, forKey: .workdir)
        network = try box.decodeIfPresent(Network.self, forKey: .network) ?? network
        pid = try box.decodeIfPresent(Sharing.self, forKey: .pid) ?? pid
        ipc = try box.decodeIfPresent(Sharing.self, forKey: .ipc) ?? ipc
        initSystem = try box.decodeIfPresent(InitSystem.self, forKey: .initSystem) ?? initSystem
        devices = try box.decodeIfPresent([String].self, forKey: .devices) ?? []
        gpu = try box.decodeIfPresent(GPU.self, forKey: .gpu) ?? gpu
        without = try box.decodeIfPresent([Facility].self, forKey: .without) ?? []
        groups = try box.decodeIfPresent([String].self, forKey: .groups) ?? []
        platform = try box.decodeIfPresent(String.self, forKey: .platform)
        labels = try box.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        packages = try box.decodeIfPresent([String].self, forKey: .packages) ?? []
        build = try box.decodeIfPresent([String].self, forKey: .build) ?? []
        bare = try box.decodeIfPresent(Bool.self, forKey: .bare) ?? bare
        onCreate = try box.decodeIfPresent([String].self, forKey: .onCreate) ?? []
        onStart = try box.decodeIfPresent([String].self, forKey: .onStart) ?? []
        check = try box.decodeIfPresent(String.self, forKey: .check)
        memory = try box.decodeIfPresent(Int64.self, forKey: .memory)
        cpus = try box.decodeIfPresent(Double.self, forKey: .cpus)
        hostCommands = try box.decodeIfPresent(HostCommands.self, forKey: .hostCommands)
        hostShims = try box.decodeIfPresent([String].self, forKey: .hostShims)
        engineOption = try box.decodeIfPresent(String.self, forKey: .engineOption)
    }
}

/// `shared`, `private`, or an absolute path.
extension BoxSpec.Home: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        switch text {
        case "shared": self = .shared
        case "private": self = .private
        case _ where text.hasPrefix("/"): self = .path(text)
        default: throw DecodingError.dataCorruptedError(in: container, debugDescription: text)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .shared: try container.encode("shared")
        case .private: try container.encode("private")
        case .path(let path): try container.encode(path)
        }
    }
}
