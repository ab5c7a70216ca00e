package import Wire

extension BoxSpec {
    /// Which graphics cards a box has, beyond the nodes in `/dev`, which is the host's.
    package enum GPU: WordCodable, Equatable, Sendable {
        /// What is on the host at each start; nothing is no trouble.
        case auto
        case nothing
        /// What is on the host at each start; nothing is a warning.
        case all
        /// One by its CDI name.
        case named(String)

        /// Reads `auto`, `none`, `all`, or a CDI name.
        package init(_ words: String) throws(BoxError) {
            switch words {
            case "auto": self = .auto
            case "none": self = .nothing
            case "all": self = .all
            default:
                guard CDIName(words) != nil else { throw .badGPU(words) }
                self = .named(words)
            }
        }

        /// As the user would write it.
        package var words: String {
            switch self {
            case .auto: "auto"
            case .nothing: "none"
            case .all: "all"
            case .named(let name): name
            }
        }
    }

    /// Reads names of facilities with commas between them.
    package static func facilities(_ words: String) throws(BoxError) -> [Facility] {
        let names = words.split(separator: ",", omittingEmptySubsequences: false)
        let facilities = names.compactMap { Facility(rawValue: String($0)) }
        guard facilities.count == names.count else { throw .badFacilities(words) }
        return facilities
    }
}

/// The name of a device in the specifications of CDI: `vendor.com/class=name`.
package struct CDIName: Equatable, Sendable {
    /// `vendor.com/class`.
    package let kind: String
    package let device: String

    package init?(_ words: String) {
        let parts = words.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        let kind = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        let allowed = words.utf8.allSatisfy { $0.isLetterOrDigit || "/=._-:".utf8.contains($0) }
        guard kind.count == 2, !kind.contains(""), allowed else { return nil }
        self.kind = String(parts[0])
        device = String(parts[1])
    }
}
