package import Boxes

/// Something of a box that is available on the host, as the ledger keeps it.
package struct Export: Codable, Equatable, Sendable {
    /// What it is of.
    package var source: ExportSource
    /// What the user wished otherwise than usual.
    package var options: ExportOptions
    /// The box's name that the files speak of.
    package var boxName: BoxName
    /// All that was written for it, in the order in which it was written.
    package var files: [WrittenFile]
    /// What rendering needs of the box's files, so that a rename needs no box: contents by path in
    /// the box.
    package var material: [String: StoredBytes]

    package init(
        source: ExportSource,
        options: ExportOptions,
        boxName: BoxName,
        files: [WrittenFile],
        material: [String: [UInt8]]
    ) {
        self.source = source
        self.options = options
        self.boxName = boxName
        self.files = files
        self.material = material.mapValues { StoredBytes($0) }
    }
}

/// What of a box an export is of: no two in the ledger have the same.
package struct ExportSource: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// A desktop entry, with what belongs to it.
        case app
        /// A program.
        case bin
        /// A service of the box, or a command that runs as one.
        case service
        /// The box itself: its entry in the menu.
        case box
    }

    package var box: BoxID
    package var kind: Kind
    /// What it is called: the id of a desktop entry without its ending, a command, a unit.
    package var name: String

    package init(box: BoxID, kind: Kind, name: String) {
        self.box = box
        self.kind = kind
        self.name = name
    }
}

/// What a user may wish of an export.
package struct ExportOptions: Codable, Equatable, Sendable {
    /// The name on the host, where that is not the one in the box.
    package var name: String?
    /// The directory for the wrapper, where that is not the usual one.
    package var folder: String?
    /// What is put behind an app's names; nil for the usual, empty for nothing.
    package var label: String?
    /// Words before those of the caller.
    package var arguments: [String] = []
    package var environment: [Variable] = []
    package var asRoot = false
    package var workdir: String?
    /// Whether it begins with the user's session.
    package var atLogin = false

    package struct Variable: Codable, Equatable, Sendable {
        package var name: String
        /// Nil for that of the caller.
        package var value: String?

        package init(name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    package init() {}
}

/// A file that was written for an export.
package struct WrittenFile: Codable, Equatable, Sendable {
    package var path: String
    /// Tells whether it is still what was written; see ``HostFile/fingerprint``.
    package var fingerprint: String
    /// Where what was there before, and was nobody's export, is kept meanwhile.
    package var aside: String?

    package init(path: String, fingerprint: String, aside: String? = nil) {
        self.path = path
        self.fingerprint = fingerprint
        self.aside = aside
    }
}
