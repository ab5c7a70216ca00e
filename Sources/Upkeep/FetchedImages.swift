import Boxes
import Engines
import Linux

/// The images that were fetched for boxes and were not there before: a file each.
///
/// All others the user had by themselves.
struct FetchedImages: Sendable {
    let folder: String

    init(_ places: Places) { folder = places.state + "/fetched" }

    struct Note: Codable, Equatable, Sendable {
        let engine: BoxRecord.Engine
        let id: String
        let reference: String
    }

    /// All notes that can be read; what cannot was not fetched by us.
    var notes: [Note] {
        File.names(in: folder).sorted().compactMap { name in
            guard name.hasSuffix(".json"), let bytes = try? File.read("\(folder)/\(name)") else {
                return nil
            }
            return try? VersionedFile.read(bytes)
        }
    }

    func keep(_ note: Note) throws(SystemError) {
        try File.makeDirectories(folder, mode: 0o700)
        try File.replace(path(note), with: VersionedFile(note).bytes, mode: 0o600)
    }

    func forget(_ note: Note) throws(SystemError) { try File.remove(path(note)) }

    private func path(_ note: Note) -> String {
        let words = "\(note.engine.kind.rawValue) \(note.engine.socket)\n\(note.id)"
        return "\(folder)/\(Fingerprint(of: Array(words.utf8)).digits).json"
    }
}
