import Boxes
package import Exports

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

    /// Takes back all exports of a box that is gone; what cannot be does not keep the box.
    func withdrawExports(of box: BoxID) {
        do {
            for file in try exporter.withdrawAll(of: box) { onExport(.kept(file)) }
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
