import Boxes
import FoundationEssentials
import Linux

/// What a Containerfile takes of its folder, word by word.
///
/// Engines differ in how they read one, and a file says by a comment which character joins its lines. It
/// is read in each way, then: a file too many is compared for nothing, one too few would not be.
enum RecipeWords {
    /// The names of files that `COPY`, `ADD` and mounts of `RUN` take; nil for what is no text.
    static func copied(by recipe: [UInt8]) -> [String]? {
        guard String(validating: recipe, as: UTF8.self) != nil else { return nil }
        let plain = lines(recipe)
        let ways = [plain, joined(plain, by: "\\"), joined(plain, by: "`")]
        var names: [String] = []
        for name in ways.flatMap({ $0.flatMap(sources) })
        where !names.contains(where: { $0.isSame(as: name) }) {
            names.append(name)
        }
        return names
    }

    /// Its lines, without the white space around them: those of an editor of DOS end with more.
    private static func lines(_ recipe: [UInt8]) -> [ArraySlice<UInt8>] {
        recipe.split(separator: UInt8(ascii: "\n")).map(\.trimmed)
    }

    private static func joined(
        _ lines: [ArraySlice<UInt8>],
        by sign: Unicode.Scalar
    ) -> [ArraySlice<UInt8>] {
        var whole: [ArraySlice<UInt8>] = []
        var isOpen = false
        for line in lines where !line.isEmpty && line.first != UInt8(ascii: "#") {
            let goesOn = line.last == UInt8(ascii: sign)
            let words = goesOn ? line.dropLast() : line
            if isOpen, let last = whole.popLast() {
                whole.append(last + [UInt8(ascii: " ")] + words)
            } else {
                whole.append(words)
            }
            isOpen = goesOn
        }
        return whole
    }

    private static func sources(_ line: ArraySlice<UInt8>) -> [String] {
        var words = line.split(whereSeparator: \.isSpace)
        guard let instruction = words.first?.text.uppercased() else { return [] }
        words.removeFirst()
        let options = words.prefix { $0.starts(with: "--".utf8) }.map(\.text)
        switch instruction {
        case "RUN": return options.compactMap(mounted)
        case "COPY", "ADD":
            if options.contains(where: { $0.hasPrefix("--from=") }) { return [] }
            words.removeFirst(options.count)
            let rest = words.first?.first == UInt8(ascii: "[") ? quoted(line) : words.map(\.plain)
            return rest.dropLast().filter { !$0.contains("://") && !$0.hasPrefix("<<") }
        default: return []
        }
    }

    /// What `--mount=type=bind,source=x` shows to a command.
    private static func mounted(_ option: String) -> String? {
        guard option.hasPrefix("--mount=") else { return nil }
        let fields = option.dropFirst("--mount=".count).split(separator: ",")
        if fields.contains(where: { $0.hasPrefix("from=") }) { return nil }
        let source = fields.first { $0.hasPrefix("source=") || $0.hasPrefix("src=") }
        return source.map { Array($0.drop { $0 != "=" }.dropFirst().utf8)[...].plain }
    }

    /// The texts of a list of JSON, which may have white space in them.
    private static func quoted(_ line: ArraySlice<UInt8>) -> [String] {
        let list = line.drop { $0 != UInt8(ascii: "[") }
        // A list that is none is taken for words by engines.
        let texts = try? JSONDecoder().decode([String].self, from: Data(list))
        return texts ?? list.split(whereSeparator: \.isSpace).map(\.plain)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }

    fileprivate var trimmed: ArraySlice<UInt8> {
        let rest = drop(while: \.isSpace)
        return rest.prefix(
            (rest.lastIndex { !$0.isSpace } ?? rest.startIndex - 1) + 1 - rest.startIndex
        )
    }

    /// Without the quotes that engines take away, and the signs before characters.
    fileprivate var plain: String {
        String(decoding: filter { !"\"'\\,[]".utf8.contains($0) }, as: UTF8.self)
    }
}

extension UInt8 {
    /// White space as engines know it, which is that of ASCII.
    fileprivate var isSpace: Bool { self == 0x20 || (0x9...0xd).contains(self) }
}
