extension BoxSpec {
    /// What a box may run on the host.
    package enum HostCommands: WordCodable, Equatable, Sendable {
        case all
        case nothing
        /// What the user says when the command is called.
        case ask
        /// These alone: names that the host finds through its `PATH`, or absolute paths.
        case only([String])

        /// Reads `all`, `none`, `ask`, or commands separated by commas.
        package init(_ words: String) throws(BoxError) {
            switch words {
            case "all": self = .all
            case "none": self = .nothing
            case "ask": self = .ask
            default:
                let commands = words.split(separator: ",", omittingEmptySubsequences: false)
                    .map(String.init)
                guard commands.allSatisfy(Self.isCommand) else { throw .badHostCommands(words) }
                self = .only(commands)
            }
        }

        /// A name without a slash, or an absolute path in its shortest form.
        private static func isCommand(_ text: String) -> Bool {
            // In a list these would be commands by such a name, which nobody means.
            guard !["", ".", "..", "all", "none", "ask"].contains(text),
                text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), text.utf8.count <= 4096
            else { return false }
            guard text.contains("/") else { return true }
            return text.hasPrefix("/") && Bearings.normal(text) == text && text != "/"
        }

        /// As the user would write it.
        package var words: String {
            switch self {
            case .all: "all"
            case .nothing: "none"
            case .ask: "ask"
            case .only(let commands): commands.joined(separator: ",")
            }
        }
    }

    /// What holds for this box: what was said, else `all` where the home is the host's.
    ///
    /// Who can write the home's files can run commands on the host without asking; a box with a home
    /// of its own was made to be apart.
    package var permittedHostCommands: HostCommands {
        hostCommands ?? (home == .shared ? .all : .nothing)
    }
}
