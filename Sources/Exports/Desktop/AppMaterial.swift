import Boxes
import Linux

/// All that an exported application needs of its box: with it, its files are made without the box.
package struct AppMaterial: Equatable, Sendable {
    /// The entry's id, and where it is in the box.
    package let id: String
    package let path: String
    let entry: [UInt8]
    /// The file of the bus service that starts it.
    let service: [UInt8]?
    let icons: [IconFile]
    /// Definitions of types that the host lacks.
    let types: [UInt8]?
    /// Whether the directory that the entry begins in is there.
    let hasWorkdir: Bool

    /// What was gathered, under keys that tell what it is.
    package var contents: [String: [UInt8]] {
        var contents = [Key.entry + path: entry]
        contents[Key.service] = service
        contents[Key.types] = types
        contents[Key.workdir] = hasWorkdir ? [] : nil
        for icon in icons {
            contents["\(Key.icon)\(icon.folder)/\(icon.kind)/\(icon.name)"] = icon.bytes
        }
        return contents
    }

    /// Nil when that was not gathered for an application.
    package init?(id: String, _ contents: [String: [UInt8]]) {
        guard let (key, entry) = contents.first(where: { $0.key.hasPrefix(Key.entry) }) else {
            return nil
        }
        self.id = id
        path = String(key.dropFirst(Key.entry.count))
        self.entry = entry
        service = contents[Key.service]
        types = contents[Key.types]
        hasWorkdir = contents[Key.workdir] != nil
        icons = contents.sorted { $0.key < $1.key }.compactMap { key, bytes in
            let parts = key.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            guard key.hasPrefix(Key.icon), parts.count == 3 else { return nil }
            let folder = String(parts[0].dropFirst(Key.icon.count))
            guard IconFolder.isOne(folder), let kind = IconFile.Kind(rawValue: String(parts[1]))
            else { return nil }
            return IconFile(name: String(parts[2]), folder: folder, kind: kind, bytes: bytes)
        }
    }

    private enum Key {
        static let entry = "entry:"
        static let service = "service"
        static let types = "types"
        static let workdir = "workdir"
        static let icon = "icon:"
    }
}

extension AppMaterial {
    /// Gathers it from the box; what the host has already is not needed.
    package init(
        _ app: FoundApp,
        of files: some BoxFiles,
        for host: HostFolders
    ) throws(AppError) {
        try self.init(id: app.id, at: app.path, of: files, for: host)
    }

    init(
        id: String,
        at path: String,
        of files: some BoxFiles,
        for host: HostFolders
    ) throws(AppError) {
        self.id = id
        self.path = path
        let folders = try inBox { () throws(BoxFilesError) in try DataFolders(of: files) }
        let bytes = try inBox { () throws(BoxFilesError) in
            try files.read(path, limit: DesktopFile.limit)
        }
        guard let bytes, let main = DesktopFile(bytes)?[DesktopFile.mainGroup] else {
            throw .unreadable(path)
        }
        entry = bytes
        let gathering = Gathering(files: files, folders: folders, main: main)
        do {
            service = try gathering.service(id)
            icons = try gathering.icons(of: DesktopFile(bytes))
            types = try gathering.types(for: host)
            hasWorkdir = try gathering.hasWorkdir(host.home)
        } catch {
            throw .box(error)
        }
    }
}

/// What of a box belongs to an entry.
private struct Gathering<Files: BoxFiles> {
    let files: Files
    let folders: DataFolders
    let main: DesktopFile.Group

    func service(_ id: String) throws(BoxFilesError) -> [UInt8]? {
        guard main.isTrue("DBusActivatable"), BusService.isOffered(id) else { return nil }
        for path in BusService.paths(of: id, in: folders) {
            if let bytes = try files.read(path, limit: 64 << 10) { return bytes }
        }
        return nil
    }

    /// Of the entry, and of its actions, in all languages.
    func icons(of file: DesktopFile?) throws(BoxFilesError) -> [IconFile] {
        let entries = (file?.groups ?? []).flatMap(\.entries).filter { $0.key == "Icon" }
        var names: [String] = []
        // Those that everybody sees first, as there is an end to how many are looked for.
        for entry in entries.filter({ $0.locale == nil }) + entries.filter({ $0.locale != nil }) {
            let value = entry.text
            guard DesktopValue.isPlain(value), names.count < 20 else { continue }
            if !names.contains(value.text) { names.append(value.text) }
        }
        let search = IconSearch(files: files, folders: folders)
        var icons: [IconFile] = []
        var bytes = 0
        for name in names where !name.isEmpty {
            let found = try search.icon(name)
            bytes += found.reduce(0) { $0 + $1.bytes.count }
            guard bytes <= IconFile.totalLimit else { break }
            icons += found
        }
        return icons
    }

    /// The box's packages of types are read only for a type that the host does not know.
    func types(for host: HostFolders) throws(BoxFilesError) -> [UInt8]? {
        let all = DesktopValue.list(main["MimeType"]?.text ?? []).prefix(1000)
            .map { $0.text.lowercased() }
        let wanted = all.filter {
            TypeDefinition.isType($0) && !$0.hasPrefix("x-scheme-handler/")
        }
        guard !wanted.isEmpty else { return nil }
        let known = HostTypes(host)
        let unknown = known.unknown(among: wanted)
        guard !unknown.isEmpty else { return nil }
        var definitions: [TypeDefinition] = []
        for folder in folders.data.map({ $0 + "/mime/packages" }) {
            let names = try files.entries(of: folder).filter { $0.kind == .file }
                .map(\.name.text).filter { $0.hasSuffix(".xml") }
            for name in names.sorted().prefix(200) {
                guard let bytes = try files.read("\(folder)/\(name)", limit: 16 << 20) else {
                    continue
                }
                definitions += TypeDefinition.read(bytes, of: unknown)
            }
        }
        return MimePackage(definitions, for: known)?.bytes
    }

    /// Whether the entry begins in a directory that is there, or in the home, which always is.
    func hasWorkdir(_ home: String) throws(BoxFilesError) -> Bool {
        guard let path = main["Path"]?.text.text, path.hasPrefix("/"),
            DesktopValue.isPlain(Array(path.utf8))
        else { return false }
        let place = Bearings.normal(path)
        if Bearings.isPath(place, in: home) { return true }
        return try files.realPath(place) != nil
    }
}
