package import Boxes
package import Exports
import Linux

extension BoxRecord {
    /// What a manifest wanted of the box when it was last applied.
    package struct Declared: Codable, Equatable, Sendable {
        /// The manifest's absolute path.
        package var manifest: String
        /// The box as it was declared; what the box's own spec has beyond it was changed by hand.
        package var spec: BoxSpec
        package var exports: [DeclaredExport] = []
        /// What the box was made of when it was last made anew; nil when that is not known.
        package var ground: Ground?
        /// Tells the files that its image was built from; nil where it is of a registry.
        package var files: String?

        package init(manifest: String, spec: BoxSpec, exports: [DeclaredExport] = []) {
            self.manifest = manifest
            self.spec = spec
            self.exports = exports
        }
    }

    /// An image, and the one with what was added to it.
    package struct Ground: Codable, Equatable, Sendable {
        package var image: ImageMark
        package var base: Base?

        package init(_ image: ImageMark, _ base: Base?) {
            self.image = image
            self.base = base
        }

        /// The image that has all that a box begins with.
        package var whole: String { base?.id ?? image.id }
    }

    /// What a manifest wants of what the box is, or will be as soon as nobody is in it.
    package var comingDeclared: Declared? { staged == nil ? declared : stagedDeclared ?? declared }

    /// Whether its home is another than the person's own, whatever was declared.
    package func hasHomeOfItsOwn(besides home: String) -> Bool {
        let places = [live.homeSource, home].map { File.realPath($0) ?? $0 }
        return live.spec.home != .shared && places[0] != places[1]
    }

    /// What was in the box before anything was done in it; nil when that is not known any more.
    package var ground: Ground? {
        declared?.ground
            ?? (live.state != nil ? live.foundation : Ground(live.image, live.base))
    }

    /// Notes that the box is of the image that it has now: another generation may be of another.
    mutating func renewGround() {
        if live.state == nil {
            live.foundation = nil
            declared?.ground = Ground(live.image, live.base)
        } else if let foundation = live.foundation {
            declared?.ground = foundation
        } else if declared?.ground?.image != live.image {
            declared?.ground = nil
        }
    }
}

/// An export that a manifest wants.
package struct DeclaredExport: Codable, Hashable, Sendable {
    package var kind: ExportSource.Kind
    /// As the manifest names it: a name, an id, or a path in the box.
    package var words: String
    /// What the ledger calls it; nil when it is not there yet.
    package var name: String?

    package init(_ kind: ExportSource.Kind, _ words: String, name: String? = nil) {
        self.kind = kind
        self.words = words
        self.name = name
    }
}

extension Household {
    /// Writes down what a manifest wanted of a box; nothing else of its record is touched.
    ///
    /// While a generation is staged it is about that: if it is given up, nothing of it was ever made.
    package func note(
        _ declared: BoxRecord.Declared,
        for name: BoxName
    ) throws(UpkeepError) {
        try store.whileLocked(name) { () throws(UpkeepError) in
            let before = try record(name)
            var record = before
            if record.staged == nil {
                record.declared = declared
            } else {
                record.stagedDeclared = declared
                // Exports are on the host, whatever the box is.
                record.declared?.exports = declared.exports
            }
            if record != before { try store.save(record) }
        }
    }
}
