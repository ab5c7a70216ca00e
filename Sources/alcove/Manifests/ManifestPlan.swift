import Boxes
import Exports
import Manifests
import Upkeep

/// A manifest, and what there is to do for it.
struct ManifestPlan {
    let known: KnownManifest
    var plan: ApplyPlan
    /// Why boxes cannot be looked at that are to be changed.
    var faults: [BoxName: Failure] = [:]

    var manifest: Manifest { known.manifest }

    /// Compares manifests with the boxes that there are; no engine is asked.
    ///
    /// What of several manifests cannot be read is left out: `faults` say why.
    static func all(
        _ selection: ManifestSelection,
        _ options: ApplyOptions,
        by consent: ManifestConsent,
        _ faults: inout [Failure]
    ) throws(Failure) -> [ManifestPlan] {
        let host = consent.host
        let manifests = try selection.manifests(by: consent, &faults)
        // The one that is meant may be in a file that cannot be read.
        if !selection.box.isEmpty, let fault = faults.first { throw fault }
        let wanted = try selection.wanted(in: manifests.map(\.manifest))
        do {
            try ManifestFaults.checkExports(of: manifests.flatMap(\.manifest.boxes))
        } catch {
            throw Failure(error)
        }
        let records = try host.records()
        let ledger = host.exporter.ledger
        var plans: [ManifestPlan] = []
        for known in manifests {
            let files = try host.files(of: known, wanted)
            let lock = try known.lock()
            let plan = ApplyPlan(
                known.manifest,
                wanted,
                records: records,
                exports: { record in
                    ledger.exports(of: record.id).exports.map {
                        DeclaredExport($0.source.kind, $0.source.name, name: $0.source.name)
                    }
                },
                files: { files[$0.name] },
                locked: { lock.box($0, files: files[$0.name])?.digest },
                drift: options.drift ?? .carry,
                adopts: options.adopt
            )
            plans.append(ManifestPlan(known: known, plan: plan))
        }
        return plans
    }
}

extension Host {
    /// What tells the files that images of boxes are built from.
    func files(
        of known: KnownManifest,
        _ wanted: Set<BoxName>?
    ) throws(Failure) -> [BoxName: String] {
        var files: [BoxName: String] = [:]
        for box in known.manifest.boxes where wanted?.contains(box.name) ?? true {
            files[box.name] = try self.files(of: box.spec, known.files)
        }
        return files
    }

    /// What tells the files that a box's image is built from; nil where it is of a registry.
    func files(of spec: BoxSpec, _ known: KnownFiles) throws(Failure) -> String? {
        do throws(UpkeepError) {
            switch BoxMaking.source(spec.image, bearings) {
            case .recipe(let path): return try RecipeFiles.mark(of: path, known)
            case .archive(let path): return try ArchiveFile.mark(of: path, places)
            case .reference, .bootstrap: return nil
            }
        } catch {
            throw Failure(error)
        }
    }

    /// The records of all boxes; one that cannot be read ends the command.
    func records() throws(Failure) -> [BoxRecord] {
        var records: [BoxRecord] = []
        for name in store.names() {
            do throws(UpkeepError) {
                if let record = try store.record(name) { records.append(record) }
            } catch {
                throw Failure(error)
            }
        }
        return records
    }
}
