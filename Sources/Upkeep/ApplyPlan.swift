package import Boxes
package import Engines
import Exports
package import Manifests

/// What has to be done so that the boxes are what a manifest says.
package struct ApplyPlan: Equatable, Sendable {
    package var boxes: [BoxPlan] = []
    /// Boxes that this manifest made, and does not name any more.
    package var leftovers: [BoxName] = []

    /// One declared box.
    package struct BoxPlan: Equatable, Sendable {
        package let declaration: BoxDeclaration
        /// The box that there is.
        package let record: BoxRecord?
        /// What its spec will be.
        package var target: BoxSpec
        package var deed: Deed
        /// Exports to make.
        package let missing: [DeclaredExport]
        /// Exports to take back: they were declared, and are not any more, or were made by hand and are to
        /// go.
        package let surplus: [DeclaredExport]
        /// Exports that were made by hand.
        package let ownExports: [DeclaredExport]
        /// What was done in the box by hand, once that was looked at.
        package var findings: BoxDrift?
        /// The files among them that come along when the box is made anew.
        package var carried: [ChangedFile] = []
        /// Why packages that were installed by hand cannot be, when it is made anew.
        package var unseen: BoxDrift.Unseen?
        /// The digest that its image has in the lock, where the box is of another.
        package var lockedDigest: String?

        /// What is to be put into its home; nil where that has it, or nothing is declared.
        package var dotfiles: Dotfiles?

        /// Tells the files that its image is built from; nil where it is of a registry.
        package let files: String?

        package var name: BoxName { declaration.name }

        /// What was changed in the box by hand since: its spec as it was declared, and as it is.
        package var drift: (declared: BoxSpec, present: BoxSpec)? {
            guard let record, let declared = record.comingDeclared, declared.spec != record.coming
            else {
                return nil
            }
            return (declared.spec, record.coming)
        }

        /// Whether there is nothing to do.
        package var isDone: Bool {
            deed == .nothing && missing.isEmpty && surplus.isEmpty && dotfiles == nil
        }
    }

    package enum Deed: Equatable, Sendable {
        case nothing
        /// There is no such box.
        case make
        /// Its options change, and what is in it stays.
        case change
        /// It is made anew from its image.
        case rebuild
        /// Only what is written down of the manifest differs.
        case note
        /// It is another manifest's, or nobody's: that one's path.
        case foreign(String?)
    }

    /// What becomes of what was changed by hand.
    package enum Drift: String, CaseIterable, Sendable {
        /// It is kept beside what is declared.
        case carry
        /// The box becomes what is declared.
        case drop
        /// It is written into the manifest, and so declared.
        case adopt
    }
}

extension ApplyPlan {
    /// Compares what is declared with what there is.
    ///
    /// - Parameters:
    ///   - manifest: what is wanted.
    ///   - wanted: the boxes to look at; nil is all, and then leftovers are found, too.
    ///   - records: all boxes.
    ///   - exports: the names of a box's exports, by their kinds.
    ///   - files: tells the files that a box's image is built from; nil where it is of a registry.
    ///   - locked: the digest of a box's image in the lock, where that knows the box as it is declared.
    ///   - drift: what becomes of what was changed by hand.
    ///   - adopts: whether boxes that are not this manifest's are taken over.
    package init(
        _ manifest: Manifest,
        _ wanted: Set<BoxName>? = nil,
        records: [BoxRecord],
        exports: (BoxRecord) -> [DeclaredExport],
        files: (BoxDeclaration) -> String? = { _ in nil },
        locked: (BoxDeclaration) -> String? = { _ in nil },
        drift: Drift = .carry,
        adopts: Bool = false
    ) {
        let byName = Dictionary(records.map { ($0.name, $0) }) { first, _ in first }
        for declaration in manifest.boxes where wanted?.contains(declaration.name) ?? true {
            let record = byName[declaration.name]
            boxes.append(
                BoxPlan(
                    declaration,
                    record,
                    of: manifest.file,
                    exports: record.map(exports) ?? [],
                    files: files(declaration),
                    locked: locked(declaration),
                    drift,
                    adopts: adopts
                )
            )
        }
        guard wanted == nil else { return }
        leftovers =
            records.filter {
                $0.declared?.manifest == manifest.file && manifest[$0.name] == nil
            }
            .map(\.name).sorted()
    }
}

extension ApplyPlan.BoxPlan {
    init(
        _ declaration: BoxDeclaration,
        _ record: BoxRecord?,
        of manifest: String,
        exports: [DeclaredExport],
        files: String?,
        locked: String?,
        _ drift: ApplyPlan.Drift,
        adopts: Bool
    ) {
        self.declaration = declaration
        self.record = record
        dotfiles = declaration.dotfiles
        self.files = files
        let wanted = declaration.exports
        guard let record else {
            target = declaration.spec
            deed = .make
            missing = wanted
            surplus = []
            ownExports = []
            return
        }
        if record.comingDeclared?.manifest != manifest, !adopts {
            target = record.spec
            deed = .foreign(record.comingDeclared?.manifest)
            dotfiles = nil
            missing = []
            surplus = []
            ownExports = []
            return
        }
        let former = record.comingDeclared?.spec ?? declaration.spec
        let present = record.coming
        target =
            drift == .drop
            ? declaration.spec : declaration.spec.carrying(from: former, to: present)
        let isNoted =
            record.comingDeclared?.manifest == manifest
            && record.comingDeclared?.spec == declaration.spec
        // A box that was applied before files were looked at has none written down.
        let hasOtherFiles =
            files != nil && record.comingDeclared?.files != nil
            && files != record.comingDeclared?.files
        // A lock that is newer than the box, unless somebody gave it another image or took it back.
        if let locked, target.image == declaration.spec.image, present.image == target.image,
            record.refused == nil, !target.image.contains("@"), !record.upcoming.image.isOf(locked)
        {
            lockedDigest = locked
        }
        deed =
            target.isBuiltOtherwise(than: present) || hasOtherFiles || lockedDigest != nil
            ? .rebuild : target.differs(from: present) ? .change : isNoted ? .nothing : .note
        // The live one is not what the change would be made of.
        if deed == .change, record.staged != nil { deed = .rebuild }
        if let wanted = dotfiles, target.home == present.home,
            DotfilesScript(wanted).isDone(in: record.homeSource)
        {
            dotfiles = nil
        }
        let known = record.comingDeclared?.exports ?? []
        missing = wanted.filter { export in
            let name = known.first { $0.kind == export.kind && $0.words == export.words }?.name
            return !exports.contains { $0.kind == export.kind && $0.name == name }
        }
        ownExports = exports.filter { export in
            export.kind != .box
                && !known.contains { $0.kind == export.kind && $0.name == export.name }
        }
        let undeclared = known.filter { export in
            !wanted.contains { $0.kind == export.kind && $0.words == export.words }
                && exports.contains { $0.kind == export.kind && $0.name == export.name }
        }
        surplus = undeclared + (drift == .drop ? ownExports : [])
    }
}

extension BoxDeclaration {
    /// Its exports, as they are named.
    package var exports: [DeclaredExport] {
        bins.map { DeclaredExport(.bin, $0) } + apps.map { DeclaredExport(.app, $0) }
            + services.map { DeclaredExport(.service, $0) }
    }
}

extension BoxRecord {
    /// The spec that the box has, or will have as soon as nobody is in it.
    package var coming: BoxSpec {
        upcoming.spec
    }
}
