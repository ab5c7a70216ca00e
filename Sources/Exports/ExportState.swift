import Linux

/// How the files of an export are, held against what was written.
package enum ExportState: Equatable, Sendable {
    case fresh
    /// These were changed by hand.
    case changed([String])
    /// These are gone.
    case incomplete([String])
    /// All are gone.
    case missing
}

/// A file that stays on the host though its export does not, or is not put back.
package struct KeptFile: Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// It was changed by hand.
        case changed
        /// It stood in the way before, and another file is in its place by now.
        case aside(of: String)
    }

    package let path: String
    package let reason: Reason
}

extension Export {
    /// How its files are now.
    package var state: ExportState {
        // The generation that the box is now does not have it.
        if files.isEmpty { return .missing }
        var changed: [String] = []
        var gone: [String] = []
        for file in files {
            switch HostFile.look(file.path) {
            case .nothing: gone.append(file.path)
            case .known(file.fingerprint): continue
            case .known, .other: changed.append(file.path)
            }
        }
        if !changed.isEmpty { return .changed(changed) }
        if gone.isEmpty { return .fresh }
        return gone.count == files.count ? .missing : .incomplete(gone)
    }
}

extension Export {
    /// What of the host's own an application's files are before, as it came later.
    ///
    /// A name that the user chose is as it was meant.
    package func hidden(on folders: HostFolders) -> [String] {
        guard source.kind == .app, options.name == nil else { return [] }
        return files.flatMap { file -> [String] in
            let name = String(file.path.split(separator: "/").last ?? "")
            switch Traces.parent(of: file.path) {
            case folders.applications where name.hasSuffix(DesktopID.ending):
                let id = String(name.dropLast(DesktopID.ending.count))
                return HostEntries(folders: folders).systemPaths(of: id)
            case folders.busServices:
                let paths = folders.systemData.map { "\($0)/dbus-1/services/\(name)" }
                return paths.filter { File.kind($0) != nil }
            default: return []
            }
        }
    }
}
