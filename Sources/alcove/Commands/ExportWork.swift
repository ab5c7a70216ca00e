import Boxes
import Exports
import Upkeep

/// An export of a box, from its plan to the host's files.
struct ExportWork {
    let host: Host
    let record: BoxRecord

    /// Of the box of that name, or of the one that sessions are in when none is named.
    init(on host: Host, _ name: BoxName?) throws(Failure) {
        self.host = host
        var options = SessionOptions(.run)
        options.name = name?.description
        let name: BoxName
        do { name = try DefaultBox(host: host).name(for: options) } catch {
            throw error.with(status: error.status == 125 ? 1 : error.status)
        }
        record = try host.record(name)
        try host.check(record)
    }

    var folders: HostFolders { host.exportFolders }

    /// How the export's files call this tool.
    var command: HostCommand { HostCommand(program: host.program, box: record.name) }

    /// Something of this box.
    func source(_ kind: ExportSource.Kind, _ name: String) -> ExportSource {
        ExportSource(box: record.id, kind: kind, name: name)
    }

    /// Makes the plan true, or says what would be done; the result is a path, or the first file's.
    func carryOut(
        _ plan: ExportPlan,
        result: String? = nil,
        force: Bool,
        _ change: ChangeOptions
    ) throws(Failure) {
        do throws(ExportError) {
            if change.dryRun {
                for step in try host.exporter.steps(of: plan, of: record.name, force: force) {
                    host.console.result(step.words)
                }
                return tell(plan.warnings)
            }
            let outcome = try host.exporter.apply(plan, of: record.name, force: force)
            tell(plan.warnings + outcome.kept.map(\.words))
            if let path = result ?? plan.files.first?.path { host.console.result(path) }
        } catch {
            throw Failure(error)
        }
    }

    private func tell(_ warnings: [String]) {
        for warning in warnings { host.console.warn(warning) }
    }
}

extension Host {
    /// Where exports are written, and known.
    var exporter: Exporter { Exporter(Ledger(state: places.state)) }

    /// Finishes changes of exports that killed commands have begun.
    func recoverExports() {
        for file in exporter.recover() { console.warn(file.words) }
    }

    var exportFolders: HostFolders { HostFolders(environment: environment, home: places.home) }
}
