import Boxes

extension BoxSpec.InitSystem {
    /// What people call it.
    var name: String {
        switch self {
        case .agent: "agent"
        case .systemd: "systemd"
        case .openrc: "OpenRC"
        }
    }
}

/// What becomes different in a box, for `--dry-run`.
enum SpecWords {
    /// An option of which one value goes or comes.
    struct Change: Equatable, Encodable {
        /// As `show` calls it: `Variable`, `Host name`.
        let name: String
        /// As `show` has it: `EDITOR=vi`.
        let value: String
        /// Else it is of the earlier one.
        let isNew: Bool

        var line: String { "\(isNew ? "+" : "-") \(name): \(value)" }

        private enum Key: String, CodingKey { case name, from, to }

        /// The shape of the changes of packages.
        func encode(to encoder: any Encoder) throws {
            var keys = encoder.container(keyedBy: Key.self)
            try keys.encode(name, forKey: .name)
            try keys.encode(value, forKey: isNew ? .to : .from)
        }
    }

    /// What goes, and then what comes.
    static func changes(from old: BoxSpec, to new: BoxSpec) -> [Change] {
        let (before, after) = (facts(old), facts(new))
        let gone = before.filter { fact in !after.contains { $0 == fact } }
        let come = after.filter { fact in !before.contains { $0 == fact } }
        return gone.map { Change(name: $0.name, value: $0.value, isNew: false) }
            + come.map { Change(name: $0.name, value: $0.value, isNew: true) }
    }

    /// A line for each thing that goes and each that comes.
    static func differences(from old: BoxSpec, to new: BoxSpec) -> [String] {
        changes(from: old, to: new).map(\.line)
    }

    private static func facts(_ spec: BoxSpec) -> [(name: String, value: String)] {
        let home =
            switch spec.home {
            case .shared: "shared"
            case .private: "private"
            case .path(let path): path
            }
        return [("Home", home)] + spec.facts
    }
}
