import Boxes
import Engines
import Exports
import Linux
import Upkeep
import Wire

extension BoxPortrait {
    /// The box as a list of facts; what was not asked for and is as usual is left out.
    func lines(now: Int64) -> [String] {
        var facts: [(name: String, value: String)] = [
            ("Name", record.name.description),
            ("State", state.word),
            ("Image", record.spec.image),
            ("Image reference", record.image.reference),
            ("Image id", record.image.id),
        ]
        if let digest = record.image.digest { facts.append(("Digest", digest)) }
        facts += [
            ("Generation", generation),
            ("Created", Amount.age(since: record.created, now: now)),
            ("Made by", "alcove \(record.version)"),
            ("Engine", "\(record.engine.kind.rawValue) at \(record.engine.socket)"),
            ("Container", record.container),
            ("Id", record.id.description),
            ("Home", home),
        ]
        if let lack = record.lacks { facts.append(("Essentials", lack.words(record.name))) }
        facts += record.spec.facts
        facts += exports.map { ("Export", "\($0.kind.rawValue) \($0.name)") }
        if record.spec.initSystem.isSystem, let status {
            let word = status.systemIsDegraded ? "degraded" : "running"
            facts.append(("Services", status.systemIsUp ? word : "being started"))
        }
        for step in status?.steps ?? [] {
            if let warning = step.warning { facts.append(("Warning", "\(step.name): \(warning)")) }
        }
        for session in status?.sessions ?? [] {
            let age = Amount.duration(now - Int64(clamping: session.since))
            facts.append(("Session", "\(session.pid)  \(session.command.text)  for \(age)"))
        }
        let width = (facts.map(\.name.count).max() ?? 0) + 2
        return facts.map { fact in
            let gap = String(repeating: " ", count: width - fact.name.count - 1)
            // A box tells some of it, and it is no more than the box's word.
            return "\(fact.name):\(gap)\(fact.value.printable)"
        }
    }

    private var generation: String {
        let others = record.others.map { String($0.number) }
        if others.isEmpty { return String(record.generation) }
        return "\(record.generation), and \(others.joined(separator: ", ")) kept"
    }

    private var home: String {
        let kind =
            switch record.spec.home {
            case .shared: "shared"
            case .private: "private"
            case .path: "a directory"
            }
        return "\(record.home), \(kind): \(record.homeSource)"
    }
}

extension BoxSpec {
    /// What was asked for beyond the usual.
    var facts: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        func add(_ name: String, _ values: [String]) {
            facts += values.map { (name, $0) }
        }
        add(
            "Volume",
            volumes.map { "\($0.source) at \($0.target)\($0.readOnly ? ", read-only" : "")" }
        )
        add("Variable", env.map { "\($0.name)=\($0.value)" })
        add("Packages", packages.isEmpty ? [] : [packages.joined(separator: " ")])
        add("Build", build)
        add("Essentials", bare ? ["none, as was asked"] : [])
        add("Shell", [shell].compactMap(\.self))
        add("Host name", [hostname].compactMap(\.self))
        add("Directory", [workdir].compactMap(\.self))
        add("Network", network == .host ? [] : [network.rawValue])
        add("Processes", pid == .host ? [] : [pid.rawValue])
        add("Init", initSystem == .agent ? [] : [initSystem.rawValue])
        add("IPC", ipc == .host ? [] : [ipc.rawValue])
        add("Device", devices)
        add("GPU", gpu == .auto ? [] : [gpu.words])
        add("Without", without.map(\.rawValue))
        add("Group", groups)
        add("Platform", [platform].compactMap(\.self))
        add("Label", labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        add("On create", onCreate)
        add("On start", onStart)
        add("Check", [check].compactMap(\.self))
        add("Memory", [memory.map { "\($0) bytes" }].compactMap(\.self))
        add("Processors", [cpus.map { "\($0)" }].compactMap(\.self))
        add("Host commands", [hostCommands?.words].compactMap(\.self))
        add("Host shims", hostShims.map { [$0.joined(separator: " ")] } ?? [])
        add("Engine option", [engineOption].compactMap(\.self))
        return facts
    }
}
