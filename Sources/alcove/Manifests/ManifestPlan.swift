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
    /// What of several manifests cannot be read is left out, and so are boxes whose records cannot be:
    /// `faults` say why.
    static func all(
        _ selection: ManifestSelection,
        _ options: ApplyOptions,
        by consent: ManifestConsent,
        _ faults: inout [Failure],
        isAgain: Bool = false
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
        let stored = host.store.all()
        let meant = wanted ?? Set(manifests.flatMap(\.manifest.boxes).map(\.name))
        faults += stored.faults.filter { meant.contains($0.name) }.map { Failure($0.why) }
        if wanted == nil, !isAgain {
            // Each may have been a manifest's that does not declare it any more.
            for (name, why) in stored.faults where !meant.contains(name) {
                host.console.warn(Failure(why))
            }
        }
        let lost = Set(stored.faults.map(\.name))
        let ledger = host.exporter.ledger
        var plans: [ManifestPlan] = []
        for known in manifests {
            let files = try host.files(of: known, wanted)
            let lock = try known.lock()
            var plan = ApplyPlan(
                known.manifest,
                wanted,
                records: stored.records,
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
            // There is such a box, whatever it is.
            plan.boxes.removeAll { lost.contains($0.name) }
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
}
