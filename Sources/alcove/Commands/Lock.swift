import ArgumentParser
import Boxes
import Linux
import Manifests
import Upkeep

struct Lock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Write down what a manifest resolves to",
        discussion: """
            Fetches the images as they are now, builds what the boxes need, and writes their \
            digests and the versions of all packages to the lock beside the manifest. 'apply' takes \
            the images of the lock, and 'apply --locked' nothing else. No box is made or changed. A \
            project's manifest has to be allowed, as by 'alcove allow'; its lock is allowed with it.
            """
    )

    @OptionGroup var selection: ManifestSelection

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let consent = ManifestConsent(host: host, isGiven: change.yes, isKept: !change.dryRun)
        let manifests = try selection.manifests(by: consent)
        let wanted = try selection.wanted(in: manifests.map(\.manifest))
        for known in manifests { try check(known, on: host) }
        for known in manifests {
            let manifest = known.manifest
            let path = Manifest.lock(beside: manifest.file)
            let boxes = manifest.boxes.filter { wanted?.contains($0.name) ?? true }
            if change.dryRun {
                for box in boxes {
                    let image = box.spec.image.printable
                    host.console.result("resolve '\(image)' for box '\(box.name)'")
                }
                host.console.result("write '\(path.printable)'")
                continue
            }
            let present = try known.lockBytes()
            var lock = try former(of: known, on: host)
            // What is not declared any more is not locked.
            lock.boxes = lock.boxes.filter { manifest[$0.key.box] != nil }
            for box in boxes {
                guard let key = ManifestLock.Key(box) else { continue }
                let locking = BoxLocking(
                    host: host,
                    interruption: interruption,
                    files: known.files
                )
                do throws(Failure) {
                    lock.boxes[key] = try locking.lock(box)
                } catch {
                    throw error.about(box.name)
                }
            }
            try known.replace(path, present, with: Array(lock.text.utf8), on: host)
            host.console.result(path)
        }
    }

    /// Whether there is a place for a lock, before anything is built for it.
    private func check(_ known: KnownManifest, on host: Host) throws(Failure) {
        if WebManifest.isOne(known.file) {
            throw Failure("there is no place for a lock beside '\(known.file)'", status: 64)
        }
        try known.checkReplaceable(Manifest.lock(beside: known.file), on: host)
    }

    /// The lock that there is; one that cannot be read is made anew when all boxes are meant.
    private func former(of known: KnownManifest, on host: Host) throws(Failure) -> ManifestLock {
        do throws(ManifestLockReading) {
            return try known.readLock()
        } catch {
            guard selection.box.isEmpty, error.canBeMadeAnew else { throw error.failure }
            host.console.warn(
                "\(error.failure.message); it is made anew, without what it says of other kinds of machines"
            )
            return ManifestLock()
        }
    }
}
