package import Boxes
import Linux
import Wire

/// The specifications of devices that are on this host now.
package struct CDICatalog {
    private var specifications: [CDISpecification] = []
    /// Files that cannot be used, and why.
    package private(set) var faults: [(path: String, reason: String)] = []

    /// More is no specification.
    private static let limit = 4 << 20

    /// Reads all files in the folders; of several with one device, the last folder's counts.
    package init(_ folders: [String]) {
        for folder in folders {
            for name in File.names(in: folder).sorted()
            where [".json", ".yaml", ".yml"].contains(where: name.hasSuffix) {
                read("\(folder)/\(name)")
            }
        }
    }

    private mutating func read(_ path: String) {
        do {
            // A pipe would be waited for.
            guard FileStatus(following: path)?.kind == .file else { return }
            let bytes = try File.read(path, limit: Self.limit)
            specifications.insert(try CDISpecification(bytes), at: 0)
        } catch let fault as CDISpecification.Fault {
            faults.append((path, fault.words))
        } catch {
            faults.append((path, "\(error)"))
        }
    }

    /// The names of all devices, in order.
    package var names: [String] {
        Set(specifications.flatMap { one in one.devices.map { "\(one.kind)=\($0.name)" } }).sorted()
    }

    /// The graphics cards: of each vendor, the device that is all of them, or else each.
    package var graphics: [CDIName] {
        let kinds = Set(specifications.map(\.kind)).filter { $0.hasSuffix("/gpu") }
        return kinds.sorted().flatMap { kind in
            let names = names.filter { $0.hasPrefix(kind + "=") }
            let all = names.filter { $0 == kind + "=all" }
            return (all.isEmpty ? names : all).compactMap { CDIName($0) }
        }
    }

    package func contains(_ name: CDIName) -> Bool { edits(of: name) != nil }

    /// What a container needs for a device; nil when there is no such device.
    private func edits(of name: CDIName) -> [CDISpecification.Edits]? {
        for one in specifications where one.kind == name.kind {
            if let device = one.devices.first(where: { $0.name == name.device }) {
                return [one.edits, device.edits]
            }
        }
        return nil
    }

    /// What a box needs for these devices.
    func setup(for names: [CDIName]) -> DeviceSetup {
        var setup = DeviceSetup()
        var missing: [String] = []
        for name in names {
            guard let edits = edits(of: name) else {
                setup.warnings.append("the host has no device '\(name.kind)=\(name.device)'")
                continue
            }
            for edit in edits { add(edit, to: &setup, &missing) }
        }
        if let first = missing.first {
            let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
            setup.warnings.append(
                "'\(first)'\(others) of its driver is not on the host; is it installed whole?"
            )
        }
        return setup
    }

    /// Variables without which nothing in a box would be found.
    private static let boxes: Set<String> = ["PATH", "HOME", "USER", "LOGNAME", "SHELL"]

    private func add(
        _ edits: CDISpecification.Edits,
        to setup: inout DeviceSetup,
        _ missing: inout [String]
    ) {
        for variable in edits.env {
            let name = variable.prefix { $0 != "=" }
            guard !Self.boxes.contains(String(name)), !name.hasPrefix("ALCOVE_") else {
                setup.warnings.append("its driver is not to set \(name), which is the box's own")
                continue
            }
            let bytes = Array(variable.utf8)
            if !setup.environment.contains(bytes) { setup.environment.append(bytes) }
        }
        for node in edits.nodes {
            if node.host != node.container {
                setup.warnings.append(
                    "'\(node.container)' cannot be '\(node.host)': a box's /dev is the host's"
                )
            } else if !setup.nodes.contains(node.container) {
                setup.nodes.append(node.container)
            }
        }
        for mount in edits.mounts where Self.mayStand(mount.container) {
            // The links on the way are the host's, and lead elsewhere in a box.
            guard let real = File.realPath(mount.host) else {
                missing.append(mount.host)
                continue
            }
            setup.put(mount.container, "/run/host" + real)
        }
        for hook in edits.hooks { add(CDIHook(hook), to: &setup) }
    }

    private func add(_ hook: CDIHook, to setup: inout DeviceSetup) {
        switch hook {
        case .links(let links):
            for link in links where Self.mayStand(link.path) { setup.put(link.path, link.target) }
        case .libraries(let folders):
            for folder in folders where !setup.libraryFolders.contains(folder) {
                setup.libraryFolders.append(folder)
            }
        case .needless: break
        case .unknown(let name):
            setup.warnings.append("the hook '\(name)' of its driver is not known here")
        }
    }

    /// Not over what a box is made of.
    private static func mayStand(_ path: String) -> Bool {
        !["/dev", "/proc", "/sys", "/run/host", "/.alcove", "/home", "/root", "/tmp"].contains {
            Bearings.isPath(path, in: $0)
        } && path.split(separator: "/").count > 1
    }
}

extension DeviceSetup {
    fileprivate mutating func put(_ path: String, _ target: String) {
        guard path != target, !links.contains(where: { $0.path == path }) else { return }
        links.append(Link(path: path, target: target))
    }
}

/// What a program that a container's creation would run does, where that is known.
enum CDIHook: Equatable {
    case links([DeviceSetup.Link])
    case libraries([String])
    /// What it does is so in every box, or of no use in one.
    case needless
    case unknown(String)

    /// Reads the words of NVIDIA's hooks, which other vendors use as well.
    init(_ words: [String]) {
        let name = words.dropFirst().first { !$0.hasPrefix("-") && $0 != "hook" } ?? ""
        switch name {
        case "create-symlinks":
            self = .links(Self.values(of: "--link", in: words).compactMap(Self.link))
        case "update-ldcache":
            self = .libraries(
                Self.values(of: "--folder", in: words).filter { Self.isPath($0[...]) }
            )
        // All cards are in `/dev`, and the loader's cache is made with all names.
        case "chmod", "enable-cuda-compat", "disable-device-node-modification",
            "update-application-profile", "create-soname-symlinks":
            self = .needless
        default: self = .unknown(name.isEmpty ? words.first ?? "" : name)
        }
    }

    private static func values(of option: String, in words: [String]) -> [String] {
        var values: [String] = []
        for (index, word) in words.enumerated() {
            if word == option, index + 1 < words.count {
                values.append(words[index + 1])
            } else if word.hasPrefix(option + "=") {
                values.append(String(word.dropFirst(option.count + 1)))
            }
        }
        return values
    }

    /// Reads `TARGET::PATH`.
    private static func link(_ words: String) -> DeviceSetup.Link? {
        let parts = words.split(separator: "::", maxSplits: 1)
        guard parts.count == 2, isPath(parts[1]), !parts[0].isEmpty,
            parts[0].utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { return nil }
        return DeviceSetup.Link(path: String(parts[1]), target: String(parts[0]))
    }

    private static func isPath(_ words: Substring) -> Bool {
        words.hasPrefix("/") && words.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
            && !words.split(separator: "/").contains("..")
    }
}

extension CDISpecification.Fault {
    package var words: String {
        switch self {
        case .unreadable(let fault):
            fault.reason == .size
                ? "line \(fault.line): too much" : "line \(fault.line) is not understood"
        case .key(let name): "'\(name)' is missing or wrong"
        }
    }
}

extension BoxSpec {
    /// The devices that are meant by their names.
    var namedDevices: [CDIName] {
        var words = devices
        if case .named(let name) = gpu { words.append(name) }
        return words.compactMap { CDIName($0) }
    }

    /// What the box needs of the host for its devices, as they are now.
    func deviceSetup(_ folders: [String]) -> DeviceSetup {
        var names = namedDevices
        if gpu == .nothing, names.isEmpty {
            var setup = DeviceSetup()
            setup.hidesGraphics = true
            return setup
        }
        let catalog = CDICatalog(folders)
        var warnings = catalog.faults.map { "'\($0.path)' cannot be used: \($0.reason)" }
        switch gpu {
        case .auto: names += catalog.graphics
        case .all:
            names += catalog.graphics
            if catalog.graphics.isEmpty, FileStatus(following: "/dev/dri") == nil {
                warnings.append("the host has no graphics card")
            }
        case .named, .nothing: break
        }
        var setup = catalog.setup(for: names)
        setup.warnings = warnings + setup.warnings
        setup.hidesGraphics = gpu == .nothing
        return setup
    }
}
