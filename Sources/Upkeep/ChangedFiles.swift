import Boxes
package import Engines

extension Household {
    /// The files that were changed from one generation to another: in each of those between, what is
    /// not as in the image that it was made of.
    ///
    /// What is there for a start only, and what can be had again, is left out.
    package func changedFiles(
        of record: BoxRecord,
        from first: Int,
        to last: Int
    ) throws(UpkeepError) -> [ChangedFile] {
        if first == last { return [] }
        let range = (min(first, last) + 1)...max(first, last)
        let changes = try changedFiles(
            of: record.generations.filter { range.contains($0.number) }
        )
        if first < last { return changes }
        return changes.map { ChangedFile(path: $0.path, kind: $0.kind.backwards) }
    }

    /// The files that are not as in the image that each of these was made of: what all changes of one come to.
    func changedFiles(of generations: [Generation]) throws(UpkeepError) -> [ChangedFile] {
        var kinds: [String: ChangedFile.Kind] = [:]
        for one in generations {
            let changes = try onEngine { () throws(EngineError) in
                try engine.changes(of: one.container)
            }
            for change in changes where !Self.isPassing(change.path) {
                kinds[change.path] = change.kind.after(kinds[change.path])
            }
        }
        // A folder is changed with every file in it: only what is in it counts.
        var folders: Set<Substring> = []
        for path in kinds.keys {
            var folder = path[...]
            while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
                folder = folder[..<slash]
                guard folders.insert(folder).inserted else { break }
            }
        }
        return kinds.filter { !folders.contains($0.key[...]) }
            .map { ChangedFile(path: $0.key, kind: $0.value) }
            .sorted { $0.path < $1.path }
    }

    private static func isPassing(_ path: String) -> Bool {
        let folders = [
            "/run", "/tmp", "/var/tmp", "/var/cache", "/var/lib/apt/lists", "/proc", "/dev",
            "/.alcove",
        ]
        return folders.contains { Bearings.isPath(path, in: $0) }
    }
}

extension ChangedFile.Kind {
    /// What it comes to after an earlier change of the same file; nil for nothing.
    fileprivate func after(_ earlier: Self?) -> Self? {
        switch (earlier, self) {
        case (nil, _), (.changed?, .deleted), (.deleted?, .deleted): self
        case (.added?, .deleted): nil
        case (.added?, _): .added
        case (.changed?, _), (.deleted?, _): .changed
        }
    }

    /// The same from the later one to the earlier.
    fileprivate var backwards: Self {
        switch self {
        case .added: .deleted
        case .deleted: .added
        case .changed: .changed
        }
    }
}
