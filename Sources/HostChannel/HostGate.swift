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

    /// The paths to try to execute; nil when the command is not permitted.
    func programs(for command: [UInt8]) -> [[UInt8]]? {
        switch permitted {
        case .all: candidates(for: command)
        case .nothing: nil
        case .only(let list): program(for: command, of: list).map { [$0] }
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
    private func program(for command: [UInt8], of list: [String]) -> [UInt8]? {
        guard let wanted = resolve(command) else {
            // One that is permitted and not there is to be told so.
            return list.contains { Array($0.utf8) == command } ? command : nil
        }
        return list.contains { resolve(Array($0.utf8)) == wanted } ? wanted : nil
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
