import Linux

/// A file in the form of desktop entries: groups of keys, kept line by line and byte by byte.
///
/// Anything may be in it: what the specification does not know is kept as what it is, so that a file
/// that was read and not changed is written as it was.
package struct DesktopFile: Equatable, Sendable {
    /// What stands before the first group.
    package var head: [Line] = []
    package var groups: [Group] = []

    /// Nothing yet.
    init() {}

    /// The most bytes and lines of a file that is read at all.
    package static let limit = 1 << 20
    private static let lineLimit = 20_000

    package enum Line: Equatable, Sendable {
        case entry(Entry)
        /// A comment, or nothing.
        case remark([UInt8])
        /// Neither of these.
        case stray([UInt8])

        package var bytes: [UInt8] {
            switch self {
            case .entry(let entry): entry.line
            case .remark(let line), .stray(let line): line
            }
        }
    }

    package struct Group: Equatable, Sendable {
        /// Nil when the line begins like a group and is none.
        package let name: String?
        fileprivate let header: [UInt8]
        package var lines: [Line] = []
    }

    /// `Key[locale]=Value`.
    package struct Entry: Equatable, Sendable {
        package let key: String
        package let locale: String?
        /// As it stands there, escapes and all.
        package let value: [UInt8]
        /// The whole line.
        fileprivate let line: [UInt8]
    }

    /// Nil when it is too large for an entry.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.limit else { return nil }
        var rest = bytes[...]
        if rest.starts(with: Self.byteOrderMark) { rest = rest.dropFirst(Self.byteOrderMark.count) }
        let lines = rest.split(
            separator: UInt8(ascii: "\n"),
            maxSplits: Self.lineLimit,
            omittingEmptySubsequences: false
        )
        guard lines.count <= Self.lineLimit else { return nil }
        for line in lines { read(line) }
    }

    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    private mutating func read(_ line: ArraySlice<UInt8>) {
        let words = line.trimmed
        if words.first == UInt8(ascii: "[") {
            groups.append(Group(name: Self.groupName(words), header: Array(line)))
            return
        }
        let read: Line =
            if words.isEmpty || words.first == UInt8(ascii: "#") {
                .remark(Array(line))
            } else if let entry = Entry(line, words) {
                .entry(entry)
            } else {
                .stray(Array(line))
            }
        if groups.isEmpty { head.append(read) } else { groups[groups.count - 1].lines.append(read) }
    }

    private static func groupName(_ words: ArraySlice<UInt8>) -> String? {
        let name = words.dropFirst().dropLast()
        guard words.last == UInt8(ascii: "]"), !name.isEmpty else { return nil }
        let isName = name.allSatisfy { (0x20..<0x7f).contains($0) && !"[]".utf8.contains($0) }
        return isName ? Array(name).text : nil
    }

    /// The contents of the file.
    package var bytes: [UInt8] {
        let lines = head.map(\.bytes) + groups.flatMap { [$0.header] + $0.lines.map(\.bytes) }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// The first group of that name.
    package subscript(group: String) -> Group? { groups.first { $0.name == group } }

    /// What every entry is in.
    package static let mainGroup = "Desktop Entry"
}

extension DesktopFile.Entry {
    /// Nil when the line is no key with a value.
    fileprivate init?(_ line: ArraySlice<UInt8>, _ words: ArraySlice<UInt8>) {
        guard let sign = words.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        var name = words[..<sign].trimmed
        var locale: String?
        if let bracket = name.firstIndex(of: UInt8(ascii: "[")) {
            let words = name[(bracket + 1)...].dropLast()
            let isLocale = words.allSatisfy { $0.isWordByte || "_.@-".utf8.contains($0) }
            guard name.last == UInt8(ascii: "]"), isLocale, !words.isEmpty else { return nil }
            locale = Array(words).text
            name = name[..<bracket]
        }
        let isKey = name.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: "-") }
        guard isKey, !name.isEmpty else { return nil }
        self.locale = locale
        key = Array(name).text
        value = Array(words[(sign + 1)...].trimmed)
        self.line = Array(line)
    }

    /// A new line.
    package init(_ key: String, locale: String? = nil, _ value: [UInt8]) {
        self.key = key
        self.locale = locale
        self.value = value
        let name = locale.map { "\(key)[\($0)]" } ?? key
        line = Array(name.utf8) + [UInt8(ascii: "=")] + value
    }

    /// The same line without what surrounds its words.
    package var plain: DesktopFile.Entry { .init(key, locale: locale, value) }

    /// What it means: its escapes undone.
    package var text: [UInt8] { DesktopValue.text(value) }
}

extension DesktopFile.Group {
    package init(_ name: String) {
        self.name = name
        header = Array("[\(name)]".utf8)
    }

    package var entries: [DesktopFile.Entry] {
        lines.compactMap { line in
            guard case .entry(let entry) = line else { return nil }
            return entry
        }
    }

    /// The key's value; of several, the last, as those read it that do not refuse the file.
    package subscript(key: String, locale: String? = nil) -> DesktopFile.Entry? {
        entries.last { $0.key == key && $0.locale == locale }
    }

    /// Whether a key is there and says so.
    package func isTrue(_ key: String) -> Bool {
        let value = self[key]?.value
        return value == Array("true".utf8) || value == Array("1".utf8)
    }

    /// Sets the key where it stands, or behind all others.
    package mutating func set(_ key: String, _ value: [UInt8]) {
        let entry = DesktopFile.Line.entry(DesktopFile.Entry(key, value))
        let place = lines.lastIndex { line in
            if case .entry(let old) = line { old.key == key && old.locale == nil } else { false }
        }
        if let place {
            lines[place] = entry
        } else {
            let end = lines.lastIndex { if case .entry = $0 { true } else { false } }
            lines.insert(entry, at: end.map { $0 + 1 } ?? 0)
        }
    }

    /// Takes a key away, in all languages.
    package mutating func remove(_ key: String) {
        lines.removeAll { if case .entry(let entry) = $0 { entry.key == key } else { false } }
    }
}

extension ArraySlice<UInt8> {
    /// Without white space at its ends.
    var trimmed: ArraySlice<UInt8> {
        let start = drop(while: \.isBlank)
        return start.prefix(
            (start.lastIndex { !$0.isBlank } ?? start.startIndex - 1) + 1 - start.startIndex
        )
    }
}

extension UInt8 {
    /// Space, tab, and the rest of a line's end of another system.
    fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) }

    /// An ASCII letter or digit.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
