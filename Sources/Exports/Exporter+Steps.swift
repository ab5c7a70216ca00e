package import Boxes
import Linux

extension Exporter {
    /// What applying the plan would do; nothing is done.
    ///
    /// - Throws: what would keep it from being done.
    package func steps(
        of plan: ExportPlan,
        of box: BoxName,
        force: Bool
    ) throws(ExportError) -> [ExportStep] {
        let edits: Edits = force ? .setAside : .refuse
        let change = try change(to: plan, of: box, force: force, edits)
        return change.outdated.map { .remove($0.path) }
            + change.files.flatMap { file -> [ExportStep] in
                let write = ExportStep.write(file.path)
                return file.aside.map { [.keep(file.path, as: $0), write] } ?? [write]
            }
    }

    /// The change that makes the plan true.
    func change(
        to plan: ExportPlan,
        of box: BoxName,
        force: Bool,
        _ edits: Edits
    ) throws(ExportError) -> ExportChange {
        let before = try ledger.export(plan.source)
        let others = owners(except: plan.source)
        var files: [ExportChange.NewFile] = []
        var written: [WrittenFile] = []
        for file in plan.files where !written.contains(where: { $0.path == file.path }) {
            try HostFile.checkPath(file.path)
            let old = before?.files.first { $0.path == file.path }
            if file.isOptional, old == nil {
                let isFree = others[file.path] == nil && HostFile.look(file.path) == .nothing
                guard isFree else { continue }
            }
            if let other = others[file.path] {
                throw .taken(file.path, by: other.source, of: other.boxName)
            }
            let aside = try aside(for: file, old, force: force, edits)
            files.append(ExportChange.NewFile(file, aside: aside))
            written.append(
                WrittenFile(
                    path: file.path,
                    fingerprint: file.fingerprint,
                    // What was changed by hand goes aside for good.
                    aside: old == nil ? aside : old?.aside
                )
            )
        }
        let after = Export(
            source: plan.source,
            options: plan.options,
            boxName: box,
            files: written,
            material: plan.material
        )
        return ExportChange(
            source: plan.source,
            before: before,
            after: after,
            files: files,
            forces: false
        )
    }

    /// Where that is to go which stands in a file's place; nil when nothing must.
    private func aside(
        for file: HostFile,
        _ old: WrittenFile?,
        force: Bool,
        _ edits: Edits
    ) throws(ExportError) -> String? {
        let found = HostFile.look(file.path)
        if found == .nothing { return nil }
        guard let old else {
            guard force else { throw .occupied(file.path) }
            return Self.freeName(beside: file.path)
        }
        if found == .known(old.fingerprint) || found == .known(file.fingerprint) { return nil }
        switch edits {
        case .refuse: throw .changed(file.path)
        case .keep: return nil
        case .setAside: return Self.freeName(beside: file.path)
        }
    }

    /// A name that no desktop, manager or database looks at.
    private static func freeName(beside path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        let short =
            name.utf8.count <= 220
            ? path : Traces.parent(of: path) + "/" + Fingerprint(of: Array(name.utf8)).digits
        let names = [short + ".alcove-kept"] + (2...99).map { "\(short).alcove-kept-\($0)" }
        return names.first { File.kind($0) == nil } ?? names[0]
    }

    /// All other exports by the paths of their files.
    private func owners(except source: ExportSource) -> [String: Export] {
        var owners: [String: Export] = [:]
        for export in ledger.all().exports where export.source != source {
            for file in export.files { owners[file.path] = export }
        }
        return owners
    }
}

/// One thing that is done to a file of the host.
package enum ExportStep: Equatable, Sendable {
    case write(String)
    /// What stands there is moved to where it is kept.
    case keep(String, as: String)
    case remove(String)
}
