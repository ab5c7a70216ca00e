import Boxes
import Linux

extension Exporter {
    /// Does the change to its end, or leaves what can be told of and mended.
    func perform(_ change: ExportChange) throws(ExportError) -> Outcome {
        do throws(ExportError) {
            try onSystem { () throws(SystemError) in try ledger.begin(change) }
            return Outcome(export: change.after, kept: try doSteps(of: change))
        } catch {
            try undo(change)
            throw error
        }
    }

    /// After a failure: what was not there before goes again; of anything else the ledger keeps all
    /// that may be there.
    private func undo(_ change: ExportChange) throws(ExportError) {
        guard change.before == nil, let after = change.after else {
            return try onSystem { () throws(SystemError) in
                if let rest = change.rest { try ledger.save(rest) }
                try ledger.end(change)
            }
        }
        let reverse = ExportChange(
            source: change.source,
            before: after,
            after: nil,
            files: [],
            forces: false
        )
        try onSystem { () throws(SystemError) in try ledger.begin(reverse) }
        _ = try doSteps(of: reverse)
    }

    /// Each step may have been done by a process that was killed.
    private func doSteps(of change: ExportChange) throws(ExportError) -> [KeptFile] {
        let caches = Set(change.paths.compactMap { HostCache(of: $0) })
        var traces = try ledger.traces()
        for file in change.files { traces.expectFolders(above: file.path) }
        for cache in caches where cache.isMade {
            if change.after != nil, !cache.isThere, !traces.caches.contains(cache) {
                traces.caches.append(cache)
            }
        }
        return try onSystem { () throws(SystemError) in
            try ledger.save(traces)
            var kept: [KeptFile] = []
            let outdated = UserUnits.names(in: change.outdated.map(\.path))
            let wasActive = UserUnits.stop(outdated)
            for file in change.outdated { kept += try remove(file, force: change.forces) }
            for file in change.files {
                if let spare = try write(file, of: change) { kept.append(spare) }
            }
            if let after = change.after {
                try ledger.save(after)
            } else {
                try ledger.forget(change.source)
            }
            try settle(caches, &traces)
            let units = UserUnits.names(in: change.paths)
            if !units.isEmpty { UserUnits.reload() }
            UserUnits.forget(outdated)
            // A service whose unit has another name by now goes on by that.
            if wasActive, change.after != nil {
                for unit in Set(units).subtracting(outdated) { _ = UserUnits.restart(unit) }
            }
            try traces.removeEmptyFolders()
            if ledger.boxes.isEmpty { traces = Traces() }
            try ledger.save(traces)
            try ledger.end(change)
            return kept
        }
    }

    /// Writes a file where nothing is or what this export had there before.
    ///
    /// - Returns: what stays or goes aside for good.
    private func write(
        _ new: ExportChange.NewFile,
        of change: ExportChange
    ) throws(SystemError) -> KeptFile? {
        let file = new.file
        let old = change.before?.files.first { $0.path == new.path }
        var found = HostFile.look(new.path)
        let isAside = new.aside.map { File.kind($0) != nil } ?? true
        if found == .known(file.fingerprint), isAside { return nil }
        var spare: KeptFile?
        if let aside = new.aside {
            let isOld = old.map { found == .known($0.fingerprint) } ?? false
            if found != .nothing, !isOld, try File.moveToFree(new.path, aside) { found = .nothing }
            if old != nil { spare = KeptFile(path: aside, reason: .changed) }
        }
        switch found {
        case .nothing: break
        case .known(let fingerprint) where fingerprint == old?.fingerprint: break
        case .known, .other:
            try file.removeBeginning()
            return KeptFile(path: new.path, reason: .changed)
        }
        try File.makeDirectories(Traces.parent(of: new.path), mode: 0o700)
        try file.write()
        return spare
    }

    /// Removes a file that is as it was written, and puts back what stood there before.
    private func remove(_ file: WrittenFile, force: Bool) throws(SystemError) -> [KeptFile] {
        var kept: [KeptFile] = []
        switch HostFile.look(file.path) {
        case .nothing: break
        case .known(file.fingerprint): try File.remove(file.path)
        case .known where force: try File.remove(file.path)
        case .known, .other: kept.append(KeptFile(path: file.path, reason: .changed))
        }
        guard let aside = file.aside, File.kind(aside) != nil else { return kept }
        if try !File.moveToFree(aside, file.path) {
            kept.append(KeptFile(path: aside, reason: .aside(of: file.path)))
        }
        return kept
    }

    /// Has the host's caches tell of what is there now.
    private func settle(_ caches: Set<HostCache>, _ traces: inout Traces) throws(SystemError) {
        for cache in caches.sorted(by: { $0.folder < $1.folder }) {
            if traces.caches.contains(cache), !cache.isNeeded {
                try cache.remove()
                traces.caches.removeAll { $0 == cache }
            } else {
                cache.refresh()
            }
        }
    }
}
