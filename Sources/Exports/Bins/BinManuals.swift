/// The manual pages of a program.
///
/// The host's `man` renders them, which is made for pages of strangers: what is asked of it here is
/// only that a page is one by its name, and no larger than pages are.
enum BinManuals {
    private static let folders = ["/usr/local/share/man", "/usr/share/man", "/usr/man"]
    /// Commands, games, and what belongs to root.
    private static let sections = ["1", "6", "8"]
    private static let limit = 1 << 20

    /// The program's pages in the box, by path.
    static func found(
        for program: String,
        in files: some BoxFiles
    ) throws(BoxFilesError) -> [String: [UInt8]] {
        let name = Self.name(of: program)
        var paths: [String] = []
        for folder in folders {
            for section in sections {
                let path = "\(folder)/man\(section)/\(name).\(section)"
                paths += [path, path + ".gz"]
            }
        }
        var found: [String: [UInt8]] = [:]
        let contents = try files.read(all: paths, limit: limit)
        for (path, content) in zip(paths, contents) {
            guard let content, !content.isEmpty, isPage(content, path) else { continue }
            found[path] = content
        }
        return found
    }

    /// Pages as `man` finds them on the host, under the name that the program has there.
    static func files(
        _ material: [String: [UInt8]],
        program: String,
        as name: String,
        _ folders: HostFolders
    ) -> [HostFile] {
        var files: [HostFile] = []
        let start = Self.name(of: program) + "."
        for (path, content) in material.sorted(by: { $0.key < $1.key }) {
            let last = Self.name(of: path)
            guard path.hasPrefix("/"), last.hasPrefix(start) else { continue }
            let ending = last.dropFirst(start.count)
            guard let section = ending.first.map(String.init), sections.contains(section),
                ending == section || ending == section + ".gz"
            else { continue }
            // A page that is there packed and unpacked, or in two places, is one.
            let start = "\(folders.manuals)/man\(section)/\(name).\(section)"
            if files.contains(where: { $0.path.hasPrefix(start) }) { continue }
            var file = HostFile(
                "\(folders.manuals)/man\(section)/\(name).\(ending)",
                .file(content, mode: 0o644)
            )
            file.isOptional = true
            files.append(file)
        }
        return files
    }

    /// Whether it is packed as its name says; one that only names another page leads out of here.
    private static func isPage(_ content: [UInt8], _ path: String) -> Bool {
        let isPacked = content.starts(with: [0x1f, 0x8b])
        if path.hasSuffix(".gz") { return isPacked }
        return !isPacked && !content.contains(0) && !content.starts(with: Array(".so ".utf8))
    }

    private static func name(of path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }
}
