import ArgumentParser

/// What the argument parser could not make of the words, as a value of ours.
///
/// The parser keeps its errors to itself and tells them in a form of its own. Its messages are no
/// place to look for facts, so the error is looked at by reflection; one that is not known here is
/// told in the parser's words. Tests hold each form against the parser that is built in.
struct UsageError {
    /// The names of the command and of those above it: `alcove`, `create`.
    let commands: [String]
    let fault: Fault

    enum Fault {
        case unknownOption(String)
        case missingValue(option: String)
        case needlessValue(option: String, value: String)
        case unexpected([String])
        /// An argument that must be given, by its name in the help.
        case missingArgument(String)
        /// A value that cannot be, and why; behind an option unless it is an argument.
        case badValue(Failure, option: String?)
        /// The shell for which completions were asked.
        case noCompletions(String?)
    }

    init(_ fault: Fault, of command: String) {
        self.fault = fault
        commands = ["alcove", command]
    }

    /// Nil for an error that is none of the parser's, or that this does not know.
    init?(_ error: any Error) {
        let mirror = Mirror(reflecting: error)
        guard let parserError = mirror.descendant("parserError"),
            let fault = Fault(parserError),
            let stack = mirror.descendant("commandStack") as? [any ParsableCommand.Type]
        else { return nil }
        self.fault = fault
        commands = stack.map { type in type._commandName }
    }
}

extension UsageError.Fault {
    fileprivate init?(_ error: Any) {
        guard let (name, values) = Self.taken(apart: error) else { return nil }
        let option = values.lazy.compactMap(Self.option).first
        let text = values.lazy.compactMap { $0 as? String }.first
        switch name {
        case "noArguments":
            guard let inner = values.first, let fault = Self(inner) else { return nil }
            self = fault
        case "unknownOption":
            guard let option else { return nil }
            self = .unknownOption(option)
        case "invalidOption", "nonAlphanumericShortOption":
            self = .unknownOption(text ?? "-\(values.first ?? "")")
        case "missingValueOrUnknownCompositeOption":
            guard let whole = values.compactMap(Self.option).last else { return nil }
            self = .unknownOption(whole)
        case "missingValueForOption":
            guard let option else { return nil }
            self = .missingValue(option: option)
        case "unexpectedValueForOption":
            guard let option, let text else { return nil }
            self = .needlessValue(option: option, value: text)
        case "unexpectedExtraValues": self = .unexpected(Self.lastTexts(values))
        case "noValue":
            guard let key = values.first.flatMap(Self.key) else { return nil }
            self = .missingArgument(key)
        case "unableToParseValue":
            let failure = values.lazy.compactMap { Self.present($0) as? Failure }.first
            guard let failure else { return nil }
            self = .badValue(failure, option: option)
        // A script that could be made is no error.
        case "unsupportedShell", "completionScriptRequested":
            self = .noCompletions(values.lazy.compactMap { Self.present($0) as? String }.first)
        default: return nil
        }
    }

    /// A case's name and what it carries.
    private static func taken(apart error: Any) -> (name: String, values: [Any])? {
        guard let child = Mirror(reflecting: error).children.first, let name = child.label else {
            return nil
        }
        let inner = Mirror(reflecting: child.value)
        return (name, inner.displayStyle == .tuple ? inner.children.map(\.value) : [child.value])
    }

    /// What an optional holds; other values are themselves.
    private static func present(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }

    /// An option as it is typed, when the value is the name of one.
    private static func option(_ value: Any) -> String? {
        guard let value = present(value), let (kind, parts) = taken(apart: value),
            let name = parts.first
        else { return nil }
        return switch kind {
        case "long": "--\(name)"
        case "short", "longWithSingleDash": "-\(name)"
        default: nil
        }
    }

    /// The name that the help gives the value of a property: `newName` is `new-name`.
    private static func key(_ value: Any) -> String? {
        guard let name = Mirror(reflecting: value).descendant("name") as? String else { return nil }
        return name.reduce(into: "") { words, letter in
            words += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
        }
    }

    /// The words in a list of pairs of a place and a word.
    private static func lastTexts(_ values: [Any]) -> [String] {
        values.flatMap { Mirror(reflecting: $0).children }.compactMap { pair in
            Mirror(reflecting: pair.value).children.compactMap { $0.value as? String }.last
        }
    }
}
