import Archives
import Boxes
package import Engines
import Glibc
import Linux

/// What became of files that were written in a box by hand, when its next generation was made from an image.
package struct CarriedFiles: Equatable, Sendable {
    /// Those that are in the next generation as they were.
    package var taken: [String] = []
    /// Those of which the image has others than before: they are as the image has them.
    package var left: [String] = []

    package init(taken: [String] = [], left: [String] = []) {
        self.taken = taken
        self.left = left
    }

    /// The folders whose files are taken along.
    ///
    /// What is elsewhere below `/usr` belongs to what an image is made of.
    package static let folders = ["/etc", "/usr/local"]

    /// The most files that are.
    static let limit = 1000

    /// Those of the files that may be taken along.
    package static func among(_ files: [ChangedFile]) -> [ChangedFile] {
        files.filter { file in
            file.kind != .deleted && folders.contains { Bearings.isPath(file.path, in: $0) }
        }
    }
}

extension Household {
    /// Takes files that were written in the box along to its next generation, which was made from an image.
    ///
    /// As with the three sides of a merge: what was written in the box counts where the image says what
    /// the former one said, or nothing.
    package func carry(
        _ files: [ChangedFile],
        from old: BoxRecord,
        to new: BoxRecord,
        cancel: () -> Bool
    ) throws(UpkeepError) -> CarriedFiles {
        var carried = CarriedFiles()
        let files = CarriedFiles.among(files)
        carried.left = files.dropFirst(CarriedFiles.limit).map(\.path)
        var doubtful: [ChangedFile] = []
        var paths: [String] = []
        for file in files.prefix(CarriedFiles.limit) {
            try heed(cancel)
            let theirs = try FileSight(file.path, in: new.container, self)
            if theirs.entry == nil {
                paths.append(file.path)
            } else if try FileSight(file.path, in: old.container, self) != theirs {
                doubtful.append(file)
            }
        }
        let same = try unchanged(doubtful, since: old.ground, in: new)
        for file in doubtful {
            if same.contains(file.path) {
                paths.append(file.path)
            } else {
                carried.left.append(file.path)
            }
        }
        for folder in CarriedFiles.folders {
            let inside = paths.filter { Bearings.isPath($0, in: folder) }
            try copy(inside, below: folder, from: old.container, to: new.container, cancel)
        }
        carried.taken = paths.sorted()
        return carried
    }

    /// The paths at which the next generation is as the box was made; none when that is not known.
    private func unchanged(
        _ files: [ChangedFile],
        since ground: BoxRecord.Ground?,
        in new: BoxRecord
    ) throws(UpkeepError) -> Set<String> {
        guard let ground, files.contains(where: { $0.kind == .changed }) else { return [] }
        let reference = ground.base?.reference ?? ground.image.reference
        let image = BoxRecord.ImageMark(reference: reference, id: ground.whole)
        do {
            return try inside(image) { container throws(UpkeepError) in
                var same: Set<String> = []
                for file in files {
                    let before = try FileSight(file.path, in: container, self)
                    if try before == FileSight(file.path, in: new.container, self) {
                        same.insert(file.path)
                    }
                }
                return same
            }
        } catch .engine(.noSuchImage) {
            return []
        }
    }

    /// Copies these files with their folders and permissions; Podman does not tell whose they are, and makes
    /// them root's.
    private func copy(
        _ paths: [String],
        below folder: String,
        from old: String,
        to new: String,
        _ cancel: () -> Bool
    ) throws(UpkeepError) {
        if paths.isEmpty { return }
        let wanted = Set(paths)
        let above = try missingFolders(of: paths, below: folder, in: new)
        try places.withScratch("carry") { whole throws(UpkeepError) in
            try places.withScratch("carry-part") { part throws(UpkeepError) in
                for path in [whole, part] {
                    try onSystem { () throws(SystemError) in
                        try File.replace(path, with: [], mode: 0o600)
                    }
                }
                let source = try opened(whole)
                try onEngine { () throws(EngineError) in
                    try engine.save(folder, of: old, to: source) { !cancel() }
                }
                let target = try opened(part)
                _ = try onSystem { () throws(SystemError) in
                    try TarFilter.copy(
                        source,
                        to: target,
                        of: whole,
                        fate: { entry in
                            let path = "\(folder)/\(entry.path)"
                            return wanted.contains(path) || above.contains(path) ? .keep : .drop
                        },
                        rewrite: { $1 },
                        tick: { _ in !cancel() }
                    )
                }
                try heed(cancel)
                let archive = try opened(part)
                try onEngine { () throws(EngineError) in
                    try engine.restore(folder, of: new, from: archive, toUser: false) { !cancel() }
                }
            }
        }
    }

    private func opened(_ path: String) throws(UpkeepError) -> FileDescriptor {
        try onSystem { () throws(SystemError) in try FileDescriptor(opening: path, O_RDWR) }
    }

    /// The folders of these files that the next generation has not.
    private func missingFolders(
        of paths: [String],
        below folder: String,
        in new: String
    ) throws(UpkeepError) -> Set<String> {
        var missing: Set<String> = []
        var known: Set<String> = [folder]
        for path in paths {
            var above = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            while known.insert(String(above)).inserted, above.utf8.count > folder.utf8.count {
                let name = String(above)
                let entry = try onEngine { () throws(EngineError) in
                    try engine.entry(name, in: new)
                }
                if entry == nil { missing.insert(name) }
                above = above[..<(above.lastIndex(of: "/") ?? above.startIndex)]
            }
        }
        return missing
    }
}
