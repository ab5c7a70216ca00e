import Boxes
package import Exports
import Linux

/// What became of exports when their box changed, where somebody should hear of it.
package enum ExportNews: Equatable, Sendable {
    case kept(KeptFile)
    /// The box has another name, and this could not follow it.
    case stale(kind: ExportSource.Kind, name: String, ExportError)
    /// Not all exports of a box that is gone could be taken back.
    case left(ExportError)
}

extension Household {
    private var exporter: Exporter { Exporter(Ledger(state: places.state)) }

    /// Finishes changes of exports that killed commands have begun.
    func recoverExports() {
        for file in exporter.recover() { onExport(.kept(file)) }
    }

    /// Says, before a box is another generation, that its exports are to be made anew from that.
    func markExports(of record: BoxRecord) throws(UpkeepError) {
        let ledger = exporter.ledger
        try onSystem { () throws(SystemError) in
            try ledger.markStale(record.id, generation: record.generation)
        }
    }

    /// Has the exports of a box follow it that has started as another generation; nearly free for any
    /// other.
    func followExports(of record: BoxRecord) {
        if exporter.ledger.staleBoxes.contains(record.id) { beginFollowing(record.name, record.id) }
    }

    /// Takes back all exports of a box that is gone; what cannot be does not keep the box.
    func withdrawExports(of box: BoxID) {
        do {
            for file in try exporter.withdrawAll(of: box) { onExport(.kept(file)) }
            // One that stays means nothing: there is no such box.
            try? exporter.ledger.unmark(exporter.ledger.marks(of: box))
        } catch {
            onExport(.left(error))
        }
    }

    /// Has the box's exports speak of its name; one that cannot stays as it is.
    func renameExports(of box: BoxID, to name: BoxName) {
        let contents = exporter.ledger.exports(of: box)
        for fault in contents.faults { onExport(.left(fault)) }
        for export in contents.exports where export.boxName != name {
            do throws(ExportError) {
                let command = HostCommand(program: places.program, box: name)
                let plan = try export.plan(hostFolders, command)
                let outcome = try exporter.replace(export, by: plan, of: name, .keep)
                for file in outcome.kept { onExport(.kept(file)) }
            } catch {
                let source = export.source
                onExport(.stale(kind: source.kind, name: source.name, error))
            }
        }
    }
}
