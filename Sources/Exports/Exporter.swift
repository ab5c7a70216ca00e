package import Boxes
import Linux

/// Writes exports and takes them back: nothing else of ours writes on the host for them.
///
/// Every change is written down with all its contents before it begins, and the next one finishes
/// what a killed process left.
package struct Exporter: Sendable {
    package let ledger: Ledger
    /// Milliseconds to wait for another process that changes exports.
    var patience = 10_000

    package init(_ ledger: Ledger) { self.ledger = ledger }

    /// What is done with a file that was changed by hand since it was written.
    package enum Edits: Sendable {
        /// Nothing is done at all.
        case refuse
        /// It stays, and all others are written.
        case keep
        /// It is moved aside for good.
        case setAside
    }

    /// What came of a change.
    package struct Outcome: Equatable, Sendable {
        package let export: Export?
        package let kept: [KeptFile]

        /// The same, behind what stayed of earlier changes.
        fileprivate func after(_ earlier: [KeptFile]) -> Outcome {
            Outcome(export: export, kept: earlier + kept)
        }
    }

    /// Makes the plan true, whether the same was exported before or not.
    ///
    /// With `force`, files that stand in the way are kept aside until the export is withdrawn.
    package func apply(
        _ plan: ExportPlan,
        of box: BoxName,
        force: Bool = false
    ) throws(ExportError) -> Outcome {
        let edits: Edits = force ? .setAside : .refuse
        return try whileLocked { kept throws(ExportError) in
            try perform(try change(to: plan, of: box, force: force, edits)).after(kept)
        }
    }

    /// Renders an export anew: after a change in the box, or for a new name of it.
    package func replace(
        _ old: Export,
        by plan: ExportPlan,
        of box: BoxName,
        _ edits: Edits
    ) throws(ExportError) -> Outcome {
        try whileLocked { kept throws(ExportError) in
            try perform(try change(to: plan, of: box, force: edits == .setAside, edits)).after(kept)
        }
    }

    /// Takes back what was written for an export; what was changed since stays unless `force`.
    package func withdraw(
        _ source: ExportSource,
        force: Bool = false
    ) throws(ExportError) -> [KeptFile] {
        try whileLocked { kept throws(ExportError) in
            guard let export = try ledger.export(source) else { return kept }
            return try perform(withdrawal(of: export, force: force)).after(kept).kept
        }
    }

    /// Takes back everything of a box; what cannot be read is told, and keeps nothing else.
    package func withdrawAll(of box: BoxID) throws(ExportError) -> [KeptFile] {
        if ledger.count(of: box) == 0 { return [] }
        return try whileLocked { recovered throws(ExportError) in
            let contents = ledger.exports(of: box)
            var kept = recovered
            for export in contents.exports {
                kept += try perform(withdrawal(of: export, force: false)).kept
            }
            if let fault = contents.faults.first { throw fault }
            return kept
        }
    }

    private func withdrawal(of export: Export, force: Bool) -> ExportChange {
        ExportChange(
            source: export.source,
            before: export,
            after: nil,
            files: [],
            forces: force
        )
    }

    /// Finishes what killed processes have begun; one look at a directory when that is nothing.
    ///
    /// Nothing is done while another process changes exports.
    ///
    /// - Returns: what stays of that, as its own process would have told.
    package func recover() -> [KeptFile] {
        if ledger.unfinished.isEmpty { return [] }
        // What cannot be finished now is tried again by the next command, which says why not.
        return (try? whileLocked(milliseconds: 0) { $0 }) ?? []
    }

    /// Runs `body` when no other process changes exports, and none has left a change half done; it
    /// is given what stayed of those that had to be finished first.
    private func whileLocked<Value>(
        milliseconds: Int? = nil,
        _ body: ([KeptFile]) throws(ExportError) -> Value
    ) throws(ExportError) -> Value {
        let path = ledger.folder + ".lock"
        let patience = milliseconds ?? patience
        let lock: FileLock?
        do {
            try File.makeDirectories(Traces.parent(of: path), mode: 0o700)
            lock = try FileLock.wait(path, milliseconds: patience)
        } catch {
            throw .system(error)
        }
        guard let lock else { throw .locked(by: FileLock.holder(of: path)) }
        defer { extendLifetime(lock) }
        var kept: [KeptFile] = []
        for name in ledger.unfinished {
            guard let change = try ledger.change(name) else { continue }
            // What it could not do is told by the state of that export, not by this change.
            kept += (try? perform(change))?.kept ?? []
        }
        return try body(kept)
    }
}
