/// A package that is installed.
package struct InstalledPackage: Equatable, Sendable {
    package let name: String
    package let version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// How a manager's list of installed packages is read.
package struct PackageListing: Equatable, Sendable {
    /// What is between the fields of a line; empty for any blanks.
    package var separator = ""
    package var fields: [Field] = []

    package init() {}

    /// What stands in one field of a line.
    package enum Field: Equatable, Sendable {
        case name
        case version
        /// The two with a dash between them; the version begins with a digit.
        case nameAndVersion
        /// `name-version-release`, where neither of the last two has a dash.
        case nameVersionRelease
        /// `name-version-architecture-build`.
        case nameVersionArchitectureBuild
        /// `id-name-version-release-architecture`: what yum calls the folders of its database.
        case idNameVersionReleaseArchitecture
        /// Only lines with this text here count.
        case only(String)
        /// Only lines with another text here count.
        case except(String)
        case other
    }

    /// The packages in the program's output; lines that are not about one are passed over.
    package func packages(in output: String) -> [InstalledPackage] {
        output.split(separator: "\n").compactMap { package(in: String($0)) }
    }

    private func package(in line: String) -> InstalledPackage? {
        let parts =
            separator.isEmpty
            ? line.split { $0 == " " || $0 == "\t" }.map(String.init)
            : split(line)
        guard parts.count >= fields.count else { return nil }
        var name = ""
        var version = ""
        for (field, part) in zip(fields, parts) {
            switch field {
            case .name: name = part
            case .version: version = part
            case .nameAndVersion: (name, version) = Self.apart(part)
            case .nameVersionRelease: (name, version) = Self.apart(part, dashes: 2, kept: 2)
            case .nameVersionArchitectureBuild:
                (name, version) = Self.apart(part, dashes: 3, kept: 1)
            case .idNameVersionReleaseArchitecture:
                let whole = part.drop { $0 != "-" }.dropFirst()
                (name, version) = Self.apart(String(whole), dashes: 3, kept: 2)
            case .only(let text): if part != text { return nil }
            case .except(let text): if part == text { return nil }
            case .other: break
            }
        }
        return name.isEmpty || version.isEmpty
            ? nil : InstalledPackage(name: name, version: version)
    }

    /// The fields between separators; a table has blanks around them.
    private func split(_ line: String) -> [String] {
        var parts = [""]
        var rest = line[...]
        while let first = rest.first {
            if rest.hasPrefix(separator) {
                parts.append("")
                rest = rest.dropFirst(separator.count)
            } else {
                parts[parts.count - 1].append(first)
                rest = rest.dropFirst()
            }
        }
        return parts.map(Self.trimmed)
    }

    private static func trimmed(_ cell: String) -> String {
        let rest = cell.drop { $0 == " " }
        guard let last = rest.lastIndex(where: { $0 != " " }) else { return "" }
        return String(rest[...last])
    }

    /// Splits at the last dash before a digit.
    private static func apart(_ text: String) -> (String, String) {
        let pieces = text.split(separator: "-", omittingEmptySubsequences: false)
        let index = pieces.indices.dropFirst().last { pieces[$0].first?.isNumber == true }
        guard let index else { return (text, "") }
        return (
            pieces[..<index].joined(separator: "-"), pieces[index...].joined(separator: "-")
        )
    }

    /// Splits so many dashes before the end; so many of the pieces behind are the version.
    private static func apart(_ text: String, dashes: Int, kept: Int) -> (String, String) {
        let pieces = text.split(separator: "-", omittingEmptySubsequences: false)
        guard pieces.count > dashes else { return (text, "") }
        let behind = pieces.suffix(dashes)
        return (
            pieces.dropLast(dashes).joined(separator: "-"),
            behind.prefix(kept).joined(separator: "-")
        )
    }
}

extension PackageListing.Field {
    /// Reads a word of `list-fields`.
    init?(_ word: String) {
        switch word {
        case "name": self = .name
        case "version": self = .version
        case "name-version": self = .nameAndVersion
        case "name-version-release": self = .nameVersionRelease
        case "name-version-arch-build": self = .nameVersionArchitectureBuild
        case "id-name-version-release-arch": self = .idNameVersionReleaseArchitecture
        case "-": self = .other
        case let word where word.hasPrefix("=") && word.count > 1:
            self = .only(String(word.dropFirst()))
        case let word where word.hasPrefix("!") && word.count > 1:
            self = .except(String(word.dropFirst()))
        default: return nil
        }
    }

    /// All that `list-fields` may hold.
    static let words = [
        "name", "version", "name-version", "name-version-release", "name-version-arch-build",
        "id-name-version-release-arch", "-", "=TEXT", "!TEXT",
    ]
}
