import Archives
import Boxes
import Glibc
import Linux

/// The files of a recipe's folder as they go into a build.
///
/// What the folder's owner changes meanwhile leads out of it as little as what was there: each file is
/// reached from the folder that was opened at first, and no link is followed.
struct RecipeContext {
    let folder: String
    private let root: OpenFolder
    /// In the order of their paths, each folder before what is in it.
    private(set) var entries: [Entry] = []

    struct Entry {
        /// Below the folder.
        let path: [UInt8]
        let status: FileStatus
        let kind: TarEntry.Kind
        /// What it holds; nil for what is read when it is needed.
        var bytes: [UInt8]?
        /// Whether it is read by its path, over links: the Containerfile, which somebody named.
        var isNamed = false
    }

    /// Looks at all files; the Containerfile is among them whatever the patterns say.
    init(_ recipe: Recipe) throws(UpkeepError) {
        folder = recipe.folder
        let patterns = try recipe.patterns()
        do {
            root = try OpenFolder(recipe.folder)
            try add([], patterns, patterns.root)
            let file = Array(recipe.file.utf8)
            if !entries.contains(where: { $0.path == file }),
                let status = FileStatus(following: recipe.path)
            {
                let kind = TarEntry.Kind.file(size: status.size)
                entries.append(Entry(path: file, status: status, kind: kind, isNamed: true))
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
        for found in try root.entries(in: parent) {
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
        case .link: .link(to: try root.linkTarget(path))
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
        var sum = Checksum()
        for entry in entries where isMeant(entry.path) {
            var line = Array("\(entry.path.count) ".utf8) + entry.path
            let mode = isPortable ? entry.status.mode & 0o100 : entry.status.mode
            line += Array(" \(mode) ".utf8)
            switch entry.kind {
            case .folder: line += Array("folder".utf8)
            case .link(let target): line += Array("link \(target.count) ".utf8) + target
            case .file where entry.bytes != nil:
                line += Array(Checksum(of: entry.bytes ?? []).digits.utf8)
            case .file:
                let path = place(entry.path)
                let file = try open(entry)
                var contents = Checksum()
                while true {
                    let chunk = try readSome(from: file.number, subject: path.text, room: 1 << 20)
                    if chunk.isEmpty { break }
                    contents.add(chunk)
                    if !goesOn() { return nil }
                }
                line += Array(contents.digits.utf8)
            }
            // Of one length each, so that no line can be taken for two.
            sum.add(Array(Checksum(of: line).digits.utf8))
        }
        return sum.digits
    }

    /// The Containerfile itself may be a link out of the folder: the user named it.
    func open(_ entry: Entry) throws(SystemError) -> FileDescriptor {
        if !entry.isNamed { return try root.open(file: entry.path) }
        return try FileDescriptor(opening: place(entry.path).text, O_RDONLY)
    }
}

extension RecipeContext.Entry {
    /// The same with the bytes that are known of it; those of the Containerfile are, whatever it is.
    fileprivate func known(by recipe: Recipe) -> RecipeContext.Entry {
        let folder = recipe.folder == "/" ? "" : recipe.folder
        let place = Array("\(folder)/".utf8) + path
        guard let bytes = recipe.known.bytes(of: place) else { return self }
        switch kind {
        case .file: break
        case .link, .folder: if path != Array(recipe.file.utf8) { return self }
        }
        let kind = TarEntry.Kind.file(size: Int64(bytes.count))
        return RecipeContext.Entry(path: path, status: status, kind: kind, bytes: bytes)
    }
}
