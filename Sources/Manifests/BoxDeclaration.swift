package import Boxes

/// A box as a manifest wants it.
package struct BoxDeclaration: Equatable, Sendable {
    package let name: BoxName
    /// Where the box stands.
    package let origin: SettingOrigin
    package var spec: BoxSpec
    package var pull: PullPolicy?
    /// `podman`, `docker` or a socket's URL; nil for the one that boxes are made on.
    package var engine: String?
    /// Programs of the box that come first in `PATH` in the project's folder: names or paths.
    package var shims: [String] = []
    /// Programs of the box on the host: names or paths.
    package var bins: [String] = []
    /// Where each of these stands.
    private(set) var binOrigins: [SettingOrigin] = []
    /// Desktop entries: ids or names.
    package var apps: [String] = []
    package var services: [String] = []
    /// What is put into the home that the box has of its own.
    package var dotfiles: Dotfiles?
}

extension BoxDeclaration {
    /// Understands a box's keys.
    ///
    /// The draft has all that the box extends, and the cases of this machine; `~` is `home`.
    init(_ name: BoxName, _ draft: BoxDraft, home: String) throws(ManifestFaults) {
        let reading = DraftReading(name, draft, home: home)
        guard let image = reading.image() else {
            throw ManifestFaults([ManifestFault(draft.origin, "box.\(name)", .noImage)])
        }
        self.name = name
        origin = draft.origin
        spec = BoxSpec(image: image)
        var faults: [ManifestFault] = []
        for key in ManifestKey.allCases {
            faults += reading.emptyTexts(key)
            do throws(ManifestFaults) { try take(key, reading) } catch { faults += error.list }
        }
        if dotfiles != nil, spec.home == .shared {
            faults.append(draft.fault(.sharedHome, of: name))
        }
        if !faults.isEmpty { throw ManifestFaults(faults) }
    }

    private mutating func take(
        _ key: ManifestKey,
        _ box: DraftReading
    ) throws(ManifestFaults) {
        switch key {
        case .image, .extends: break
        case .packages: spec.packages = try box.list(key, BoxSpec.package)
        case .build: spec.build = box.texts(key)
        case .bare: spec.bare = box.flag(key) ?? false
        case .pull: pull = box.text(key).flatMap(PullPolicy.init)
        case .home: spec.home = try box.place(key, BoxSpec.Home.init) ?? .shared
        case .volumes: spec.volumes = try box.places(key, Volume.init)
        case .env:
            spec.env = try box.pairs(key) { words throws(BoxError) in
                try BoxSpec.Variable(words) { _ in nil }
            }
        case .shell: spec.shell = try box.value(key, BoxSpec.shell)
        case .hostname: spec.hostname = try box.value(key, BoxSpec.hostname)
        case .workdir: spec.workdir = try box.value(key, BoxSpec.workdir)
        case .network: spec.network = box.text(key).flatMap(BoxSpec.Network.init) ?? .host
        case .pid, .initSystem:
            spec.initSystem = box.text(.initSystem).flatMap(BoxSpec.InitSystem.init) ?? .agent
            let usual = spec.initSystem.isSystem ? BoxSpec.Sharing.private : .host
            spec.pid = box.text(.pid).flatMap(BoxSpec.Sharing.init) ?? usual
        case .ipc: spec.ipc = box.text(key).flatMap(BoxSpec.Sharing.init) ?? .host
        case .devices: spec.devices = try box.list(key, BoxSpec.device)
        case .gpu: spec.gpu = try box.value(key, BoxSpec.GPU.init) ?? .auto
        case .without: spec.without = try box.list(key, BoxSpec.facilities).flatMap(\.self)
        case .groups: spec.groups = box.texts(key)
        case .platform: spec.platform = try box.value(key, BoxSpec.platform)
        case .labels:
            let labels = try box.pairs(key, BoxSpec.label)
            spec.labels = Dictionary(labels.map { ($0.name, $0.value) }) { $1 }
        case .memory: spec.memory = try box.value(key, BoxSpec.bytes)
        case .cpus: spec.cpus = try box.value(key, BoxSpec.processors)
        case .engine: engine = box.text(key)
        case .check: spec.check = box.text(key)
        case .shims: shims = try box.list(key, BoxSpec.shim)
        case .bins: (bins, binOrigins) = (box.texts(key), box.origins(key))
        case .apps: apps = box.texts(key)
        case .services: services = box.texts(key)
        // A later key says whose home it is.
        case .dotfiles: dotfiles = try box.dotfiles()
        case .onCreate: spec.onCreate = box.texts(key)
        case .onStart: spec.onStart = box.texts(key)
        case .hostCommands: spec.hostCommands = try box.joined(key, BoxSpec.HostCommands.init)
        case .hostShims:
            let names = try box.list(key, BoxSpec.hostShim)
            spec.hostShims = names.isEmpty ? nil : names
        case .engineOption:
            spec.engineOption = try box.value(key) { text throws(BoxError) in
                guard isJSONObject(text) else { throw .badEngineOption(text) }
                return text
            }
        }
    }
}
