import Accounts
import Boxes
import Linux
import Manifests
import Projects
import Upkeep

/// A declared box that has a lock becomes what that says.
extension RebuildUpgrade {
    /// The manifest that declares the box, where something that is beside it is heeded.
    ///
    /// A lock that was allowed is, also when it is not there any more: who takes it away, and says
    /// nothing, is not to get another image for the box.
    func known() throws(Failure) -> KnownManifest? {
        guard let file = call.record.declared?.manifest else { return nil }
        let isBuilt = spec.image.hasPrefix("/")
        guard isBuilt || isLocked(file) else { return nil }
        if File.kind(file) == nil {
            // What it is built from was allowed with the manifest.
            throw Failure(
                "the manifest '\(file)' of box '\(name)' is not there",
                hint: "Put it back, or see 'alcove plan' where it is now."
            )
        }
        return try ManifestConsent(host: call.host, asks: false).manifest(file)
    }

    private func isLocked(_ file: String) -> Bool {
        if WebManifest.isOne(file) { return false }
        let lock = Manifest.lock(beside: file)
        if File.kind(file) != nil, File.kind(lock) != nil { return true }
        // As it was when it was applied: there may be no such folder any more.
        let slash = file.lastIndex(of: "/") ?? file.startIndex
        let project = Project(
            folder: slash == file.startIndex ? "/" : String(file[..<slash]),
            manifest: String(file[slash...].dropFirst())
        )
        switch call.host.grants.grant(of: project.key) {
        case nil: return false
        case let grant?: return grant.decision == .denied || grant.closure[lock] != nil
        }
    }

    /// What the lock beside the manifest says, if it is about what was declared.
    func lock(_ known: KnownManifest?) throws(Failure) -> ManifestLock.Box? {
        guard let declared = call.record.comingDeclared,
            let machine = declared.spec.platform.map(Architecture.init(ofPlatform:))
                ?? Architecture(machineName())
        else { return nil }
        let lock = try known?.lock() ?? ManifestLock()
        guard let found = lock.boxes[ManifestLock.Key(name, machine)],
            spec.image == declared.spec.image,
            found.inputs == ManifestLock.Box.inputs(of: declared.spec, files: declared.files)
        else { return nil }
        return found
    }

    /// Why nothing is built for it, where nobody named the box; nil when it is to be tried.
    func vainWords(_ lock: ManifestLock.Box) -> String? {
        guard call.isUnasked, let vain = call.record.vain, vain.covers(lock.mark, at: Clock.now)
        else { return nil }
        return "\(vain.words(at: Clock.now)): it is tried when named"
    }

    /// Remembers what came of it.
    func note(_ vain: VainUpgrade?, _ work: GenerationWork) throws(Failure) {
        do { try work.household.note(vain, for: name) } catch { throw Failure(error) }
    }

    /// The packages that the box has, as far as that is known.
    func written() throws(Failure) -> [String: String]? {
        let reading = PackageReading(host: call.host, interruption: call.interruption)
        return try reading.written(of: call.record)
    }

    /// Tells how the box's packages differ from the locked ones, where nobody asked for more.
    func tell(_ others: [String]) -> Bool {
        for line in others { call.host.console.result("~ \(line)") }
        return true
    }

    /// What has the locked packages: the image that is there already, or one that is built now.
    ///
    /// No distribution is asked for an earlier version: what it does not offer any more cannot be had.
    func locked(
        _ lock: ManifestLock.Box,
        _ ground: Successor.Ground,
        _ known: KnownManifest?,
        _ work: GenerationWork
    ) throws(Failure) -> Successor.Ground {
        if try others(lock, in: ground).isEmpty { return ground }
        let again = try self.ground(lock, known, work, again: true)
        let others = try others(lock, in: again)
        if others.isEmpty { return again }
        try note(VainUpgrade(lock.mark, after: call.record.vain, at: Clock.now), work)
        throw Failure(
            "box '\(name)' would not be as it is locked",
            hint: "Make the lock anew with 'alcove lock' if that is meant.",
            details: ManifestLock.Box.few(others)
        )
    }

    private func others(
        _ lock: ManifestLock.Box,
        in ground: Successor.Ground
    ) throws(Failure) -> [String] {
        let reading = PackageReading(host: call.host, interruption: call.interruption)
        let whole = BoxRecord.Ground(ground.image, ground.foundations.base)
        return lock.others(than: try reading.packages(of: whole, for: call.record).packages)
    }
}
