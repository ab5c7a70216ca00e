import Archives
import Boxes
import Glibc
import Linux

/// The files of a recipe's folder as they go into a build.
struct RecipeContext {
    let folder: String
    /// In the order of their paths, each folder before what is in it.
    private(set) var entries: [Entry] = []

    struct Entry {
        /// Below the folder.
        let path: [UInt8]
        let status: FileStatus
        let kind: TarEntry.Kind
        /// What it holds; nil for what is read when it is needed.
        var bytes: [UInt8]?
    }

    /// Looks at all files; the Containerfile is among them whatever the patterns say.
    init(_ recipe: Recipe) throws(UpkeepError) {
        folder = recipe.folder
        let patterns = try recipe.patterns()
        do {
            try add([], patterns, patterns.root)
            let file = Array(recipe.file.utf8)
            if !entries.contains(where: { $0.path == file }),
                let status = FileStatus(following: recipe.path)
            {
                entries.append(Entry(path: file, status: status, kind: .file(size: status.size)))
            }
        } catch {
            throw .system(error)
        }
        for index in entries.indices { entries[index] = entries[index].known(by: recipe) }
    }

    private mutating func add(
        _ parent: [UInt8],
        _ patterns: IgnorePatterns,
        _ matches: IgnorePatterns.Matches
    ) throws(SystemError) {
        for found in try File.entries(in: place(parent)) {
            let path = parent.isEmpty ? found.name : parent + [UInt8(ascii: "/")] + found.name
            let own = patterns.matches(path.text, in: matches)
            let isOut = patterns.isLeftOut(own)
            if !isOut, let kind = try kind(of: found, at: path) {
                entries.append(Entry(path: path, status: found.status, kind: kind))
            }
            if found.status.kind == .directory, !isOut || patterns.hasExceptions {
                try add(path, patterns, own)
            }
        }
    }

    /// Nil for what no build has a use for: sockets, pipes, devices.
    private func kind(
        of found: DirectoryEntry,
        at path: [UInt8]
    ) throws(SystemError) -> TarEntry.Kind? {
        switch found.status.kind {
        case .file: .file(size: found.status.size)
        case .directory: .folder
        case .link: .link(to: try File.linkTarget(place(path)))
        case .socket, .other: nil
        }
    }

    /// Where a path below the folder is.
    func place(_ path: [UInt8]) -> [UInt8] {
        path.isEmpty ? Array(folder.utf8) : Array("\(folder)/".utf8) + path
    }

    /// Bytes of all contents.
    var size: Int64 {
        entries.reduce(0) { sum, entry in
            if case .file(let size) = entry.kind { sum + size } else { sum }
        }
    }

    /// Tells these files from others: their paths, kinds, permissions and contents.
    ///
    /// Where it is to be the same on all machines, only whether a file can be executed counts of its
    /// permissions: the rest is a matter of umask. `isMeant` says which paths count. `goesOn` is asked
    /// now and then; nil when it says no.
    func fingerprint(
        isPortable: Bool = false,
        isMeant: ([UInt8]) -> Bool = { _ in true },
        _ goesOn: () -> Bool
    ) throws(SystemError) -> String? {
        var sum: [UInt8] = []
        for entry in entries where isMeant(entry.path) {
            var line = Array("\(entry.path.count) ".utf8) + entry.path
            let mode = isPortable ? entry.status.mode & 0o100 : entry.status.mode
            line += Array(" \(mode) ".utf8)
            switch entry.kind {
            case .folder: line += Array("folder".utf8)
            case .link(let target): line += Array("link \(target.count) ".utf8) + target
            case .file where entry.bytes != nil:
                line += (entry.bytes ?? []).pieces.flatMap {
                    Array(Fingerprint(of: $0).digits.utf8)
                }
            case .file:
                let path = place(entry.path)
                let file = try open(entry)
                while true {
                    let chunk = try readSome(from: file.number, subject: path.text, room: 1 << 20)
                    if chunk.isEmpty { break }
                    line += Array(Fingerprint(of: chunk).digits.utf8)
                    if !goesOn() { return nil }
                }
            }
            sum += Array(Fingerprint(of: line).digits.utf8)
        }
        return Fingerprint(of: sum).digits
    }

    /// The Containerfile itself may be a link out of the folder: the user named it.
    func open(_ entry: Entry) throws(SystemError) -> FileDescriptor {
        let path = place(entry.path)
        if entry.path.contains(UInt8(ascii: "/")) || File.kind(path.text) != .link {
            return try File.open(path)
        }
        return try FileDescriptor(opening: path.text, O_RDONLY)
    }
}

extension RecipeContext.Entry {
    /// The same with the bytes that are known of it; those of the Containerfile are, whatever it is.
    fileprivate func known(by recipe: Recipe) -> RecipeContext.Entry {
        let name = path.text
        guard let bytes = recipe.known.bytes(of: "\(recipe.folder)/\(name)") else { return self }
        switch kind {
        case .file: break
        case .link, .folder: if name != recipe.file { return self }
        }
        let kind = TarEntry.Kind.file(size: Int64(bytes.count))
        return RecipeContext.Entry(path: path, status: status, kind: kind, bytes: bytes)
    }
}

extension [UInt8] {
    /// As they are read of a file.
    fileprivate var pieces: [[UInt8]] {
        stride(from: 0, to: count, by: 1 << 20).map {
            Array(self[$0..<Swift.min($0 + 1 << 20, count)])
        }
    }
}
