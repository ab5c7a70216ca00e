import FoundationEssentials

/// What a published box says of itself: only what means the same on every machine.
///
/// An image's label has it, so it is a stranger's: reading takes what is on this list and sound, and
/// no other.
package struct PublishedSpec: Codable, Equatable, Sendable {
    /// Packages that are in the image beyond what it was made of.
    package var packages: [String] = []
    package var shell: String?
    package var workdir: String?
    package var initSystem: BoxSpec.InitSystem?
    /// Variables that whoever published it named one by one.
    package var env: [BoxSpec.Variable] = []
    package var onCreate: [String] = []
    package var onStart: [String] = []
    package var check: String?

    package init() {}

    /// The most bytes that a label may have, items a list, and bytes an item.
    private static let limits = (label: 64 << 10, items: 1000, item: 4096)

    /// The parts of a box's spec that may leave the machine: no paths of it, nothing that a box is
    /// permitted on it, and of variables only those named.
    package init(_ spec: BoxSpec, home: String, variables: Set<String>) {
        packages = spec.packages
        shell = spec.shell
        workdir = spec.workdir.flatMap { Bearings.isPath($0, in: home) ? nil : $0 }
        initSystem = spec.initSystem == .agent ? nil : spec.initSystem
        env = spec.env.filter { variables.contains($0.name) }
        onCreate = spec.onCreate
        onStart = spec.onStart
        check = spec.check
    }

    /// The label's value: a word, so that no reader of instructions finds anything else in it.
    package var label: String {
        Data(canonicalJSON(self)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nil for what no version of this tool wrote.
    package init?(label: String) {
        guard label.utf8.count <= Self.limits.label else { return nil }
        let text = label.replacing("-", with: "+").replacing("_", with: "/")
        let filling = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + filling),
            let found = try? JSONDecoder().decode(Self.self, from: data), found.isSound
        else { return nil }
        self = found
    }

    private var isSound: Bool {
        let lists = [packages, onCreate, onStart, env.map(\.value)]
        guard lists.allSatisfy({ $0.count <= Self.limits.items }),
            lists.joined().allSatisfy({ $0.utf8.count <= Self.limits.item && !$0.utf8.contains(0) }
            ),
            (check?.utf8.count ?? 0) <= Self.limits.item
        else { return false }
        do throws(BoxError) {
            for name in packages { _ = try BoxSpec.package(name) }
            _ = try shell.map(BoxSpec.shell)
            _ = try workdir.map(BoxSpec.workdir)
            for variable in env {
                let words = "\(variable.name)=\(variable.value)"
                guard try BoxSpec.Variable(words, lookup: { _ in nil }) == variable else {
                    return false
                }
            }
            return true
        } catch {
            return false
        }
    }

    /// Commands of it that would run as whoever makes a box of it.
    package var commands: [String] { onCreate + onStart + [check].compactMap(\.self) }

    /// The spec of a box that was made of this, without what it has of that.
    package func removed(from spec: BoxSpec) -> BoxSpec {
        var spec = spec
        spec.packages.removeAll(where: packages.contains)
        if spec.shell == shell { spec.shell = nil }
        if spec.workdir == workdir { spec.workdir = nil }
        spec.env.removeAll(where: env.contains)
        spec.onCreate.removeAll(where: onCreate.contains)
        spec.onStart.removeAll(where: onStart.contains)
        if spec.check == check { spec.check = nil }
        return spec
    }

    /// A spec that is said, with this under it; what it says in the same words is said once.
    package func under(_ spec: BoxSpec) -> BoxSpec {
        var spec = spec
        spec.onCreate.removeAll(where: onCreate.contains)
        spec.onStart.removeAll(where: onStart.contains)
        spec.packages = packages + spec.packages.filter { !packages.contains($0) }
        spec.shell = spec.shell ?? shell
        spec.workdir = spec.workdir ?? workdir
        let names = Set(spec.env.map(\.name))
        spec.env = env.filter { !names.contains($0.name) } + spec.env
        spec.onCreate = onCreate + spec.onCreate
        spec.onStart = onStart + spec.onStart
        spec.check = spec.check ?? check
        if let initSystem, spec.initSystem == .agent, initSystem != .agent {
            spec.initSystem = initSystem
            spec.pid = .private
        }
        return spec
    }

    enum CodingKeys: String, CodingKey {
        case packages, shell, workdir, env, onCreate, onStart, check
        case initSystem = "init"
    }

    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        packages = try box.decodeIfPresent([String].self, forKey: .packages) ?? []
        shell = try box.decodeIfPresent(String.self, forKey: .shell)
        workdir = try box.decodeIfPresent(String.self, forKey: .workdir)
        initSystem = try box.decodeIfPresent(BoxSpec.InitSystem.self, forKey: .initSystem)
        env = try box.decodeIfPresent([BoxSpec.Variable].self, forKey: .env) ?? []
        onCreate = try box.decodeIfPresent([String].self, forKey: .onCreate) ?? []
        onStart = try box.decodeIfPresent([String].self, forKey: .onStart) ?? []
        check = try box.decodeIfPresent(String.self, forKey: .check)
    }
}
