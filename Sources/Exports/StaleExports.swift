package import Boxes
package import Linux

/// Boxes that became another generation, whose exports are not made anew from it yet.
///
/// A mark is set before the change: whoever was killed in the middle leaves it for the next.
extension Ledger {
    private var marks: String { folder + "/stale" }

    /// Says that a box becomes that generation; there is nothing to say of one without exports.
    package func markStale(_ box: BoxID, generation: Int) throws(SystemError) {
        if count(of: box) == 0 { return }
        try File.makeDirectories(marks, mode: 0o700)
        try File.replace("\(marks)/\(box).\(generation)", with: [], mode: 0o600)
    }

    /// The boxes that are marked; one look at a directory.
    package var staleBoxes: Set<BoxID> {
        Set(File.names(in: marks).compactMap { Self.box(ofMark: $0) })
    }

    /// The names of a box's marks: one that comes later has another.
    package func marks(of box: BoxID) -> [String] {
        File.names(in: marks).filter { Self.box(ofMark: $0) == box }.sorted()
    }

    package func unmark(_ names: [String]) throws(SystemError) {
        for name in names { try File.remove("\(marks)/\(name)") }
        try File.removeEmptyDirectory(marks)
    }

    /// Held by the process that makes a box's exports anew.
    package func followingLock(of box: BoxID) -> String { "\(folder).\(box).lock" }

    private static func box(ofMark name: String) -> BoxID? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, Int(parts[1]) != nil else { return nil }
        return BoxID(String(parts[0]))
    }
}

extension Exporter {
    /// Makes an export what its box has now.
    ///
    /// One that the box does not have any more has no files from then on, and stays in the ledger:
    /// another generation may have it.
    package func follow(
        _ export: Export,
        in files: any BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> [KeptFile] {
        var plan = ExportPlan(
            source: export.source,
            options: export.options,
            material: export.material.mapValues(\.bytes)
        )
        let isThere = try onBox { () throws(BoxFilesError) in try export.hasSource(in: files) }
        if isThere { plan = try export.plan(in: files, folders, command) }
        if export.boxName == command.box, export.isMade(of: plan) { return [] }
        return try replace(export, by: plan, of: command.box, .keep).kept
    }
}

extension Export {
    /// Whether all was written that the plan has, and nothing else.
    fileprivate func isMade(of plan: ExportPlan) -> Bool {
        let planned = Dictionary(plan.files.map { ($0.path, $0.fingerprint) }) { first, _ in first }
        let written = Set(files.map(\.path))
        return files.allSatisfy { planned[$0.path] == $0.fingerprint }
            && plan.files.allSatisfy { $0.isOptional || written.contains($0.path) }
            && plan.material == material.mapValues(\.bytes)
    }
}
