package import Boxes
import Linux
package import Profiles

/// What was in generations, by their packages: files beside the records, so that they can be compared
/// without running anything.
package struct GenerationNotes: Sendable {
    let folder: String

    package init(_ places: Places) { folder = places.state + "/generations" }

    /// What is written down of one.
    package struct Note: Codable, Equatable, Sendable {
        /// Versions by the names of packages; several of a name in one, with blanks between.
        package var packages: [String: String]

        package init(versions: [String: String]) { packages = versions }

        package init(_ packages: [InstalledPackage]) {
            let versions = Dictionary(grouping: packages, by: \.name)
            self.packages = versions.mapValues { $0.map(\.version).sorted().joined(separator: " ") }
        }
    }

    /// Nil when nothing is written down, or nothing that can be read.
    package func note(_ box: BoxID, generation: Int) -> Note? {
        guard let bytes = try? File.read(path(box, generation)) else { return nil }
        return try? VersionedFile.read(bytes)
    }

    package func keep(
        _ note: Note,
        _ box: BoxID,
        generation: Int
    ) throws(UpkeepError) {
        let path = path(box, generation)
        try onSystem { () throws(SystemError) in
            try File.makeDirectories("\(folder)/\(box)", mode: 0o700)
            try File.replace(path, with: VersionedFile(note).bytes, mode: 0o600)
        }
    }

    func forget(_ box: BoxID, generation: Int) throws(UpkeepError) {
        let path = path(box, generation)
        try onSystem { () throws(SystemError) in try File.remove(path) }
    }

    func forget(_ box: BoxID) throws(UpkeepError) {
        let path = "\(folder)/\(box)"
        try onSystem { () throws(SystemError) in try File.removeTree(path) }
    }

    private func path(_ box: BoxID, _ generation: Int) -> String {
        "\(folder)/\(box)/\(generation).json"
    }
}
