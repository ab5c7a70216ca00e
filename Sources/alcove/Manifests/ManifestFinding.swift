import Boxes
import Glibc
import Linux
import Manifests
import Projects
import Upkeep

/// Finds the manifest that a command means.
struct ManifestFinding {
    let host: Host

    /// The files that words mean: a manifest, or a folder with one.
    ///
    /// Without words it is the nearest `alcove.toml` from the working directory up, else the person's
    /// own in the configuration, which may be several.
    func files(_ words: String?) throws(Failure) -> [String] {
        if let words { return [try file(words)] }
        if let project = Project.nearest(from: host.bearings.directory) {
            try Self.require(project.manifest)
            return [project.manifest]
        }
        let folder = host.places.manifests
        if !own.isEmpty { return own }
        throw Failure(
            "there is no '\(Manifest.name)' here, in a folder above, or in '\(folder)'",
            hint: "Name a manifest, or write one: docs/manifest.md tells how.",
            status: 64
        )
    }

    /// The person's own manifests.
    var own: [String] {
        let folder = host.places.manifests
        return File.names(in: folder).filter { $0.hasSuffix(".toml") }.sorted()
            .map { "\(folder)/\($0)" }
    }

    /// The person's own manifests that are gone, of which there still are boxes; none where a project's is
    /// meant.
    ///
    /// A folder that is not there may be one that is not mounted yet.
    func goneOwn() -> [String] {
        let folder = host.places.manifests
        guard Project.nearest(from: host.bearings.directory) == nil,
            File.kindFollowed(folder) == .directory
        else { return [] }
        let files = host.store.all().records.compactMap { $0.declared?.manifest }
        return Set(files).sorted().filter { file in
            file == "\(folder)/\(file.split(separator: "/").last ?? "")"
                && file.hasSuffix(".toml") && File.kind(file) == nil
        }
    }

    private func file(_ words: String) throws(Failure) -> String {
        if WebManifest.isOne(words) { return words }
        if words.contains("://") {
            throw Failure("'\(words)' is no manifest", hint: "Of the web, https alone.", status: 64)
        }
        let path = host.bearings.absolute(words)
        let isFolder = File.kindFollowed(path) == .directory
        let file = isFolder ? "\(path == "/" ? "" : path)/\(Manifest.name)" : path
        if File.kind(file) == nil {
            throw Failure(
                "there is no manifest '\(file)'",
                hint: "Name one that is there, or write it: 'alcove init' begins a project's.",
                status: 64
            )
        }
        try Self.require(file)
        return file
    }

    /// Refuses what has a manifest's name, and is a folder, a pipe, or a link to nothing.
    ///
    /// It is not passed over for one that stands above it: who looks at the folder sees this one.
    static func require(_ file: String) throws(Failure) {
        if File.kindFollowed(file) == .file { return }
        throw Failure(
            "the manifest '\(file)' is no file",
            hint: "Take it away, or name another manifest.",
            status: 64
        )
    }

    /// A regular file's bytes, no more than a manifest may have; those of the closure are not read again.
    static func bytes(
        of path: String,
        in closure: Closure
    ) throws(ManifestFault.Reason) -> [UInt8] {
        do throws(SystemError) {
            if closure.has(path) {
                if let bytes = try closure.read(path) { return bytes }
                throw SystemError(call: "open", subject: path, code: ENOENT)
            }
            return try File.readRegular(path, limit: Manifest.limit)
        } catch {
            throw .unreadable(file: path, error.code)
        }
    }
}
