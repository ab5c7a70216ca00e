import Boxes
package import Linux

/// What was said about projects: a file each, in `$XDG_STATE_HOME/alcove/projects`.
package struct GrantStore: Sendable {
    private let folder: String

    package init(folder: String) { self.folder = folder }

    /// The file of a project's grant, which need not be there.
    package func file(of project: String) -> String {
        "\(folder)/\(Fingerprint(of: Array(project.utf8)).digits).json"
    }

    /// What was said about a project; one that cannot be read permits nothing.
    ///
    /// Names of files are no digests: the folder in the file tells whose it is.
    package func grant(of project: String) -> Grant? {
        guard let bytes = try? File.readIfThere(file(of: project)),
            let grant = try? VersionedFile<Grant>.read(bytes), grant.folder == project
        else { return nil }
        return grant
    }

    package func write(_ grant: Grant) throws(SystemError) {
        try File.makeDirectories(folder, mode: 0o700)
        let bytes = VersionedFile(grant).bytes
        try File.replace(file(of: grant.folder), with: bytes, mode: 0o600, durable: true)
    }

    package func remove(_ project: String) throws(SystemError) {
        try File.remove(file(of: project))
    }

    /// All there are, by their folders.
    package var all: [Grant] {
        File.names(in: folder).compactMap { name -> Grant? in
            guard name.hasSuffix(".json"), let bytes = try? File.read("\(folder)/\(name)") else {
                return nil
            }
            return try? VersionedFile<Grant>.read(bytes)
        }
        .sorted { $0.folder < $1.folder }
    }
}
