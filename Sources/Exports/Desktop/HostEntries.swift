import Boxes
import Linux

/// The desktop entries that a host has.
struct HostEntries {
    let folders: HostFolders

    /// Whether an id is taken by an entry that is not this box's export of the same.
    func has(_ id: String, except box: BoxID, _ source: String) -> Bool {
        let own = "\(folders.applications)/\(id)\(DesktopID.ending)"
        for folder in [folders.applications] + folders.systemData.map({ $0 + "/applications" }) {
            for path in Self.paths(of: id, in: folder) where File.kind(path) != nil {
                if path != own || !Self.isExport(path, of: box, source) { return true }
            }
        }
        return false
    }

    /// The entries of that id that all users have.
    func systemPaths(of id: String) -> [String] {
        folders.systemData.flatMap { Self.paths(of: id, in: $0 + "/applications") }
            .filter { File.kind($0) != nil }
    }

    /// Whether a session begins with an entry of that id already.
    func startsAtLogin(_ id: String, except box: BoxID, _ source: String) -> Bool {
        let name = id + DesktopID.ending
        let own = "\(folders.autostart)/\(name)"
        if File.kind(own) != nil, !Self.isExport(own, of: box, source) { return true }
        return folders.systemConfiguration.contains { File.kind("\($0)/autostart/\(name)") != nil }
    }

    /// Every path that has this id: each `-` of it may be the `/` of a directory.
    private static func paths(of id: String, in folder: String) -> [String] {
        var paths = ["\(folder)/\(id)\(DesktopID.ending)"]
        for index in id.indices where id[index] == "-" && id[..<index].utf8.count > 0 {
            let inner = "\(folder)/\(id[..<index])"
            guard File.kindFollowed(inner) == .directory else { continue }
            paths += Self.paths(of: String(id[id.index(after: index)...]), in: inner)
        }
        return paths
    }

    private static func isExport(_ path: String, of box: BoxID, _ source: String) -> Bool {
        // What cannot be read is somebody else's.
        guard let bytes = try? File.read(path, limit: DesktopFile.limit),
            let main = DesktopFile(bytes)?[DesktopFile.mainGroup]
        else { return false }
        return main["X-Alcove-Box"]?.text == Array(box.description.utf8)
            && main["X-Alcove-Source"]?.text == Array(source.utf8)
    }
}
