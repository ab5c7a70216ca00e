import Boxes
import Projects

/// What a project may do, in words.
enum PowerWords {
    /// A line for each power, box by box; small ones of a kind share one.
    static func lines(_ powers: [Power]) -> [String] {
        let boxes = Dictionary(grouping: powers, by: \.box)
        var isTold: Set<String> = []
        return powers.flatMap { power -> [String] in
            guard isTold.insert(power.box).inserted else { return [] }
            return lines(ofOne: boxes[power.box] ?? [])
        }
    }

    private static func lines(ofOne powers: [Power]) -> [String] {
        var isTold: Set<Power.Kind> = []
        return powers.compactMap { power -> String? in
            var told = power
            if lists.contains(power.kind) {
                guard isTold.insert(power.kind).inserted else { return nil }
                let objects = powers.filter { $0.kind == power.kind }.map(\.object)
                told = Power(power.box, power.kind, objects.joined(separator: ", "))
            }
            let line = "box '\(power.box.printable)': \(words(told).printable)"
            return line + (told.object.lookalikes.map { " (\($0))" } ?? "")
        }
    }

    /// Of these, one line has all.
    private static let lists: Set<Power.Kind> = [.shares, .group, .package]

    private static func words(_ power: Power) -> String {
        let object = power.object
        switch power.kind {
        case .image: return "is made from \(object)"
        case .engineOption: return "gives the engine options of its own: \(object)"
        case .hostCommands: return hostCommands(object)
        case .engine: return "is made by the engine '\(object)'"
        case .home: return "reads and writes your home"
        case .hostFiles: return "reads and writes your files, by their paths below \(object)"
        case .writes: return "reads and writes '\(object)'"
        case .reads: return "reads '\(object)'"
        case .device: return "uses the device '\(object)'"
        case .network: return object == "host" ? "uses the host's network" : "uses the network"
        case .shares: return "uses of the host: \(object)"
        case .group: return "is in the groups: \(object)"
        case .hostShim: return "has the host's '\(object)' as a command of its own"
        case .package: return "has the packages: \(object)"
        case .label: return "has the label '\(object)', which other programs may heed"
        case .initSystem: return "runs the services of its \(object)"
        case .exportsService: return "has its service '\(object)' run on the host"
        case .exportsBin: return "has its program '\(object)' in ~/.local/bin"
        case .exportsApp: return "has its application '\(object)' in the menu"
        case .build: return "runs as its root while it is made: \(object)"
        case .onCreate: return "runs as you when it is made: \(object)"
        case .onStart: return "runs as you at each start: \(object)"
        case .check: return "runs as you to check it: \(object)"
        case .dotfiles:
            return "clones into its home, and runs its install program as you: \(object)"
        case .shim: return shim(object)
        case .variable: return "sets in your shell: \(object)"
        case .opens: return "opens in your shell when you come into this folder"
        }
    }

    private static func shim(_ command: String) -> String {
        let name = command.split(separator: "/").last.map(String.init) ?? command
        let words = "has '\(name)' first in PATH in this folder"
        return name == command ? words : "\(words): its '\(command)'"
    }

    private static func hostCommands(_ object: String) -> String {
        switch object {
        case "all": "runs any command on the host"
        case "ask": "runs commands on the host that you permit when asked"
        default: "runs '\(object)' on the host"
        }
    }
}
