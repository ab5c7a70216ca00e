import Boxes
import Linux
import Manifests
import Projects
import Upkeep

/// A manifest that may be heeded, with the files that belong to it.
struct KnownManifest {
    let manifest: Manifest
    /// The project that it is of, and what was allowed of it, byte by byte; nil for the person's own,
    /// and for one of the web.
    private let project: (allowing: ProjectAllowing, reading: ClosureReading)?

    var file: String { manifest.file }

    /// One that needs no grant.
    init(_ manifest: Manifest) {
        self.manifest = manifest
        project = nil
    }

    /// One whose project is allowed as it was read.
    init(_ allowing: ProjectAllowing, _ reading: ClosureReading) {
        manifest = reading.manifest
        project = (allowing, reading)
    }

    /// The lock beside it; empty when there is none.
    func lock() throws(Failure) -> ManifestLock {
        if WebManifest.isOne(file) { return ManifestLock() }
        let path = Manifest.lock(beside: file)
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try (project?.reading.closure ?? Closure()).read(path)
        } catch {
            throw Failure(error)
        }
        guard let bytes else { return ManifestLock() }
        do {
            return try ManifestLock(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Failure(error, path)
        }
    }

    /// What images are built from, as far as it was looked at.
    var files: KnownFiles {
        let parts = project?.reading.closure.files ?? []
        return KnownFiles(
            Dictionary(parts.map { ($0.path, $0.content?.bytes) }) { first, _ in first }
        )
    }

    /// Whether it could be read if it were this text.
    func canBe(_ text: String, on host: Host) -> Bool {
        let read = { [project, file] (path: String) throws(ManifestFault.Reason) -> [UInt8] in
            if path == file { return Array(text.utf8) }
            return try ManifestFinding.bytes(of: path, in: project?.reading.closure ?? Closure())
        }
        return (try? Manifest(file, host.manifestCircumstances, read: read)) != nil
    }

    /// Where one of its files is to be written: dotfiles are often links to files kept elsewhere.
    ///
    /// Links of a project are not followed: who made it said where they lead.
    func place(of path: String, on host: Host) throws(Failure) -> String {
        guard File.kind(path) == .link else { return path }
        guard project == nil, let real = File.realPath(path), FileStatus(path)?.owner == host.uid,
            FileStatus(real)?.owner == host.uid
        else {
            throw Failure(
                "'\(path)' is a link, and is not written to",
                hint: "Have the file itself there, or write it by hand."
            )
        }
        return real
    }

    /// Notes that Alcove itself wrote one of its files.
    func note(_ bytes: [UInt8], for path: String) throws(Failure) {
        guard let (allowing, reading) = project else { return }
        try allowing.note(bytes, for: path, in: reading)
    }
}
