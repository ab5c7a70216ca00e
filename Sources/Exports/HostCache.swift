import Linux

/// Something that the host's desktop makes of files, to find what is in them faster.
struct HostCache: Codable, Hashable {
    enum Kind: String, Codable {
        /// Which desktop entries open which types: `mimeinfo.cache`.
        case applications
        /// An icon theme's `icon-theme.cache`.
        case icons
        /// The database of MIME types.
        case mime
    }

    let kind: Kind
    /// The directory that it is of.
    let folder: String

    /// The cache that speaks of the file; nil for most files.
    init?(of path: String) {
        let folder = Traces.parent(of: path)
        if path.hasSuffix(".desktop"), folder.hasSuffix("/applications") {
            (kind, self.folder) = (.applications, folder)
        } else if path.hasSuffix(".xml"), folder.hasSuffix("/mime/packages") {
            (kind, self.folder) = (.mime, Traces.parent(of: folder))
        } else if let theme = path.firstRange(of: "/icons/") {
            let rest = path[theme.upperBound...]
            guard let end = rest.firstIndex(of: "/") else { return nil }
            (kind, self.folder) = (.icons, String(path[..<end]))
        } else {
            return nil
        }
    }

    /// The file that is there when the cache is.
    private var mark: String {
        switch kind {
        case .applications: folder + "/mimeinfo.cache"
        case .icons: folder + "/icon-theme.cache"
        case .mime: folder + "/mime.cache"
        }
    }

    var isThere: Bool { File.kind(mark) != nil }

    /// Whether there is anything that it could speak of.
    var isNeeded: Bool {
        switch kind {
        case .applications: File.names(in: folder).contains { folder + "/" + $0 != mark }
        case .icons: true
        case .mime: !File.names(in: folder + "/packages").isEmpty
        }
    }

    /// The programs that make it, any of them, and the words before the directory.
    private var tools: (names: [String], options: [String]) {
        switch kind {
        case .applications: (["update-desktop-database"], ["-q"])
        case .icons:
            (["gtk-update-icon-cache", "gtk4-update-icon-cache"], ["-q", "-f", "-t"])
        case .mime: (["update-mime-database"], [])
        }
    }

    /// Makes it anew, where the host has what makes it.
    ///
    /// An icon cache that is not there is not missed: without one, the directories are read.
    func refresh() {
        if kind == .icons {
            // Who watches a theme looks at the time of its directory alone.
            File.touch(folder)
            guard isThere else { return }
        }
        guard File.kind(folder) == .directory,
            let tool = tools.names.lazy.compactMap({ Program.path(of: $0) }).first
        else { return }
        let program = Program(tool, tools.options + [folder], environment: Environment.all)
        let begin = Moment()
        // The export is of use without it, as the host reads the files themselves, or will.
        _ = try? program.run { _ in begin.millisecondsAgo < 10_000 }
    }

    /// Removes what its tool made.
    func remove() throws(SystemError) {
        switch kind {
        case .applications, .icons: try File.remove(mark)
        case .mime: try removeTypes()
        }
    }

    /// The database has a file for each type, in a directory for each of its kinds.
    private func removeTypes() throws(SystemError) {
        for name in File.names(in: folder) where name != "packages" {
            let path = folder + "/" + name
            switch File.kind(path) {
            case .file? where Self.databaseFiles.contains(name): try File.remove(path)
            case .directory?:
                for type in File.names(in: path) where type.hasSuffix(".xml") {
                    try File.remove(path + "/" + type)
                }
                try File.removeEmptyDirectory(path)
            default: continue
            }
        }
    }

    private static let databaseFiles: Set<String> = [
        "XMLnamespaces", "aliases", "generic-icons", "globs", "globs2", "icons", "magic",
        "mime.cache", "subclasses", "treemagic", "types", "version",
    ]
}
