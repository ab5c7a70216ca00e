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
            flags[index] = Self.match(patterns[index].parts[...], scalars[...])
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

    private static func match(
        _ parts: ArraySlice<Part>,
        _ path: ArraySlice<Unicode.Scalar>
    ) -> Bool {
        guard let part = parts.first else { return path.isEmpty }
        let others = parts.dropFirst()
        switch part {
        case .rest: return true
        case .folders:
            if match(others, path) { return true }
            return path.indices.contains { index in
                path[index] == "/" && match(others, path[(index + 1)...])
            }
        case .some:
            let end = path.firstIndex(of: "/") ?? path.endIndex
            return (path.startIndex...end).contains { match(others, path[$0...]) }
        case .one, .character, .set:
            guard let scalar = path.first, part.isMet(by: scalar) else { return false }
            return match(others, path.dropFirst())
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
