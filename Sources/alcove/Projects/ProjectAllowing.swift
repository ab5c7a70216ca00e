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
        let isManifest = path.hasSuffix("/\(Manifest.name)")
        let folder = isManifest ? String(path.dropLast(Manifest.name.utf8.count + 1)) : path
        guard let real = File.realPath(folder.isEmpty ? "/" : folder),
            File.kind(Project(folder: real).manifest) != nil
        else { throw Failure("there is no manifest in '\(folder)'", status: 64) }
        project = Project(folder: real)
    }

    /// What the manifest says now.
    func read() throws(Failure) -> ClosureReading {
        do {
            return try ClosureReading(project, host.manifestCircumstances)
        } catch {
            throw Failure(error)
        }
    }

    /// The grant for what was read.
    func grant(_ reading: ClosureReading, _ mode: ActivationMode?) -> Grant {
        var grant = Grant(folder: project.folder, .allowed)
        grant.closure = reading.closure
        grant.activation = Activation(reading.manifest)
        grant.mode = mode ?? host.grants.grant(of: project.folder)?.mode
        grant.powers = Power.all(of: reading.manifest, folder: project.folder)
        return grant
    }

    /// What is to be read before the answer: all that it may do, or what is different since the last
    /// time.
    func lines(_ grant: Grant) -> [String] {
        let manifest = project.manifest.printable
        guard let before = host.grants.grant(of: project.folder), before.decision == .allowed else {
            return ["'\(manifest)' may, once it is allowed:"]
                + PowerWords.lines(grant.powers).map { "  \($0)" }
        }
        let changed = Set(
            before.closure.files.filter { grant.closure[$0.path] != $0.content?.bytes }.map(\.path)
                + grant.closure.files.filter { before.closure[$0.path] != $0.content?.bytes }
                .map(\.path)
        )
        if changed.isEmpty { return ["'\(manifest)' is allowed as it is"] }
        let files = changed.sorted().map { "  ~ \($0.printable)" }
        let lost = PowerWords.lines(before.powers.filter { !grant.powers.contains($0) })
        let new = PowerWords.lines(grant.powers.filter { !before.powers.contains($0) })
        let same = lost.isEmpty && new.isEmpty ? ["  What it may do is the same."] : []
        return ["'\(manifest)' is not what was allowed:"] + files + same
            + lost.map { "  - \($0)" } + new.map { "  + \($0)" }
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
