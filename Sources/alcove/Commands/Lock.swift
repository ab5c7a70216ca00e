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
            the images of the lock, and 'apply --locked' nothing else. No box is made or changed.
            """
    )

    @OptionGroup var selection: ManifestSelection

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let finding = ManifestFinding(host: host)
        var manifests: [Manifest] = []
        for file in try finding.files(selection.path) { manifests.append(try finding.read(file)) }
        let wanted = try selection.wanted(in: manifests)
        for manifest in manifests {
            if WebManifest.isOne(manifest.file) {
                throw Failure("there is no place for a lock beside '\(manifest.file)'", status: 64)
            }
            let path = Manifest.lock(beside: manifest.file)
            let boxes = manifest.boxes.filter { wanted?.contains($0.name) ?? true }
            if change.dryRun {
                for box in boxes {
                    host.console.result("resolve '\(box.spec.image)' for box '\(box.name)'")
                }
                host.console.result("write '\(path)'")
                continue
            }
            var lock = try finding.lock(beside: manifest.file)
            // What is not declared any more is not locked.
            lock.boxes = lock.boxes.filter { manifest[$0.key.box] != nil }
            for box in boxes {
                guard let key = ManifestLock.Key(box) else { continue }
                lock.boxes[key] = try BoxLocking(host: host, interruption: interruption).lock(box)
            }
            do throws(SystemError) {
                try File.replace(path, with: Array(lock.text.utf8), mode: 0o644)
            } catch {
                throw Failure(error)
            }
            host.console.result(path)
        }
    }
}
