import Boxes
import Linux
import Manifests
import Projects
import Upkeep

/// Sees to it that a project's manifest is heeded only as somebody allowed it.
///
/// Before that nothing of it is parsed, not even its settings.
struct ManifestConsent {
    let host: Host
    /// Whether the person said yes beforehand.
    var isGiven = false
    /// Whether somebody may be asked.
    var asks = true
    /// Whether an answer is kept.
    var isKept = true

    /// The manifest, if it may be heeded: that of the web is asked about by who applies it.
    func manifest(_ file: String) throws(Failure) -> KnownManifest {
        if WebManifest.isOne(file) { return KnownManifest(try webManifest(file)) }
        if isOwn(file) {
            let manifest = try ownManifest(file)
            if manifest.sources.allSatisfy({ isOwnAlone($0.file) }) {
                return KnownManifest(manifest)
            }
        }
        guard let project = Project(ofManifest: file) else {
            throw Failure("there is no manifest '\(file.printable)'", status: 64)
        }
        return try manifest(of: project)
    }

    private func manifest(of project: Project) throws(Failure) -> KnownManifest {
        let allowing = ProjectAllowing(project, on: host)
        let state = ProjectState(of: project, in: host.grants)
        switch state {
        case .denied:
            throw Failure(
                "'\(project.manifest.printable)' is denied",
                hint: "'alcove allow \(project.key.printable)' takes that back."
            )
        case .allowed(let grant):
            let reading = try allowing.read(over: grant.closure)
            let now = allowing.grant(reading, nil)
            // Links of the project may lead elsewhere by now.
            if now.closure == grant.closure, now.powers == grant.powers {
                return KnownManifest(allowing, reading)
            }
            try requireSomebody(state, project)
            try ask(allowing, now)
            return KnownManifest(allowing, reading)
        case .unknown, .changed:
            try requireSomebody(state, project)
            let reading = try allowing.read()
            try ask(allowing, allowing.grant(reading, nil))
            return KnownManifest(allowing, reading)
        }
    }

    private func requireSomebody(
        _ state: ProjectState,
        _ project: Project
    ) throws(Failure) {
        if isGiven || asks && host.console.canAsk { return }
        let manifest = project.manifest.printable
        throw Failure(
            state == .unknown
                ? "'\(manifest)' is not allowed yet" : "'\(manifest)' is not what was allowed",
            hint: "Look at it, then say 'alcove allow \(project.key.printable)'."
        )
    }

    /// Shows what it may do, and keeps the answer.
    private func ask(_ allowing: ProjectAllowing, _ grant: Grant) throws(Failure) {
        for line in allowing.lines(grant) {
            // Who is asked is to know about what.
            if isGiven { host.console.note(line) } else { host.console.write(.error, line + "\n") }
        }
        if !isGiven, !host.console.agrees("Allow it?") { throw .declined() }
        if isKept { try allowing.write(grant) }
    }

    private func webManifest(_ address: String) throws(Failure) -> Manifest {
        let fetched = try WebManifest.fetch(address)
        let manifest: Manifest
        do {
            manifest = try Manifest(address, host.manifestCircumstances) {
                path throws(ManifestFault.Reason) in
                // What comes from elsewhere reads nothing here.
                guard path == address else {
                    throw .unreadable(file: path, Errno.notPermitted)
                }
                return fetched
            }
        } catch {
            throw Failure(error)
        }
        try WebManifest.check(manifest, home: host.places.home)
        return manifest
    }
}

/// The person's own manifests need no grant: who can write there can write their shell's start-up files,
/// too.
extension ManifestConsent {
    private func isOwn(_ file: String) -> Bool {
        file.hasPrefix(host.places.manifests + "/") && isOwnAlone(file)
    }

    /// Whether nobody but the person, and root, can have written a file.
    ///
    /// Links of dotfiles are followed; the group counts as the person where it is their own.
    private func isOwnAlone(_ file: String) -> Bool {
        guard let real = File.realPath(file) else { return false }
        let folder = real[..<(real.lastIndex(of: "/") ?? real.startIndex)]
        return [real, folder.isEmpty ? "/" : String(folder)].allSatisfy { path in
            guard let status = FileStatus(path) else { return false }
            return status.isWritable(byNobodyBut: host.uid)
        }
    }

    private func ownManifest(_ file: String) throws(Failure) -> Manifest {
        do {
            return try Manifest(file, host.manifestCircumstances) {
                path throws(ManifestFault.Reason) in
                try ManifestFinding.bytes(of: path, in: Closure())
            }
        } catch {
            throw Failure(error)
        }
    }
}
