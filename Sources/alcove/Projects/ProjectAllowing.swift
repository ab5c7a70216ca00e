import Accounts
import Boxes
import Linux
import Manifests
import Projects
import Upkeep

/// Shows what a project may do, and notes what the person says.
struct ProjectAllowing {
    let host: Host
    let project: Project

    init(_ project: Project, on host: Host) {
        self.host = host
        self.project = project
    }

    /// Finds the project that words mean: its folder or its manifest; the nearest unless given.
    init(_ words: String?, on host: Host) throws(Failure) {
        self.host = host
        guard let words else {
            guard let nearest = Project.nearest(from: host.bearings.directory) else {
                throw Failure(
                    "there is no '\(Manifest.name)' here or in a folder above",
                    hint: "Go into the project's folder, or name it.",
                    status: 64
                )
            }
            project = nearest
            return
        }
        let path = host.bearings.absolute(words)
        let found =
            File.kindFollowed(path) == .directory
            ? File.realPath(path).map { Project(folder: $0) } : Project(ofManifest: path)
        guard let found, File.kind(found.manifest) != nil else {
            let isManifest = path.hasSuffix("/\(Manifest.name)")
            let folder = isManifest ? String(path.dropLast(Manifest.name.utf8.count + 1)) : path
            throw Failure(
                "there is no manifest in '\(folder.printable)'",
                hint: "Name the project's folder, or begin a manifest there with 'alcove init'.",
                status: 64
            )
        }
        project = found
    }

    /// What is to be said to allow it, from anywhere if that can be written.
    var call: String {
        PastedCommand.shown("alcove allow", project.key) ?? "'alcove allow' with its path"
    }

    /// What was said about it before.
    var known: Grant? { host.grants.grant(of: project.key) }

    /// What the manifest says now; files of `known` are not read again.
    func read(over known: Closure = Closure()) throws(Failure) -> ClosureReading {
        if !known.has(project.manifest) { try ManifestFinding.require(project.manifest) }
        do {
            return try ClosureReading(project, host.manifestCircumstances, over: known)
        } catch {
            throw Failure(error)
        }
    }

    /// The grant for what was read.
    func grant(_ reading: ClosureReading, _ mode: ActivationMode?) -> Grant {
        var grant = Grant(folder: project.key, .allowed)
        grant.closure = reading.closure
        grant.activation = Activation(reading.manifest)
        grant.mode = mode ?? known?.mode
        grant.powers = Power.all(of: reading.manifest, folder: project.folder)
        return grant
    }

    /// What is to be read before the answer: all that it may do, or what is different since the last
    /// time.
    func lines(_ grant: Grant) -> [String] {
        let manifest = project.manifest.printable
        guard let before = known, before.decision == .allowed else {
            let lines = PowerWords.lines(grant.powers).map { "  \($0)" }
            return ["'\(manifest)' may, once it is allowed:"] + lines
                + summary(grant.powers, below: lines)
        }
        let changed = Set(
            before.closure.files.filter { grant.closure[$0.path] != $0.content?.bytes }.map(\.path)
                + grant.closure.files.filter { before.closure[$0.path] != $0.content?.bytes }
                .map(\.path)
        )
        let mode = before.mode == grant.mode ? [] : modeLines(before, grant)
        if changed.isEmpty, before.powers == grant.powers {
            return ["'\(manifest)' is allowed as it is"] + mode
        }
        let files = changed.sorted().map { "  ~ \($0.printable)" }
        let lost = PowerWords.lines(before.powers.filter { !grant.powers.contains($0) })
        let gained = grant.powers.filter { !before.powers.contains($0) }
        let new = PowerWords.lines(gained)
        let same = lost.isEmpty && new.isEmpty ? ["  \(sameness(changed))"] : []
        return ["'\(manifest)' is not what was allowed:"] + files + same
            + lost.map { "  - \($0)" } + new.map { "  + \($0)" } + mode
            + summary(gained, below: files + lost + new)
    }

    private func summary(_ powers: [Power], below lines: [String]) -> [String] {
        let summary = PowerSummary.lines(powers, below: lines)
        guard !summary.isEmpty,
            let call = PastedCommand.shown("alcove allow --dry-run", project.key)
        else { return summary }
        return summary + ["All of it, to be read in peace: \(call)"]
    }

    private func modeLines(_ before: Grant, _ grant: Grant) -> [String] {
        let words = [before, grant].map { grant in
            (grant.mode ?? grant.activation?.mode)?.rawValue ?? "as the settings have it"
        }
        return ["  The hook's mode: \(words[0]) -> \(words[1])"]
    }

    /// A manifest says all that it may do; a script or a lock, which image that name is now, says more.
    private func sameness(_ changed: Set<String>) -> String {
        changed == [project.manifest]
            ? "What it may do is the same."
            : "What it may do is the same; what it runs, or is made of, is what these files say now."
    }

    func write(_ grant: Grant) throws(Failure) {
        do throws(SystemError) {
            try host.grants.write(grant)
        } catch {
            throw Failure(error)
        }
        let kept = host.grants.all.compactMap { $0.activation?.shims }
        host.shims.prune(keeping: kept)
    }

    /// Has the grant know a file that Alcove itself wrote, if it was one of what `reading` is of.
    ///
    /// The file is written first: a kill between the two leaves a project that has changed, and is asked
    /// about. What the disk has by now is not granted: neither a file that nobody was shown, nor what a link
    /// leads to since.
    func note(_ bytes: [UInt8], for path: String, in reading: ClosureReading) throws(Failure) {
        guard let before = known, before.decision == .allowed, before.closure == reading.closure,
            grant(reading, nil).powers == before.powers
        else { return }
        let now = reading.closure.with(bytes, for: path)
        let renewed = try read(over: now)
        let grant = grant(renewed, nil)
        // Only a manifest says what may be done.
        guard grant.closure.files.allSatisfy({ now.has($0.path) }),
            path == project.manifest || grant.powers == before.powers
        else { return }
        try write(grant)
    }
}

extension Host {
    /// What a manifest's words are understood by here.
    var manifestCircumstances: Manifest.Circumstances {
        Manifest.Circumstances(
            home: places.home,
            host: hostName(),
            architecture: Architecture(machineName())
        )
    }
}
