import Boxes
import Linux
package import Manifests

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
        case exportsService, exportsBin, exportsApp
        case build, onCreate, onStart, check, dotfiles
        case image
        case shim, variable
        case opens
    }

    package init(_ box: String, _ kind: Kind, _ object: String) {
        self.box = box
        self.kind = kind
        self.object = object
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
        list.append((.reads, spec.volumes.filter(\.readOnly).map(\.source).outside(folder)))
        var written = spec.volumes.filter { !$0.readOnly }.map(\.source)
        if case .path(let path) = spec.home { written.append(path) }
        list.append((.writes, written.outside(folder)))
        let name = declaration.name.description
        return list.flatMap { kind, objects in objects.map { Power(name, kind, $0) } }
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
