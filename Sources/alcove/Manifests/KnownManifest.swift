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
        do { return try readLock() } catch { throw error.failure }
    }

    /// The bytes of the lock beside it; nil when there is none.
    func lockBytes() throws(Failure) -> [UInt8]? {
        do throws(SystemError) {
            return try (project?.reading.closure ?? Closure()).read(Manifest.lock(beside: file))
        } catch {
            throw Failure(error)
        }
    }

    /// The same as ``lock()``, with why it cannot be read.
    func readLock() throws(ManifestLockReading) -> ManifestLock {
        if WebManifest.isOne(file) { return ManifestLock() }
        let bytes: [UInt8]?
        do throws(Failure) {
            bytes = try lockBytes()
        } catch {
            throw ManifestLockReading(error, canBeMadeAnew: false)
        }
        guard let bytes else { return ManifestLock() }
        do {
            return try ManifestLock(String(decoding: bytes, as: UTF8.self))
        } catch {
            // One of a later version says what this one does not know.
            let isLater = if case .format = error { true } else { false }
            throw ManifestLockReading(
                Failure(error, Manifest.lock(beside: file)),
                canBeMadeAnew: !isLater
            )
        }
    }

    /// What images are built from, as far as it was looked at.
    var files: KnownFiles {
        guard let parts = project?.reading.closure.files else { return KnownFiles() }
        return KnownFiles(parts.map { ($0.path, $0.content?.bytes) }, areAll: true)
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

    /// Refuses what ``replace(_:_:with:on:)`` could not write: nobody waits for what comes to nothing.
    func checkReplaceable(_ path: String, on host: Host) throws(Failure) {
        let place = try place(of: path, on: host)
        do { try File.checkReplaceable(place) } catch { throw Failure(error) }
    }

    /// Writes one of its files anew, over the bytes that it was read with; nil where there was none.
    ///
    /// What somebody else wrote meanwhile stays, and is an error.
    func replace(
        _ path: String,
        _ former: [UInt8]?,
        with bytes: [UInt8],
        on host: Host
    ) throws(Failure) {
        let place = try place(of: path, on: host)
        do {
            guard try Closure.read(place) == former else {
                throw Failure("'\(place)' was changed meanwhile", hint: "Try again.")
            }
            let mode = FileStatus(place)?.mode ?? 0o644
            try File.replace(place, with: bytes, mode: mode, durable: true)
        } catch let error as SystemError {
            throw Failure(error)
        } catch {
            throw error as? Failure ?? Failure("\(error)")
        }
        try note(bytes, for: path)
    }

    /// Notes that Alcove itself wrote one of its files.
    private func note(_ bytes: [UInt8], for path: String) throws(Failure) {
        guard let (allowing, reading) = project else { return }
        try allowing.note(bytes, for: path, in: reading)
    }
}

/// Why a lock cannot be read.
struct ManifestLockReading: Error {
    let failure: Failure
    /// Whether 'alcove lock' may put another in its place.
    let canBeMadeAnew: Bool

    init(_ failure: Failure, canBeMadeAnew: Bool) {
        self.failure = failure
        self.canBeMadeAnew = canBeMadeAnew
    }
}
