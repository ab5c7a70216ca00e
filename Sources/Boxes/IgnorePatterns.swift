/// What of a folder does not go into a build: the lines of `.containerignore` or `.dockerignore`.
///
/// A later line wins over an earlier one; what matches a folder matches all in it.
package struct IgnorePatterns: Equatable, Sendable {
    private let patterns: [Pattern]

    fileprivate struct Pattern: Equatable, Sendable {
        let parts: [Part]
        /// Whether it takes back what others leave out.
        let isException: Bool
    }

    /// What stands for characters of a path.
    fileprivate enum Part: Equatable, Sendable {
        case character(Unicode.Scalar)
        /// `?`: one that is no slash.
        case one
        /// `*`: any that are no slashes.
        case some
        /// `**/`: whole folders, or none.
        case folders
        /// `**` at the end.
        case rest
        /// `[a-z]`, `[^a-z]`.
        case set([ClosedRange<Unicode.Scalar>], isOpposite: Bool)
    }

    /// Which of the patterns match a folder; what is in it goes on from there.
    package struct Matches: Equatable, Sendable {
        fileprivate var flags: [Bool]
    }

    /// Nothing is left out.
    package init() { patterns = [] }

    /// Throws the number of a line that is no pattern.
    package init(_ text: String) throws(BadLine) {
        var patterns: [Pattern] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            // A byte order mark is no part of the first line.
            var line =
                index == 0 && line.unicodeScalars.first == "\u{feff}" ? line.dropFirst() : line
            if line.hasPrefix("#") { continue }
            line = line.trimmed
            if line.isEmpty { continue }
            let isException = line.hasPrefix("!")
            if isException { line = line.dropFirst().trimmed }
            guard !line.isEmpty, let parts = Self.parts(Self.clean(line)) else {
                throw BadLine(number: index + 1)
            }
            patterns.append(Pattern(parts: parts, isException: isException))
        }
        self.patterns = patterns
    }

    /// A line that is no pattern.
    package struct BadLine: Error, Equatable {
        package let number: Int
    }

    /// What matches the folder itself, in which all paths are.
    package var root: Matches { Matches(flags: [Bool](repeating: false, count: patterns.count)) }

    /// Whether something in a folder that is left out may be wanted all the same.
    package var hasExceptions: Bool { patterns.contains(where: \.isException) }

    /// What matches a path of which the folder's matches are known.
    package func matches(_ path: String, in folder: Matches) -> Matches {
        let scalars = Array(path.unicodeScalars)
        var flags = folder.flags
        for index in patterns.indices where !flags[index] {
            flags[index] = Self.match(patterns[index].parts, scalars)
        }
        return Matches(flags: flags)
    }

    /// Whether what has these matches is left out.
    package func isLeftOut(_ matches: Matches) -> Bool {
        let last = patterns.indices.last { matches.flags[$0] }
        return last.map { !patterns[$0].isException } ?? false
    }
}

extension IgnorePatterns {
    /// Without `.`, `..` and slashes that lead nowhere, and without a slash at the beginning.
    private static func clean(_ line: Substring) -> String {
        var parts: [Substring] = []
        for part in line.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !line.hasPrefix("/") {
                parts.append(part)
            }
        }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    private static func parts(_ pattern: String) -> [Part]? {
        var parts: [Part] = []
        var rest = Array(pattern.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*" where rest.first == "*":
                rest.removeFirst()
                if rest.first == "/" { rest.removeFirst() }
                parts.append(rest.isEmpty ? .rest : .folders)
            case "*": parts.append(.some)
            case "?": parts.append(.one)
            case "\\": parts.append(.character(rest.popFirst() ?? "\\"))
            case "[":
                guard let set = set(&rest) else { return nil }
                parts.append(set)
            default: parts.append(.character(scalar))
            }
        }
        return parts
    }

    /// What stands between brackets.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Part? {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let isOpposite = rest.first == "^"
        if isOpposite { rest.removeFirst() }
        while var first = rest.popFirst() {
            if first == "]", !ranges.isEmpty { return .set(ranges, isOpposite: isOpposite) }
            if first == "\\" {
                guard let escaped = rest.popFirst() else { return nil }
                first = escaped
            }
            var last = first
            if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
                rest.removeFirst(2)
                last = end
            }
            guard first <= last else { return nil }
            ranges.append(first...last)
        }
        return nil
    }

    /// Follows all that the parts may stand for at once: the time that it takes grows with the pattern
    /// and the path, whatever they are.
    private static func match(_ parts: [Part], _ path: [Unicode.Scalar]) -> Bool {
        var places = Places(parts)
        places.enter(0)
        for scalar in path where !places.isMatched { places.step(over: scalar) }
        return places.isMatched || places.isAtEnd
    }

    /// Where in a pattern one may be after a part of a path.
    private struct Places {
        private let parts: [Part]
        private var entered: [Bool]
        /// Inside of the folders that `**/` stands for.
        private var passing: [Bool]
        /// Whether what is left of the path does not matter.
        private(set) var isMatched = false

        init(_ parts: [Part]) {
            self.parts = parts
            entered = [Bool](repeating: false, count: parts.count + 1)
            passing = entered
        }

        var isAtEnd: Bool { entered[parts.count] }

        /// One may be at this part, and where it stands for nothing, at the next as well.
        mutating func enter(_ index: Int) {
            var index = index
            while true {
                entered[index] = true
                guard index < parts.count else { return }
                switch parts[index] {
                case .some, .folders: index += 1
                case .rest:
                    isMatched = true
                    return
                case .character, .one, .set: return
                }
            }
        }

        mutating func step(over scalar: Unicode.Scalar) {
            let before = self
            entered = [Bool](repeating: false, count: parts.count + 1)
            passing = entered
            for (index, part) in parts.enumerated()
            where before.entered[index] || before.passing[index] {
                switch part {
                case .folders:
                    passing[index] = true
                    if scalar == "/" { enter(index + 1) }
                case .some: if scalar != "/" { enter(index) }
                case .character, .one, .set: if part.isMet(by: scalar) { enter(index + 1) }
                case .rest: isMatched = true
                }
            }
        }
    }
}

extension IgnorePatterns.Part {
    fileprivate func isMet(by scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .character(let own): own == scalar
        case .one: scalar != "/"
        case .set(let ranges, let isOpposite): ranges.contains { $0.contains(scalar) } != isOpposite
        case .some, .folders, .rest: false
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
