import Exports
import Linux

extension Failure {
    init(_ error: AppError) {
        switch error {
        case .missing(let words, let nearest):
            let names = nearest.map { "'\($0)'" }.joined(separator: ", ")
            self.init(
                "the box has no application '\(words)'",
                hint: nearest.isEmpty
                    ? "'alcove apps' lists what it has." : "Did you mean \(names)?"
            )
        case .several(let words, let apps):
            self.init(
                "there are \(apps.count) applications '\(words)'",
                hint: "Name one by its id, which is what stands first.",
                details: apps.prefix(20).map(\.line)
            )
        case .unreadable(let path):
            self.init(
                "'\(path)' in the box is no desktop entry",
                hint: "Name a file of the box's own that ends in '.desktop'; it may have 1 MiB."
            )
        case .notApplication(let path, let type):
            self.init(
                type.isEmpty
                    ? "'\(path)' is no desktop entry" : "'\(path)' is no application: '\(type)'",
                hint: "'alcove apps' lists what can be exported."
            )
        case .hidden(let path):
            self.init(
                "'\(path)' says that it is not there: 'Hidden=true'",
                hint: "Name the entry of another folder by its path."
            )
        case .noName(let path):
            self.init("'\(path)' has no name", hint: "It needs a line 'Name=…'.")
        case .noCommand(let path):
            self.init(
                "'\(path)' has no command",
                hint: "It needs a line 'Exec=…', as its service cannot be exported."
            )
        case .badCommand(let path, let fault):
            self.init("the command of '\(path)' \(fault.words)", hint: fault.hint)
        case .badLabel(let label):
            self.init(
                "'\(label)' cannot be a label",
                hint: "Write a line of text of at most 200 bytes, or 'none'.",
                status: 64
            )
        case .badName(let name):
            self.init(
                "'\(name)' cannot be the name of a desktop entry",
                hint:
                    "Use letters, digits, '.', '_', '-', '+' and '@', with a letter or digit first.",
                status: 64
            )
        case .box(let error):
            self.init("the box's files cannot be read", details: [error.reason])
        }
    }
}

extension ExecLine.Fault {
    fileprivate var words: String {
        switch self {
        case .empty: "is empty"
        case .tooLong: "is too long"
        case .openQuote: "has a quote that does not end"
        case .unknownCode(let code): "has '\(code.text)', which stands for nothing"
        case .controlCharacter: "has characters that are no text"
        case .substitution: "has '$(', which some desktops would run on the host"
        }
    }

    fileprivate var hint: String {
        switch self {
        case .substitution: "Put the command into a script in the box, and an entry that calls it."
        case .empty, .tooLong, .openQuote, .unknownCode, .controlCharacter:
            "Desktops do not start it either; mend its line 'Exec=…'."
        }
    }
}
