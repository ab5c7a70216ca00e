import ArgumentParser
import Boxes
import Upkeep

/// Reads a word of the command line, saying what is wrong with one that cannot be read.
private func read<Value>(_ body: () throws(BoxError) -> Value) throws -> Value {
    do {
        return try body()
    } catch {
        let failure = Failure(error)
        throw ValidationError(
            [failure.message, failure.hint].compactMap(\.self).joined(separator: ". ")
        )
    }
}

extension BoxName {
    static func argument(_ words: String) throws -> BoxName {
        try read { () throws(BoxError) in try BoxName(words) }
    }
}

extension Volume {
    static func argument(_ words: String) throws -> Volume {
        try read { () throws(BoxError) in try Volume(words, from: Host().bearings) }
    }
}

extension BoxSpec.Home {
    static func argument(_ words: String) throws -> BoxSpec.Home {
        try read { () throws(BoxError) in try BoxSpec.Home(words, from: Host().bearings) }
    }
}

extension BoxSpec.Variable {
    static func argument(_ words: String) throws -> BoxSpec.Variable {
        let environment = Host().environment
        return try read { () throws(BoxError) in
            try BoxSpec.Variable(words) { environment[$0] }
        }
    }
}

extension BoxSpec {
    static func memoryArgument(_ words: String) throws -> Int64 {
        try read { () throws(BoxError) in try bytes(words) }
    }

    static func processorsArgument(_ words: String) throws -> Double {
        try read { () throws(BoxError) in try processors(words) }
    }

    static func labelArgument(_ words: String) throws -> (name: String, value: String) {
        try read { () throws(BoxError) in try label(words) }
    }

    static func hostnameArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try hostname(words) }
    }

    static func platformArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try platform(words) }
    }
}

extension SpecChange.Unset {
    static func argument(_ words: String) throws -> SpecChange.Unset {
        try read { () throws(BoxError) in try SpecChange.Unset(words) }
    }
}

extension BoxSpec.Network: ExpressibleByArgument {}
extension BoxSpec.Sharing: ExpressibleByArgument {}
extension PullPolicy: ExpressibleByArgument {}

extension CompletionKind {
    /// The names of boxes; neither settings nor an engine are looked at.
    static var boxes: CompletionKind {
        .custom { _, _, _ in Host().store.names().map(\.description) }
    }
}
