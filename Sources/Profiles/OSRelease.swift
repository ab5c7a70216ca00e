package import Linux

/// What a distribution says of itself: os-release(5).
package struct OSRelease: Equatable, Sendable {
    package let fields: [String: String]

    package init(_ text: String) {
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let value = line[line.index(after: equals)...]
            fields[String(line[..<equals])] = Self.unquoted(value)
        }
        self.fields = fields
    }

    /// This host's.
    package static func host() throws(SystemError) -> OSRelease {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            guard let bytes = try File.readIfThere(path) else { continue }
            return OSRelease(String(decoding: bytes, as: UTF8.self))
        }
        return OSRelease("")
    }

    /// `debian`; `linux` when it says nothing.
    package var id: String { fields["ID"] ?? "linux" }

    /// The distributions it is made from, the nearest first.
    package var alike: [String] { (fields["ID_LIKE"] ?? "").split(separator: " ").map(String.init) }

    private static func unquoted(_ value: Substring) -> String {
        guard let quote = value.first, quote == "\"" || quote == "'", value.last == quote,
            value.count > 1
        else { return String(value) }
        var text = ""
        var isEscaped = false
        for character in value.dropFirst().dropLast() {
            if !isEscaped, quote == "\"", character == "\\" {
                isEscaped = true
            } else {
                text.append(character)
                isEscaped = false
            }
        }
        return text
    }
}
