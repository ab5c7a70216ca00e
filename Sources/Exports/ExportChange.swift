import Boxes
import Linux

/// A change of one export, with all that it takes to finish it after its process was killed.
///
/// It is written before anything is done, and each of its steps may be done twice.
struct ExportChange: Codable, Equatable {
    let source: ExportSource
    /// What there was; nil for nothing.
    let before: Export?
    /// What is to be; nil for nothing.
    let after: Export?
    /// The files of `after`.
    let files: [NewFile]
    /// Whether files that were changed by hand go, too.
    let forces: Bool

    /// A file that is to be written, as JSON.
    struct NewFile: Codable, Equatable {
        let path: String
        let bytes: StoredBytes?
        let mode: UInt32
        let target: String?
        /// Where that goes which stands in its place now.
        let aside: String?

        init(_ file: HostFile, aside: String?) {
            path = file.path
            self.aside = aside
            switch file.content {
            case .file(let bytes, let mode):
                (self.bytes, self.mode, target) = (StoredBytes(bytes), mode, nil)
            case .link(let target): (bytes, mode, self.target) = (nil, 0, target)
            }
        }

        var file: HostFile {
            if let target { return HostFile(path, .link(target)) }
            return HostFile(path, .file(bytes?.bytes ?? [], mode: mode))
        }
    }

    /// The name of its file: one for each export.
    var name: String { "\(source.box).\(LedgerName.of(source))" }

    /// The files of `before` that are not to be any more, the last first.
    var outdated: [WrittenFile] {
        let kept = Set(files.map(\.path))
        return (before?.files ?? []).filter { !kept.contains($0.path) }.reversed()
    }

    /// All paths it touches.
    var paths: [String] { files.map(\.path) + (before?.files ?? []).map(\.path) }

    /// What an export comes to whose change could not be done to its end: all that may be there.
    var rest: Export? {
        guard var rest = after ?? before else { return nil }
        let paths = Set(rest.files.map(\.path))
        rest.files += (before?.files ?? []).filter { !paths.contains($0.path) }
        return rest
    }
}

extension Ledger {
    /// Changes that were begun.
    private var changes: String { folder + "/changes" }

    /// The names of changes that were begun and not ended; one call when there are none.
    var unfinished: [String] {
        File.names(in: changes).filter { $0.hasSuffix(".json") }.sorted()
    }

    func change(_ name: String) throws(ExportError) -> ExportChange? {
        let path = "\(changes)/\(name)"
        let bytes = try onSystem { () throws(SystemError) in try File.readIfThere(path) }
        guard let bytes else { return nil }
        do { return try VersionedFile.read(bytes) } catch { throw .badEntry(path: path, error) }
    }

    func begin(_ change: ExportChange) throws(SystemError) {
        try File.makeDirectories(changes, mode: 0o700)
        let bytes = VersionedFile(change).bytes
        try File.replace("\(changes)/\(change.name)", with: bytes, mode: 0o600, durable: true)
    }

    func end(_ change: ExportChange) throws(SystemError) {
        try File.remove("\(changes)/\(change.name)")
        for name in File.names(in: changes) where name.contains(".json.new-") {
            try File.remove("\(changes)/\(name)")
        }
        try File.removeEmptyDirectory(changes)
    }
}
