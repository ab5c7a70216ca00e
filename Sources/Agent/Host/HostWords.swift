/// What `alcove` is asked in a box.
package struct HostWords: Equatable, Sendable {
    /// The command and its arguments, for the host.
    package var command: [[UInt8]] = []
    /// `-w`: a directory of the host.
    package var workdir: [UInt8]?
    /// `-e`: `KEY=VALUE`, or `KEY` for the box's own value.
    package var variables: [[UInt8]] = []
    package var wantsHelp = false

    package enum Misuse: Error, Equatable {
        case unknownOption(String)
        case missingValue(String)
        case noCommand
    }

    private static let dashes = Array("--".utf8)

    /// Reads the words behind the program's name: those of `alcove host` are read here, all others
    /// are the host's `alcove`'s.
    package init(_ words: [[UInt8]]) throws(Misuse) {
        guard words.first == Array("host".utf8) else {
            command = [Array("alcove".utf8)] + words
            return
        }
        var rest = words.dropFirst()
        while let word = rest.first, word.first == UInt8(ascii: "-"), word.count > 1 {
            rest = rest.dropFirst()
            if word == Self.dashes { break }
            try read(option: word, &rest)
        }
        command = Array(rest)
        if command.isEmpty, !wantsHelp { throw .noCommand }
    }

    private mutating func read(
        option word: [UInt8],
        _ rest: inout ArraySlice<[UInt8]>
    ) throws(Misuse) {
        let (name, attached) = Self.split(word)
        switch name {
        case "-h" where attached == nil, "--help" where attached == nil: wantsHelp = true
        case "-w", "--workdir": workdir = try Self.value(of: name, attached, &rest)
        case "-e", "--env": variables.append(try Self.value(of: name, attached, &rest))
        default: throw .unknownOption(String(decoding: word, as: UTF8.self))
        }
    }

    /// `--name=value` and `-nvalue` as name and value.
    private static func split(_ word: [UInt8]) -> (String, [UInt8]?) {
        let end =
            word.starts(with: dashes)
            ? word.firstIndex(of: UInt8(ascii: "=")) ?? word.endIndex : min(2, word.endIndex)
        let name = String(decoding: word[..<end], as: UTF8.self)
        guard end < word.endIndex else { return (name, nil) }
        let value = word[end...]
        return (name, Array(value.first == UInt8(ascii: "=") ? value.dropFirst() : value))
    }

    private static func value(
        of name: String,
        _ attached: [UInt8]?,
        _ rest: inout ArraySlice<[UInt8]>
    ) throws(Misuse) -> [UInt8] {
        if let attached { return attached }
        guard let value = rest.popFirst() else { throw .missingValue(name) }
        return value
    }
}
