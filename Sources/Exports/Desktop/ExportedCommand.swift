import Boxes
import Linux

/// Makes the commands of an exported entry: this tool, and all of the box's own words behind `--`,
/// where they are data.
struct ExportedCommand {
    let command: HostCommand
    let options: ExportOptions
    /// Where the entry is in the box: what `%k` stands for.
    let source: String
    /// The entry's icon in the box: what `%i` stands for.
    let icon: [UInt8]?
    /// Where the entry wants to begin, in the box.
    let workdir: [UInt8]?

    struct Line: Equatable {
        /// As it stands in the file.
        let value: [UInt8]
        /// Whether files or names could not be put where the entry has them.
        let lacksCodes: Bool
    }

    /// The command that does in the box what `exec` says.
    func line(_ exec: ExecLine) throws(ExecLine.Fault) -> Line {
        var words = HostWords(source: Array(source.utf8), icon: icon)
        for word in exec.words { words.add(word) }
        words.insert(options.arguments.map { Array($0.utf8) })
        return Line(
            value: DesktopValue.value(try Self.text(start(words) + words.words)),
            lacksCodes: words.lacksCodes
        )
    }

    /// All that stands before the words of the entry.
    private func start(_ words: HostWords) -> [HostWords.Word] {
        var start = begin()
        if let range = words.files { start += ["--map-files", range] }
        var bytes = start.map { Array($0.utf8) }
        if let directory = options.workdir.map({ Array($0.utf8) }) ?? workdir {
            bytes += [Array("--workdir".utf8), directory]
        }
        bytes += [Array(command.box.description.utf8), Array("--".utf8)]
        return bytes.map { [.text($0)] }
    }

    /// What stands before the words of a service.
    var busStart: [String] { begin() + [command.box.description, "--"] }

    private func begin() -> [String] {
        var words = [command.program, "run"]
        if options.asRoot { words.append("--root") }
        for variable in options.environment {
            words += ["--env", variable.value.map { "\(variable.name)=\($0)" } ?? variable.name]
        }
        return words
    }

    private static func text(_ words: [HostWords.Word]) throws(ExecLine.Fault) -> [UInt8] {
        var text: [UInt8] = []
        for word in words {
            if !text.isEmpty { text.append(0x20) }
            text += try self.text(word)
        }
        return text
    }

    private static func text(_ word: HostWords.Word) throws(ExecLine.Fault) -> [UInt8] {
        var text: [UInt8] = []
        for piece in word {
            switch piece {
            case .text(let bytes) where word.count == 1: return try ExecQuoting.quoted(bytes)
            case .text(let bytes): text += ExecQuoting.doubled(bytes)
            case .code(let code): text += [UInt8(ascii: "%"), code.rawValue]
            }
        }
        return text.isEmpty ? try ExecQuoting.quoted([]) : text
    }
}

/// The words of a command on the host, with the codes that a launcher there fills in.
private struct HostWords {
    typealias Word = [ExecLine.Word.Piece]

    let source: [UInt8]
    let icon: [UInt8]?
    private(set) var words: [Word] = []
    private(set) var lacksCodes = false
    /// Which word files come to.
    private var place: Int?

    init(source: [UInt8], icon: [UInt8]?) {
        self.source = source
        self.icon = icon
    }

    /// How many words stand before files, and how many behind them; nil when it takes none.
    var files: String? {
        guard let place else { return nil }
        let rest = words.count - place - 1
        return rest == 0 ? "\(place)" : "\(place):\(rest)"
    }

    /// Words of the user's own, before the files.
    mutating func insert(_ own: [[UInt8]]) {
        words.insert(contentsOf: own.map { [.text($0)] }, at: place ?? words.count)
        place? += own.count
    }

    mutating func add(_ word: ExecLine.Word) {
        if word.pieces == [.code(.icon)] {
            if let icon { words += [[.text(Array("--icon".utf8))], [.text(icon)]] }
            return
        }
        let pieces = settled(word.pieces)
        if pieces.isEmpty, !word.pieces.isEmpty { return }
        words.append(pieces)
    }

    /// The pieces with all codes but those that the host can fill in.
    private mutating func settled(_ pieces: Word) -> Word {
        // A code is none within quotes, and what else is in its word might need them.
        let isPlain = pieces.allSatisfy { piece in
            switch piece {
            case .text(let text): ExecQuoting.isSafe(text)
            case .code(.place): ExecQuoting.isSafe(source)
            case .code: true
            }
        }
        var settled: Word = []
        for piece in pieces {
            switch piece {
            case .text(let text): Self.append(text, to: &settled)
            case .code(.place): Self.append(source, to: &settled)
            case .code(.icon): lacksCodes = true
            case .code(let code):
                guard isPlain, !code.isOfFiles || place == nil else {
                    lacksCodes = true
                    continue
                }
                if code.isOfFiles { place = words.count }
                settled.append(.code(pieces.count == 1 ? code : code.single))
            }
        }
        return settled
    }

    private static func append(_ text: [UInt8], to pieces: inout Word) {
        if case .text(let before)? = pieces.last {
            pieces[pieces.count - 1] = .text(before + text)
        } else {
            pieces.append(.text(text))
        }
    }
}

extension ExecLine.Code {
    /// Several files cannot be a part of one word.
    fileprivate var single: ExecLine.Code {
        switch self {
        case .files: .file
        case .links: .link
        case .file, .link, .icon, .name, .place: self
        }
    }
}
