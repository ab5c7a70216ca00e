/// A unit of systemd, as its files have it: assignments in sections; see systemd.syntax(7).
struct UnitFile: Equatable, Sendable {
    private(set) var assignments: [Assignment] = []

    struct Assignment: Equatable, Sendable {
        var section: String
        var key: String
        var value: String
    }

    /// The largest file that is looked at.
    static let limit = 256 << 10

    /// Reads what can be read; a line that is none of the syntax's is passed over, as systemd does.
    init(_ bytes: [UInt8]) { add(bytes) }

    /// Adds another file of the same unit, whose assignments come behind these.
    mutating func add(_ bytes: [UInt8]) {
        var section = ""
        for line in Self.lines(bytes) {
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = String(line.dropFirst().dropLast())
                continue
            }
            guard let sign = line.firstIndex(of: "=") else { continue }
            let key = line[..<sign].trimmed
            guard !key.isEmpty else { continue }
            let value = line[line.index(after: sign)...].trimmed
            assignments.append(Assignment(section: section, key: key, value: value))
        }
    }

    /// Lines without comments, those that a backslash continues put together.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var open = ""
        for raw in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
            guard let line = String(validating: raw, as: UTF8.self)?.trimmed else { continue }
            // A comment between continued lines ends nothing.
            if line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasSuffix("\\"), !line.unicodeScalars.contains("\0") {
                open += line.dropLast() + " "
                continue
            }
            let whole = (open + line).trimmed
            open = ""
            if !whole.isEmpty, !whole.unicodeScalars.contains("\0") { lines.append(whole) }
        }
        if !open.trimmed.isEmpty { lines.append(open.trimmed) }
        return lines
    }

    /// All values of a key; an empty one takes back those before it.
    func values(_ section: String, _ key: String) -> [String] {
        var values: [String] = []
        for assignment in assignments where assignment.section == section && assignment.key == key {
            if assignment.value.isEmpty { values = [] } else { values.append(assignment.value) }
        }
        return values
    }

    /// The value that counts of a key that has one; nil when it is not set.
    func value(_ section: String, _ key: String) -> String? { values(section, key).last }

    /// Whether a key is set to something that means yes; nil when it is not set.
    func flag(_ section: String, _ key: String) -> Bool? {
        value(section, key).map { ["1", "yes", "true", "on", "y", "t"].contains($0.lowercased()) }
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
        let rest = drop(while: isSpace)
        return String(rest.reversed().drop(while: isSpace).reversed())
    }
}
