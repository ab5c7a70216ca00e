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
        var opening: String?
        switch try ownManifest(file) {
        case .own(let manifest): return KnownManifest(manifest)
        case .open(let place): opening = place
        case .elsewhere: break
        }
        guard let project = Project(ofManifest: file) else {
            throw Failure(
                "there is no manifest '\(file.printable)'",
                hint: "Name one that is there, or write it: 'alcove init' begins a project's.",
                status: 64
            )
        }
        return try manifest(of: project, opening)
    }

    /// `opening` is where others can write, of a manifest that would be the person's otherwise.
    private func manifest(
        of project: Project,
        _ opening: String?
    ) throws(Failure) -> KnownManifest {
        let allowing = ProjectAllowing(project, on: host)
        let state = ProjectState(of: project, in: host.grants)
        switch state {
        case .denied:
            throw Failure(
                "'\(project.manifest.printable)' is denied",
                hint: "\(allowing.call) takes that back."
            )
        case .allowed(let grant):
            let reading = try allowing.read(over: grant.closure)
            let now = allowing.grant(reading, nil)
            // Links of the project may lead elsewhere by now.
            if now.closure == grant.closure, now.powers == grant.powers {
                return KnownManifest(allowing, reading)
            }
            try requireSomebody(state, allowing, opening)
            try ask(allowing, now, opening)
            return KnownManifest(allowing, reading)
        case .unknown, .changed:
            try requireSomebody(state, allowing, opening)
            let reading = try allowing.read()
            try ask(allowing, allowing.grant(reading, nil), opening)
            return KnownManifest(allowing, reading)
        }
    }

    private func requireSomebody(
        _ state: ProjectState,
        _ allowing: ProjectAllowing,
        _ opening: String?
    ) throws(Failure) {
        if isGiven || asks && host.console.canAsk { return }
        let manifest = allowing.project.manifest.printable
        throw Failure(
            state == .unknown ? "'\(manifest)' is not allowed yet" : difference(state, manifest),
            hint: opening.map { mending($0) + " Or look at it, then say \(allowing.call)." }
                ?? "Look at it, then say \(allowing.call)."
        )
    }

    /// Which of its files is another one, or is gone.
    private func difference(_ state: ProjectState, _ manifest: String) -> String {
        guard case .changed(let grant) = state, let file = grant.closure.changes().first else {
            return "'\(manifest)' is not what was allowed"
        }
        let path = file.printable
        return File.kind(file) == nil
            ? "'\(path)', which was allowed, is not there any more"
            : "'\(path)' is not what was allowed"
    }

    /// Shows what it may do, and keeps the answer.
    private func ask(
        _ allowing: ProjectAllowing,
        _ grant: Grant,
        _ opening: String?
    ) throws(Failure) {
        for line in (opening.map { [mending($0)] } ?? []) + allowing.lines(grant) {
            if isGiven { host.console.note(line) } else { host.console.show(line) }
        }
        if !isGiven, !host.console.agrees("Allow it?") { throw .declined() }
        if isKept { try allowing.write(grant) }
    }

    private func webManifest(_ address: String) throws(Failure) -> Manifest {
        let fetched = try host.fetchManifest(address)
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
    /// What a manifest is to the person.
    private enum Look {
        case own(Manifest)
        /// It would be theirs, but others can have written it, or have whoever opens it be led elsewhere.
        case open(String)
        case elsewhere
    }

    private func ownManifest(_ file: String) throws(Failure) -> Look {
        guard isInOwnFolder(file) else { return .elsewhere }
        let own = OwnFiles(of: host.uid)
        let lock = Manifest.lock(beside: file)
        if let opening = own.opening(on: file) { return .open(opening) }
        if File.kind(lock) != nil, let opening = own.opening(on: lock) { return .open(opening) }
        var opening: String?
        do {
            return .own(
                try Manifest(file, host.manifestCircumstances) {
                    path throws(ManifestFault.Reason) in
                    if File.kind(path) == nil { throw .unreadable(file: path, Errno.noSuchFile) }
                    // What is somebody else's is not even parsed.
                    opening = opening ?? own.opening(on: path)
                    if opening != nil { throw .unreadable(file: path, Errno.notPermitted) }
                    return try ManifestFinding.bytes(of: path, in: Closure())
                }
            )
        } catch {
            if let opening { return .open(opening) }
            throw Failure(error)
        }
    }

    /// Says that others can write somewhere, and what mends that.
    private func mending(_ place: String) -> String {
        let isByMode = OwnFiles(of: host.uid).isOpenByMode(place)
        let call = isByMode ? PastedCommand.shown("chmod go-w", place) : nil
        return "Others can write to '\(place.printable)', so it is not yours alone"
            + (call.map { ": \($0) makes it so." } ?? ".")
    }

    /// Whether it stands right there: what is in folders below was cloned, more likely than not.
    private func isInOwnFolder(_ file: String) -> Bool {
        let folder = file[..<(file.lastIndex(of: "/") ?? file.startIndex)]
        guard let real = File.realPath(String(folder)) else { return false }
        return File.realPath(host.places.manifests)?.isSame(as: real) == true
    }
}
