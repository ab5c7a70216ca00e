/// A command line of a unit: `ExecStart=` and its kin, before anything in it is replaced.
struct UnitCommand: Equatable {
    /// `-`: its failure is none.
    var ignoresFailure = false
    /// `+`: as root, whoever the unit's user is.
    var isPrivileged = false
    /// `:`: dollar signs mean themselves.
    var keepsDollars = false
    /// `@`: the second word is what the program is called.
    var hasOwnName = false
    /// `|`: a shell reads it.
    var isForShell = false
    var words: [String]

    /// The commands in a value; nil for what systemd would refuse.
    static func list(_ value: String) -> [UnitCommand]? {
        guard let words = UnitWords.split(value) else { return nil }
        var commands: [UnitCommand] = []
        for part in words.split(whereSeparator: { $0.isBare && $0.text == ";" }) {
            guard let command = UnitCommand(part.map(\.text)) else { return nil }
            commands.append(command)
        }
        return commands.isEmpty ? nil : commands
    }

    private init?(_ words: [String]) {
        self.words = words
        guard var program = words.first else { return nil }
        while let sign = program.first, "-@:+!|".contains(sign) {
            switch sign {
            case "-": ignoresFailure = true
            case "@": hasOwnName = true
            case ":": keepsDollars = true
            case "+": isPrivileged = true
            case "|": isForShell = true
            default: break  // `!`: privileges that a box does not know
            }
            program.removeFirst()
        }
        guard !program.isEmpty else { return nil }
        self.words[0] = program
        if hasOwnName {
            guard words.count > 1 else { return nil }
            self.words.remove(at: 1)
        }
    }

    /// The signal, when all that the command does is to send one to the service's process.
    var signal: String? {
        let name = words[0].split(separator: "/").last.map(String.init)
        guard name == "kill", let process = words.last,
            ["$MAINPID", "${MAINPID}"].contains(process)
        else { return nil }
        let options = words.dropFirst().dropLast().filter { $0 != "--" }
        if options.isEmpty { return "SIGTERM" }
        let option = options.joined(separator: " ")
        let word =
            option.hasPrefix("-s ") || option.hasPrefix("-n ")
            ? String(option.dropFirst(3)) : String(option.dropFirst())
        return option.hasPrefix("-") ? UnitValues.signal(word) : nil
    }

    /// Whether it speaks of the service's process, whose number on the host is another.
    var namesProcess: Bool {
        words.contains { $0.contains("$MAINPID") || $0.contains("${MAINPID}") }
    }
}
