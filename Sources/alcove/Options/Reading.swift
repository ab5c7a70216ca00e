import ArgumentParser
import Boxes
import Engines
import Linux
import Upkeep
import Wire

/// Reads a word of the command line, saying what is wrong with one that cannot be read.
private func read<Value>(_ body: () throws(BoxError) -> Value) throws(Failure) -> Value {
    do { return try body() } catch { throw Failure(error) }
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

    static func hostShimArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try hostShim(words) }
    }

    static func hostnameArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try hostname(words) }
    }

    static func packageArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try package(words) }
    }

    static func platformArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try platform(words) }
    }

    static func shellArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try shell(words) }
    }

    static func workdirArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try workdir(words) }
    }

    static func deviceArgument(_ words: String) throws -> String {
        try read { () throws(BoxError) in try device(words) }
    }
}

extension BoxSpec.HostCommands {
    static func argument(_ words: String) throws -> BoxSpec.HostCommands {
        try read { () throws(BoxError) in try BoxSpec.HostCommands(words) }
    }
}

extension BoxSpec.GPU {
    static func argument(_ words: String) throws -> BoxSpec.GPU {
        try read { () throws(BoxError) in try BoxSpec.GPU(words) }
    }
}

extension BoxSpec {
    static func facilitiesArgument(_ words: String) throws -> [Facility] {
        try read { () throws(BoxError) in try facilities(words) }
    }
}

extension SpecChange.Unset {
    static func argument(_ words: String) throws -> SpecChange.Unset {
        try read { () throws(BoxError) in try SpecChange.Unset(words) }
    }
}

extension EngineWish {
    /// The words as they are, once they are known to name an engine.
    static func argument(_ words: String) throws -> String {
        do {
            _ = try EngineWish(words)
            return words
        } catch {
            throw Failure(error)
        }
    }
}

/// One of a few words.
protocol Choice: CaseIterable, RawRepresentable where RawValue == String {}

extension Choice {
    static func argument(_ words: String) throws -> Self {
        if let value = Self(rawValue: words) { return value }
        throw Failure("'\(words)' is none of its values", hint: "Write one of \(list).")
    }

    private static var list: String {
        allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    /// The value's name in the help: the words it may be.
    static var valueName: String { allCases.map(\.rawValue).joined(separator: "|") }

    static var completion: CompletionKind { .list(allCases.map(\.rawValue)) }
}

extension BoxSpec.InitSystem: Choice {}
extension BoxSpec.Network: Choice {}
extension BoxSpec.Sharing: Choice {}
extension PullPolicy: Choice {}

extension Int {
    /// A number that counts something.
    static func countArgument(_ words: String) throws -> Int {
        if let count = Int(words), count >= 0 { return count }
        throw Failure("'\(words)' is not a number", hint: "Write a whole number, like 10.")
    }
}

extension Int64 {
    /// An age, `12h`, `30d` or `8w`, in seconds.
    static func ageArgument(_ words: String) throws -> Int64 {
        let units: [Character: Int64] = ["h": 3600, "d": 86400, "w": 604_800]
        if let unit = words.last.flatMap({ units[$0] }), let count = Int64(words.dropLast()),
            (0...100_000).contains(count)
        {
            return count * unit
        }
        throw Failure("'\(words)' is not an age", hint: "Write hours, days or weeks, like 30d.")
    }
}
