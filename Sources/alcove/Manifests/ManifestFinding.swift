import Accounts
import Boxes
import Glibc
import Linux
import Manifests
import Upkeep

/// Finds and reads the manifest that a command means.
struct ManifestFinding {
    let host: Host

    /// The files that words mean: a manifest, or a folder with one.
    ///
    /// Without words it is the nearest `alcove.toml` from the working directory up, else the person's
    /// own in the configuration, which may be several.
    func files(_ words: String?) throws(Failure) -> [String] {
        if let words { return [try file(words)] }
        if let file = nearest(host.bearings.directory) { return [file] }
        let folder = host.places.manifests
        let names = File.names(in: folder).filter { $0.hasSuffix(".toml") }.sorted()
        if !names.isEmpty { return names.map { "\(folder)/\($0)" } }
        throw Failure(
            "there is no '\(Manifest.name)' here, in a folder above, or in '\(folder)'",
            hint: "Name a manifest, or write one: docs/manifest.md tells how.",
            status: 64
        )
    }

    private func file(_ words: String) throws(Failure) -> String {
        if WebManifest.isOne(words) { return words }
        if words.contains("://") {
            throw Failure("'\(words)' is no manifest", hint: "Of the web, https alone.", status: 64)
        }
        let path = host.bearings.absolute(words)
        let isFolder = File.kindFollowed(path) == .directory
        let file = isFolder ? "\(path == "/" ? "" : path)/\(Manifest.name)" : path
        guard File.kindFollowed(file) == .file else {
            throw Failure("there is no manifest '\(file)'", status: 64)
        }
        return file
    }

    private func nearest(_ folder: String) -> String? {
        var folder = folder
        while true {
            let file = "\(folder == "/" ? "" : folder)/\(Manifest.name)"
            if File.kindFollowed(file) == .file { return file }
            if folder == "/" { return nil }
            folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
            if folder.isEmpty { folder = "/" }
        }
    }

    /// Reads a manifest and all that it extends, by links as they are; `text` is read in its place.
    func read(_ file: String, as text: String? = nil) throws(Failure) -> Manifest {
        let circumstances = Manifest.Circumstances(
            home: host.places.home,
            host: hostName(),
            architecture: Architecture(machineName())
        )
        let isOfWeb = WebManifest.isOne(file)
        let fetched = isOfWeb ? try WebManifest.fetch(file) : text.map { Array($0.utf8) }
        let manifest: Manifest
        do {
            manifest = try Manifest(file, circumstances) { path throws(ManifestFault.Reason) in
                if let fetched, path == file { return fetched }
                // What comes from elsewhere reads nothing here.
                if isOfWeb { throw .unreadable(file: path, Errno.notPermitted) }
                return try Self.bytes(of: path)
            }
        } catch {
            throw Failure(error)
        }
        if isOfWeb { try WebManifest.check(manifest, home: host.places.home) }
        return manifest
    }

    /// A regular file's bytes, no more than a manifest may have.
    private static func bytes(of path: String) throws(ManifestFault.Reason) -> [UInt8] {
        do throws(SystemError) {
            // What is no file, a pipe among others, would be waited for.
            let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
            guard FileStatus(of: file)?.kind == .file else {
                throw SystemError(call: "read", subject: path, code: EINVAL)
            }
            return try file.read(at: 0, count: Manifest.limit + 1, of: path)
        } catch {
            throw .unreadable(file: path, error.code)
        }
    }

    /// The lock beside a manifest; empty when there is none.
    func lock(beside file: String) throws(Failure) -> ManifestLock {
        if WebManifest.isOne(file) { return ManifestLock() }
        let path = Manifest.lock(beside: file)
        let bytes: [UInt8]?
        do { bytes = try File.readIfThere(path) } catch { throw Failure(error) }
        guard let bytes else { return ManifestLock() }
        do {
            return try ManifestLock(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Failure(error, path)
        }
    }
}
