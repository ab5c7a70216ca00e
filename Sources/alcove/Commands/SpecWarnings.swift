import Boxes
import Linux
import Upkeep

/// What of a box's options comes to nothing on this host as it is; none of it keeps a box from being
/// made.
struct SpecWarnings {
    let host: Host
    let household: Household

    /// Tells it, but for what was so already with the former options.
    func tell(_ spec: BoxSpec, besides former: BoxSpec? = nil) {
        let known = former.map { Set(lines($0)) } ?? []
        for line in lines(spec) where !known.contains(line) { host.console.warn(line) }
    }

    private func lines(_ spec: BoxSpec) -> [String] {
        let card = household.cardThatIsAway(spec).map { name in
            "the host has no graphics card '\(name)' now; each start of the box looks for it again"
        }
        return [card].compactMap(\.self) + commands(spec) + shims(spec)
    }

    /// A word that is nearly one of those with a meaning is taken for a command's name like others.
    private func commands(_ spec: BoxSpec) -> [String] {
        guard case .only(let commands) = spec.hostCommands else { return [] }
        return commands.filter(isMissing).map { name in
            let near = commands.count == 1 ? nearest(to: name, among: ["all", "ask", "none"]) : nil
            return "the host has no command '\(name)'"
                + (near.map { "; did you mean '--host-commands \($0)'?" } ?? "")
        }
    }

    private func shims(_ spec: BoxSpec) -> [String] {
        (spec.hostShims ?? []).compactMap { name in
            if isMissing(name) { return "the host has no command '\(name)' for '--host-shim'" }
            switch spec.permittedHostCommands {
            case .all, .ask: return nil
            case .nothing: break
            case .only(let commands):
                if commands.contains(where: { $0 == name || $0.hasSuffix("/\(name)") }) {
                    return nil
                }
            }
            return "the box may not run '\(name)' on the host; '--host-commands' permits it"
        }
    }

    /// Whether the host has no such program; where that cannot be told, it may have.
    private func isMissing(_ name: String) -> Bool {
        if name.hasPrefix("/") { return !File.isExecutable(name) }
        let folders = (host.environment["PATH"] ?? "").split(separator: ":")
        return !folders.isEmpty && !folders.contains { File.isExecutable("\($0)/\(name)") }
    }
}
