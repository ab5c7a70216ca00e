/// Reads the words of `enter` and `run` on their fast path.
///
/// The argument parser of all other commands takes 3 ms to begin, more than a session in a running
/// box takes altogether. It still declares these two, for their help, their completion and every
/// word that is not understood here: an answer of nil hands over to it. A test holds the two
/// against each other.
enum SessionWords {
    /// What the words behind the verb ask for; nil when only the argument parser can tell.
    static func read(_ words: ArraySlice<[UInt8]>, for verb: SessionOptions.Verb) -> SessionOptions?
    {
        var options = SessionOptions(verb)
        var rest = words
        while let word = rest.first {
            if word == dashes { break }
            guard word.first == UInt8(ascii: "-"), word.count > 1 else {
                guard options.name == nil else { return nil }
                options.name = String(decoding: word, as: UTF8.self)
                rest = rest.dropFirst()
                if verb == .run { break }
                continue
            }
            rest = rest.dropFirst()
            guard read(option: word, &rest, into: &options) else { return nil }
        }
        guard verb == .run else { return rest.isEmpty ? options : nil }
        if rest.first == dashes {
            rest = rest.dropFirst()
            options.isSetOff = true
        } else if rest.first?.first == UInt8(ascii: "-") {
            return nil  // an option in the wrong place
        }
        options.command = Array(rest)
        return options.command.isEmpty ? nil : options
    }

    private static let dashes = Array("--".utf8)

    private static func read(
        option word: [UInt8],
        _ rest: inout ArraySlice<[UInt8]>,
        into options: inout SessionOptions
    ) -> Bool {
        if read(flag: word, into: &options) { return true }
        guard let (name, value) = split(word, &rest) else { return false }
        switch name {
        case "-w", "--workdir": options.workdir = value
        case "-e", "--env": options.env.append(value)
        case "--env-file": options.envFiles.append(value)
        case "--shell": options.shell = value
        case "--engine": options.engine = String(decoding: value, as: UTF8.self)
        case "--map-files" where options.verb == .run:
            guard let files = FileWords(String(decoding: value, as: UTF8.self)) else {
                return false
            }
            options.files = files
        default: return false
        }
        return true
    }

    private static func read(flag word: [UInt8], into options: inout SessionOptions) -> Bool {
        switch (String(decoding: word, as: UTF8.self), options.verb) {
        case ("--root", _): options.root = true
        case ("-T", _), ("--no-tty", _): options.noTTY = true
        case ("-d", .run), ("--detach", .run): options.detach = true
        case ("--login", .run): options.login = true
        case ("--notify", .run): options.notify = true
        case ("--clean-env", _): options.cleanEnv = true
        case ("--rescue", .enter): options.rescue = true
        case ("-y", .enter), ("--yes", .enter): options.yes = true
        case ("-q", _), ("--quiet", _): options.quiet = true
        case ("-v", _), ("--verbose", _): options.verbose = true
        default: return false
        }
        return true
    }

    /// `--name value`, `--name=value`, `-n value` or `-nvalue`.
    private static func split(
        _ word: [UInt8],
        _ rest: inout ArraySlice<[UInt8]>
    ) -> (String, [UInt8])? {
        let isLong = word.starts(with: dashes)
        if isLong, let sign = word.firstIndex(of: UInt8(ascii: "=")) {
            return (String(decoding: word[..<sign], as: UTF8.self), Array(word[(sign + 1)...]))
        }
        if !isLong, word.count > 2 {
            let value = word[2...]
            let skipsSign = value.first == UInt8(ascii: "=")
            return (
                String(decoding: word[..<2], as: UTF8.self),
                Array(skipsSign ? value.dropFirst() : value)
            )
        }
        guard let value = rest.popFirst() else { return nil }
        return (String(decoding: word, as: UTF8.self), value)
    }
}
