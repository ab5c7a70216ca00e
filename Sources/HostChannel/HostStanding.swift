/// What a question about a program is worth by now: its box may have got another policy meanwhile.
package enum HostStanding: Equatable, Sendable {
    /// The user is to say whether it runs.
    case asked
    /// It may run, whatever is answered.
    case permitted
    /// It may not.
    case denied
}

extension HostGuest {
    /// How it stands with a program that the user was, or is to be, asked about.
    ///
    /// - Parameters:
    ///   - program: the path that would be executed.
    ///   - command: how the box called it.
    ///   - path: the host's `PATH`.
    ///   - alcove: the path of this tool's program.
    /// - Returns: whether a question is still what decides.
    package func standing(
        of program: [UInt8],
        called command: [UInt8],
        path: [UInt8],
        alcove: [UInt8]
    ) -> HostStanding {
        var gate = HostGate(permitted: permitted, path: path, alcove: alcove)
        gate.isGranted = { grants?.has($0) ?? false }
        switch gate.verdict(for: command) {
        case .ask(let other): return other == program ? .asked : .denied
        case .run(let programs): return programs.contains(program) ? .permitted : .denied
        case .missing, .denied: return .denied
        }
    }
}
