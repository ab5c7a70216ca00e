import Boxes
package import Engines

extension Household {
    /// The files that were changed from one generation to another: what was written in the one and those
    /// before it is taken back as far as both have the same, and what was written up to the other is done.
    ///
    /// What is there for a start only, and what can be had again, is left out.
    package func changedFiles(
        of record: BoxRecord,
        from first: Generation,
        to last: Generation
    ) throws(UpkeepError) -> FileDifference {
        if first.number == last.number { return FileDifference() }
        let lines = [first, last].map { Lineage(of: $0, in: record, notes).steps }
        let common = lines[0].first { one in lines[1].contains { $0.number == one.number } }
        let ways = lines.map { line in line.prefix { $0.number != common?.number } }
        var files = Changes()
        for one in ways[0] { try take(one, isBack: true, &files) }
        for one in ways[1].reversed() { try take(one, isBack: false, &files) }
        var difference = FileDifference(files: files.list)
        difference.isWhole = !ways.joined().contains(where: \.isAfterGap)
        guard let common else {
            // Of two images, both boxes wrote those anew.
            difference.files.removeAll { Byproduct.isOne($0.path) }
            return difference
        }
        // What is made of the live one, as a snapshot is, is behind that in what was written since.
        if common.number == record.generation {
            try compare(first, last, writtenIn: record.live, &difference)
        }
        return difference
    }

    /// Holds the files of two generations against each other that were written in the one that both come
    /// from, before the other was made of it or after.
    private func compare(
        _ first: Generation,
        _ last: Generation,
        writtenIn common: Generation,
        _ difference: inout FileDifference
    ) throws(UpkeepError) {
        let known = Set(difference.files.map(\.path))
        let step = Lineage.Step(number: common.number, source: .kept(common))
        let paths = try changedFiles(of: [step]).map(\.path).filter { !known.contains($0) }
        for path in paths.prefix(FileDifference.compared) {
            let sides = try [first, last].map { one throws(UpkeepError) in
                try FileSight(path, in: one.container, self)
            }
            if sides[0] == sides[1] { continue }
            let kind: ChangedFile.Kind =
                sides[0].entry == nil ? .added : sides[1].entry == nil ? .deleted : .changed
            difference.files.append(ChangedFile(path: path, kind: kind))
        }
        difference.files.sort { $0.path < $1.path }
        difference.leftOut = max(paths.count - FileDifference.compared, 0)
    }

    /// The files that are not as in the image that the first of these was made of: what all changes of
    /// them come to.
    func changedFiles(of generations: [Lineage.Step]) throws(UpkeepError) -> [ChangedFile] {
        var files = Changes()
        for one in generations { try take(one, isBack: false, &files) }
        return files.list
    }

    /// Adds what is not as in the image that a generation was made of.
    private func take(
        _ one: Lineage.Step,
        isBack: Bool,
        _ files: inout Changes
    ) throws(UpkeepError) {
        let changes: [ChangedFile]
        switch one.source {
        case .gone(let bygone): changes = bygone.changes
        case .kept(let generation):
            changes = try onEngine { () throws(EngineError) in
                try engine.changes(of: generation.container)
            }
        }
        for change in changes where !ChangedFile.isPassing(change.path) {
            let kind = isBack ? change.kind.backwards : change.kind
            files.kinds[change.path] = kind.after(files.kinds[change.path])
        }
    }
}

/// How the files of two generations differ.
package struct FileDifference: Equatable, Sendable {
    /// In the order of the paths.
    package var files: [ChangedFile] = []
    /// Whether all is known of the generations that lie between them.
    package var isWhole = true
    /// How many files were written in the live generation at some time, and not compared.
    package var leftOut = 0

    /// The most files that are compared one by one, each by a few calls of the engine.
    static let compared = 200
}

/// What changes that came one after the other come to.
private struct Changes {
    var kinds: [String: ChangedFile.Kind] = [:]

    /// A folder is changed with every file in it: only what is in it counts.
    var list: [ChangedFile] {
        var folders: Set<Substring> = []
        for path in kinds.keys {
            var folder = path[...]
            while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
                folder = folder[..<slash]
                guard folders.insert(folder).inserted else { break }
            }
        }
        return kinds.filter { !folders.contains($0.key[...]) && !ChangedFile.saysNothing($0.key) }
            .map { ChangedFile(path: $0.key, kind: $0.value) }
            .sorted { $0.path < $1.path }
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
