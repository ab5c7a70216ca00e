import Boxes
import Linux
package import Manifests
import Wire

/// One thing that a box of a project may do, beyond running in its own files.
package struct Power: Codable, Hashable, Sendable {
    package let box: String
    package let kind: Kind
    /// What it is about: a path, a command, a name.
    package let object: String

    /// In the order in which they are shown.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Options for the engine itself, which may be anything.
        case engineOption
        case hostCommands
        /// The engine that the box is made by.
        case engine
        case home
        /// The host's files in a box whose home is not the person's.
        case hostFiles
        case writes, reads
        case device
        case network
        /// Namespaces, graphics and agents of the host.
        case shares
        case group
        case hostShim
        case exportsService, exportsBin, exportsApp
        case build, onCreate, onStart, check, dotfiles
        case image, package, label
        /// The init system of the image, which is begun.
        case initSystem
        case shim, variable
        case opens
    }

    package init(_ box: String, _ kind: Kind, _ object: String) {
        self.box = box
        self.kind = kind
        self.object = object
    }

    /// Paths are the same byte by byte.
    package static func == (one: Power, other: Power) -> Bool {
        one.kind == other.kind && one.box.isSame(as: other.box)
            && one.object.isSame(as: other.object)
    }

    /// All that the boxes of a manifest may do.
    ///
    /// `folder` is the project's, of which nothing has to be said.
    package static func all(of manifest: Manifest, folder: String) -> [Power] {
        let activation = Activation(manifest)
        let boxes = manifest.boxes.flatMap { all(of: $0, folder: folder) }
        let shims = activation.shims.map { Power($0.box.description, .shim, $0.command) }
        let box = activation.box?.description ?? ""
        let variables = activation.variables.map {
            Power(box, .variable, "\($0.name)=\($0.value)")
        }
        let opens = activation.mode == .enter ? [Power(box, .opens, "")] : []
        return boxes + shims + variables + opens
    }

    private static func all(of declaration: BoxDeclaration, folder: String) -> [Power] {
        let spec = declaration.spec
        var list: [(Kind, [String])] = [
            (.image, [spec.image]),
            (.hostCommands, hostCommands(spec)),
            (.engine, declaration.engine.map { [$0] } ?? []),
            (.home, spec.home == .shared ? ["shared"] : []),
            (.hostFiles, spec.home == .shared ? [] : ["/run/host"]),
            (.device, spec.devices),
            (.network, spec.network == .none ? [] : [spec.network.rawValue]),
            (.shares, shares(spec)),
            (.group, spec.groups),
            (.hostShim, spec.hostShims ?? []),
            (.initSystem, spec.initSystem.isSystem ? [spec.initSystem.rawValue] : []),
            (.package, spec.packages),
            (.label, spec.labels.map { "\($0.key)=\($0.value)" }.sorted()),
            (.exportsService, declaration.services),
            (.exportsBin, declaration.bins),
            (.exportsApp, declaration.apps),
            (.build, spec.build),
            (.onCreate, spec.onCreate),
            (.onStart, spec.onStart),
            (.check, spec.check.map { [$0] } ?? []),
            (.dotfiles, declaration.dotfiles.map { [$0.summary] } ?? []),
            (.engineOption, spec.engineOption.map { [$0] } ?? []),
        ]
        let read = spec.volumes.filter(\.readOnly).map(\.source) + sources(of: spec.image)
        list.append((.reads, read.outside(folder)))
        var written = spec.volumes.filter { !$0.readOnly }.map(\.source)
        if case .path(let path) = spec.home { written.append(path) }
        list.append((.writes, written.outside(folder)))
        let name = declaration.name.description
        return list.flatMap { kind, objects in objects.map { Power(name, kind, $0) } }
    }

    /// The files that an image is made from: all of a Containerfile's folder, and itself.
    private static func sources(of image: String) -> [String] {
        let isFolder = File.kindFollowed(image) == .directory
        let bearings = Bearings(directory: "/", home: "/")
        switch ImageSource(image, from: bearings, kind: { _ in isFolder ? .directory : .file }) {
        case .recipe(let path) where isFolder:
            let files = ["Containerfile", "Dockerfile"].map { "\(path)/\($0)" }
            return recipe(files.first { File.kindFollowed($0) == .file }, in: path)
        case .recipe(let path): return recipe(path, in: Bearings.normal(path + "/.."))
        case .archive(let path) where image.hasPrefix("/"): return [path]
        case .archive, .reference, .bootstrap: return []
        }
    }

    /// A Containerfile's folder, and itself where it is a link to elsewhere.
    private static func recipe(_ file: String?, in folder: String) -> [String] {
        guard let file, let real = File.realPath(file), let whole = File.realPath(folder),
            !Bearings.isPath(real, in: whole)
        else { return [folder] }
        return [folder, file]
    }

    /// What a box has of the host's unless it is asked to do without.
    private static func shares(_ spec: BoxSpec) -> [String] {
        let graphics: [String]
        switch spec.gpu {
        case .nothing: graphics = []
        case .auto, .all: graphics = ["graphics"]
        case .named(let name): graphics = [name]
        }
        return (spec.pid == .host ? ["processes"] : []) + (spec.ipc == .host ? ["memory"] : [])
            + graphics
            + Facility.allCases.filter { !spec.without.contains($0) }.map(\.rawValue)
    }

    private static func hostCommands(_ spec: BoxSpec) -> [String] {
        switch spec.permittedHostCommands {
        case .nothing: []
        case .all: ["all"]
        case .ask: ["ask"]
        case .only(let commands): commands
        }
    }
}

extension [String] {
    /// Those that lead out of a folder, as they are without links.
    fileprivate func outside(_ folder: String) -> [String] {
        map { File.realPath($0) ?? $0 }.filter { !Bearings.isPath($0, in: folder) }
    }
}
