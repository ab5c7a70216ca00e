import Boxes
import Projects

/// What stands right above the question when there is more than a screen before it: a line that matters
/// is not lost among thousands.
enum PowerSummary {
    /// How many lines of a terminal are read as a whole.
    private static let screen = 50

    /// A line for each kind of power, with how many boxes have it; none where there is little.
    static func lines(_ powers: [Power], below shown: [String]) -> [String] {
        // One word may fill a screen, too.
        let height = shown.reduce(0) { $0 + 1 + $1.utf8.count / 80 }
        guard height > screen else { return [] }
        let boxes = Set(powers.map(\.box)).count
        return ["All that, in short, of \(counted(boxes)):"]
            + Power.Kind.allCases.compactMap { kind in
                let own = powers.filter { $0.kind == kind }
                if own.isEmpty { return nil }
                let count = own.count
                let boxes = counted(Set(own.map(\.box)).count)
                return "  \(title(kind)): \(boxes)" + (isOne(kind) ? "" : ", \(count) in all")
            }
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "1 box" : "\(count) boxes" }

    /// Whether a box has it once or not at all.
    private static func isOne(_ kind: Power.Kind) -> Bool {
        switch kind {
        case .engineOption, .engine, .home, .hostFiles, .network, .check, .dotfiles, .image,
            .initSystem,
            .opens:
            true
        default: false
        }
    }

    private static func title(_ kind: Power.Kind) -> String {
        switch kind {
        case .engineOption: "gives the engine options of its own"
        case .hostCommands: "runs commands on the host"
        case .engine: "is made by an engine that it names"
        case .home: "reads and writes your home"
        case .hostFiles: "reads and writes your files, by another path"
        case .writes: "reads and writes what is elsewhere"
        case .reads: "reads what is elsewhere"
        case .device: "uses devices"
        case .network: "uses the network"
        case .shares: "uses what the host has"
        case .group: "is in groups"
        case .hostShim: "has commands of the host as its own"
        case .exportsService: "has services run on the host"
        case .exportsBin: "has programs in ~/.local/bin"
        case .exportsApp: "has applications in the menu"
        case .build: "runs commands as its root while it is made"
        case .onCreate: "runs commands as you when it is made"
        case .onStart: "runs commands as you at each start"
        case .check: "runs a command as you to check it"
        case .dotfiles: "runs a repository's install program as you"
        case .image: "is made from an image"
        case .package: "has packages"
        case .label: "has labels"
        case .initSystem: "runs services of its own"
        case .shim: "has commands first in PATH in this folder"
        case .variable: "sets variables in your shell"
        case .opens: "opens in your shell"
        }
    }
}
