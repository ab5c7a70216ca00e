package import Wire

/// What is to be different in a box that there is: what options add, and what they take back.
package struct SpecChange: Equatable, Sendable {
    /// Values that are set; nil leaves them as they are.
    package var home: BoxSpec.Home?
    package var shell: String?
    package var hostname: String?
    package var workdir: String?
    package var network: BoxSpec.Network?
    package var pid: BoxSpec.Sharing?
    package var ipc: BoxSpec.Sharing?
    package var initSystem: BoxSpec.InitSystem?
    package var memory: Int64?
    package var cpus: Double?
    package var hostCommands: BoxSpec.HostCommands?
    package var gpu: BoxSpec.GPU?
    /// All that the box is to do without, in place of what was said before.
    package var without: [Facility]?
    package var engineOption: String?
    /// What joins the lists: one for the same target, variable or label takes its place.
    package var volumes: [Volume] = []
    package var env: [BoxSpec.Variable] = []
    package var devices: [String] = []
    package var groups: [String] = []
    package var labels: [String: String] = [:]
    package var onStart: [String] = []
    package var hostShims: [String] = []
    /// What is taken back before anything joins.
    package var unset: [Unset] = []

    package init() {}

    /// An option that is taken back: all that it said, or one thing of it.
    package struct Unset: Equatable, Sendable {
        package let option: Option
        package let value: String?

        package enum Option: String, CaseIterable, Sendable {
            case volume, env, device, group, label, shell, hostname, workdir, memory, cpus, gpu
            case without
            case onStart = "on-start"
            case hostShim = "host-shim"
            case hostCommands = "host-commands"
            case engineOption = "engine-option"

            /// Whether it may be given several times.
            var isList: Bool {
                switch self {
                case .volume, .env, .device, .group, .label, .onStart, .hostShim: true
                case .shell, .hostname, .workdir, .memory, .cpus, .gpu, .without, .hostCommands,
                    .engineOption:
                    false
                }
            }
        }

        /// Reads `OPTION` or `OPTION=VALUE`: `shell`, `env=FOO`, `volume=/data`.
        package init(_ words: String) throws(BoxError) {
            let name = words.prefix { $0 != "=" }
            let value = name.count < words.count ? String(words.dropFirst(name.count + 1)) : nil
            guard let option = Option(rawValue: String(name)), value != "",
                value == nil || option.isList
            else { throw .badUnset(words) }
            self.option = option
            self.value = value
        }
    }

    /// The spec with this change made; throws when something is to be taken back that is not there.
    package func applied(to spec: BoxSpec) throws(BoxError) -> BoxSpec {
        var spec = spec
        for each in unset { try spec.take(each) }
        spec.home = home ?? spec.home
        spec.shell = shell ?? spec.shell
        spec.hostname = hostname ?? spec.hostname
        spec.workdir = workdir ?? spec.workdir
        spec.network = network ?? spec.network
        // What a box has of its processes goes with its init, unless it is said.
        if let initSystem, initSystem.isSystem != spec.initSystem.isSystem {
            spec.pid = initSystem.isSystem ? .private : .host
        }
        spec.initSystem = initSystem ?? spec.initSystem
        spec.pid = pid ?? spec.pid
        spec.ipc = ipc ?? spec.ipc
        spec.memory = memory ?? spec.memory
        spec.cpus = cpus ?? spec.cpus
        spec.hostCommands = hostCommands ?? spec.hostCommands
        spec.gpu = gpu ?? spec.gpu
        spec.without = without ?? spec.without
        spec.engineOption = engineOption ?? spec.engineOption
        for volume in volumes { spec.volumes.put(volume) { $0.target == volume.target } }
        for variable in env { spec.env.put(variable) { $0.name == variable.name } }
        for device in devices { spec.devices.put(device) { $0 == device } }
        for group in groups { spec.groups.put(group) { $0 == group } }
        spec.labels.merge(labels) { $1 }
        for command in onStart { spec.onStart.put(command) { $0 == command } }
        for name in hostShims {
            var names = spec.hostShims ?? []
            names.put(name) { $0 == name }
            spec.hostShims = names
        }
        try spec.checkInit()
        return spec
    }
}

extension BoxSpec {
    /// Whether it differs in nothing but what the box may run on the host, which its container has no
    /// part in.
    package func differsOnlyInHostCommands(from other: BoxSpec) -> Bool {
        var same = self
        same.hostCommands = other.hostCommands
        return same == other && self != other
    }
}

extension Array {
    /// Puts an element in the place of the one that it stands for, else at the end.
    fileprivate mutating func put(_ element: Element, insteadOf isSame: (Element) -> Bool) {
        if let index = firstIndex(where: isSame) { self[index] = element } else { append(element) }
    }

    /// Answers whether there was one.
    fileprivate mutating func take(_ isMeant: (Element) -> Bool) -> Bool {
        let count = count
        removeAll(where: isMeant)
        return self.count < count
    }
}

extension BoxSpec {
    fileprivate mutating func take(_ unset: SpecChange.Unset) throws(BoxError) {
        let value = unset.value
        let wasThere =
            switch unset.option {
            case .volume: volumes.take { value == nil || $0.target == value || $0.source == value }
            case .env: env.take { value == nil || $0.name == value }
            case .device: devices.take { value == nil || $0 == value }
            case .group: groups.take { value == nil || $0 == value }
            case .onStart: onStart.take { value == nil || $0 == value }
            case .hostShim: takeHostShim(value)
            case .label: takeLabel(value)
            case .shell: Self.take(&shell)
            case .hostname: Self.take(&hostname)
            case .workdir: Self.take(&workdir)
            case .memory: Self.take(&memory)
            case .cpus: Self.take(&cpus)
            case .gpu: takeGPU()
            case .without: without.take { _ in true }
            case .hostCommands: Self.take(&hostCommands)
            case .engineOption: Self.take(&engineOption)
            }
        guard wasThere else { throw .nothingToUnset(unset.option.rawValue, value: value) }
    }

    private mutating func takeHostShim(_ name: String?) -> Bool {
        var names = hostShims ?? []
        let wasThere = names.take { name == nil || $0 == name }
        hostShims = names.isEmpty ? nil : names
        return wasThere
    }

    private mutating func takeLabel(_ name: String?) -> Bool {
        guard let name else {
            defer { labels = [:] }
            return !labels.isEmpty
        }
        return labels.removeValue(forKey: name) != nil
    }

    private mutating func takeGPU() -> Bool {
        defer { gpu = .auto }
        return gpu != .auto
    }

    private static func take<Value>(_ value: inout Value?) -> Bool {
        defer { value = nil }
        return value != nil
    }
}
