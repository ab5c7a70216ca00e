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
    /// A line for each thing that goes and each that comes.
    static func differences(from old: BoxSpec, to new: BoxSpec) -> [String] {
        let (before, after) = (lines(old), lines(new))
        return before.filter { !after.contains($0) }.map { "- \($0)" }
            + after.filter { !before.contains($0) }.map { "+ \($0)" }
    }

    private static func lines(_ spec: BoxSpec) -> [String] {
        let home =
            switch spec.home {
            case .shared: "shared"
            case .private: "private"
            case .path(let path): path
            }
        return ["Home: \(home)"] + spec.facts.map { "\($0.name): \($0.value)" }
    }
}
