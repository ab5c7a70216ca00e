import Boxes
import Linux

/// Says which commands a box may run on the host, and what is executed for them.
struct HostGate {
    let permitted: BoxSpec.HostCommands
    /// The host's `PATH`.
    let path: [UInt8]
    /// This tool's program, which answers to its name wherever it lies.
    let alcove: [UInt8]

    static let alcoveName = Array("alcove".utf8)
    private static let slash = UInt8(ascii: "/")

    /// Programs that the user has permitted for good, when asked.
    var isGranted: ([UInt8]) -> Bool = { _ in false }

    enum Verdict: Equatable {
        /// The paths to try to execute; none for what the host does not have. A name alone is never
        /// executed: in a directory that the box can write to, it would be what the box puts there.
        case run([[UInt8]])
        /// The user says whether this program may be executed.
        case ask([UInt8])
        /// It is nowhere on the host, and not among what is permitted.
        case missing
        case denied
    }

    func verdict(for command: [UInt8]) -> Verdict {
        switch permitted {
        case .all: return .run(candidates(for: command))
        case .nothing: return .denied
        case .only(let list): return verdict(for: command, of: list)
        case .ask:
            // What is nowhere is told as that, and nobody is asked for it.
            guard let program = resolve(command) else {
                return command.contains(Self.slash) ? .denied : .run([])
            }
            return isGranted(program) ? .run([program]) : .ask(program)
        }
    }

    /// As a shell finds it.
    private func candidates(for command: [UInt8]) -> [[UInt8]] {
        if command.contains(Self.slash) { return [command] }
        let folders = path.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let found = folders.map { folder in
            (folder.isEmpty ? [UInt8(ascii: ".")] : Array(folder)) + [Self.slash] + command
        }
        return command == Self.alcoveName ? [alcove] + found : found
    }

    /// The program that the command stands for, if one of the list stands for the same.
    ///
    /// What is executed is what was looked at: nothing is looked for again.
    private func verdict(for command: [UInt8], of list: [String]) -> Verdict {
        guard let wanted = resolve(command) else {
            // One that is permitted and not there is to be told so.
            if list.contains(where: { Array($0.utf8) == command }) { return .run([]) }
            // So is any other name: a script tries one command, and then another.
            return command.contains(Self.slash) ? .denied : .missing
        }
        return list.contains { resolve(Array($0.utf8)) == wanted } ? .run([wanted]) : .denied
    }

    /// The absolute path of a command; nil for one that is nowhere, or relative.
    private func resolve(_ command: [UInt8]) -> [UInt8]? {
        if command == Self.alcoveName { return alcove }
        if command.first == Self.slash { return command }
        guard !command.contains(Self.slash) else { return nil }
        let folders = path.split(separator: UInt8(ascii: ":")).filter { $0.first == Self.slash }
        return folders.lazy.map { Array($0) + [Self.slash] + command }.first {
            File.isExecutable($0.text)
        }
    }
}
