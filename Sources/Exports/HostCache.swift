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
        /// What the session's bus knows of the services that it could start.
        case bus
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
        } else if path.hasSuffix(".service"), folder.hasSuffix("/dbus-1/services") {
            (kind, self.folder) = (.bus, folder)
        } else if let theme = path.firstRange(of: "/icons/") {
            let rest = path[theme.upperBound...]
            guard let end = rest.firstIndex(of: "/") else { return nil }
            (kind, self.folder) = (.icons, String(path[..<end]))
        } else {
            return nil
        }
    }

    /// The file that is there when the cache is; nil for what is no file.
    private var mark: String? {
        switch kind {
        case .applications: folder + "/mimeinfo.cache"
        case .icons: folder + "/icon-theme.cache"
        case .mime: folder + "/mime.cache"
        case .bus: nil
        }
    }

    var isThere: Bool { mark.map { File.kind($0) != nil } ?? true }

    /// Whether its tool makes it, so that it goes with the last export where it was not there before.
    var isMade: Bool { kind == .applications || kind == .mime }

    /// Whether there is anything that it could speak of.
    var isNeeded: Bool {
        switch kind {
        case .applications: File.names(in: folder).contains { folder + "/" + $0 != mark }
        case .icons, .bus: true
        case .mime: !File.names(in: folder + "/packages").isEmpty
        }
    }

    /// Command lines that make it, any of them.
    private var tools: [[String]] {
        switch kind {
        case .applications: [["update-desktop-database", "-q", folder]]
        case .icons:
            ["gtk-update-icon-cache", "gtk4-update-icon-cache"].map { name in
                [name, "-q", "-f", "-t", folder]
            }
        case .mime: [["update-mime-database", folder]]
        case .bus: Self.busTools
        }
    }

    /// A bus watches the directories that were there when it began, and no other.
    private static let busTools: [[String]] = {
        let (name, path) = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        let method = name + ".ReloadConfig"
        return [
            ["busctl", "--user", "--timeout=5", "call", name, path, name, "ReloadConfig"],
            ["dbus-send", "--session", "--print-reply", "--dest=" + name, path, method],
            ["gdbus", "call", "--session", "--dest", name, "--object-path", path]
                + ["--method", method],
        ]
    }()

    /// Makes it anew, where the host has what makes it.
    ///
    /// An icon cache that is not there is not missed: without one, the directories are read.
    func refresh() {
        if kind == .icons {
            // Who watches a theme looks at the time of its directory alone.
            File.touch(folder)
            guard isThere else { return }
        }
        // A session without a bus is told nothing, and nor is a folder that is gone.
        let isOf =
            kind == .bus
            ? Environment.value("DBUS_SESSION_BUS_ADDRESS")?.isEmpty == false
            : File.kind(folder) == .directory
        guard isOf, let tool = tools.first(where: { Program.isInstalled($0[0]) }) else { return }
        let program = Program(tool[0], Array(tool.dropFirst()), environment: Environment.all)
        let begin = Moment()
        // The export is of use without it, as the host reads the files themselves, or will.
        _ = try? program.run { _ in begin.millisecondsAgo < 10_000 }
    }

    /// Removes what its tool made.
    func remove() throws(SystemError) {
        switch kind {
        case .applications, .icons: if let mark { try File.remove(mark) }
        case .mime: try removeTypes()
        case .bus: break
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
