import Boxes
import Linux

/// A file of definitions for the host: the types that an application opens and the host does not
/// know.
///
/// A definition may add to what the host knows and change nothing of it: no names that mean another
/// type already, no other names for known types, and nothing about contents, as the first bytes of
/// the user's files are not to lead them into a box.
struct MimePackage: Equatable {
    static let prefix = "alcove-"

    private let definitions: [TypeDefinition]

    /// Nil when there is nothing that the host lacks.
    init?(_ definitions: [TypeDefinition], for host: HostTypes) {
        var seen: Set<String> = []
        self.definitions = definitions.compactMap { definition in
            var definition = definition
            definition.patterns.removeAll { host.patterns.contains($0.words.lowercased()) }
            definition.aliases = Array(
                definition.aliases.filter { host.types?.contains($0) == false }
            )
            // A type without names of files is known to programs alone, which tell it themselves.
            guard !definition.patterns.isEmpty, seen.insert(definition.type).inserted else {
                return nil
            }
            return definition
        }
        if self.definitions.isEmpty { return nil }
    }

    static func path(of id: String, _ box: BoxID, in folders: HostFolders) -> String {
        "\(folders.mime)/packages/\(prefix)\(box).\(DesktopID.safe(id)).xml"
    }

    var bytes: [UInt8] {
        var text = Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">

            """.utf8
        )
        for definition in definitions { text += definition.bytes }
        return text + Array("</mime-info>\n".utf8)
    }
}

extension TypeDefinition {
    /// The definition as XML.
    fileprivate var bytes: [UInt8] {
        var text = line("mime-type", [("type", type)], isEmpty: false, indent: 1)
        for comment in comments {
            let start = line(
                "comment",
                comment.language.map { [("xml:lang", $0)] } ?? [],
                isEmpty: false,
                indent: 2
            )
            text += start.dropLast() + xmlEscaped(comment.text) + Array("</comment>\n".utf8)
        }
        for parent in parents { text += line("sub-class-of", [("type", parent)]) }
        for alias in aliases { text += line("alias", [("type", alias)]) }
        for pattern in patterns {
            let caseSensitive = pattern.isCaseSensitive ? [("case-sensitive", "true")] : []
            text += line("glob", [("pattern", pattern.words)] + caseSensitive)
        }
        if let genericIcon { text += line("generic-icon", [("name", genericIcon)]) }
        return text + Array("  </mime-type>\n".utf8)
    }

    private func line(
        _ name: String,
        _ attributes: [(name: String, value: String)],
        isEmpty: Bool = true,
        indent: Int = 2
    ) -> [UInt8] {
        var line = Array((String(repeating: "  ", count: indent) + "<" + name).utf8)
        for attribute in attributes {
            line += Array(" \(attribute.name)=\"".utf8) + xmlEscaped(Array(attribute.value.utf8))
            line.append(UInt8(ascii: "\""))
        }
        return line + Array((isEmpty ? "/>\n" : ">\n").utf8)
    }
}
