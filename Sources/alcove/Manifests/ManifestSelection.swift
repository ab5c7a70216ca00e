import ArgumentParser
import Boxes
import Manifests

/// Which manifest, and which of its boxes.
struct ManifestSelection: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            """
            The manifest, a folder with an alcove.toml, or an address that begins with https://; the \
            nearest one unless given.
            """,
            valueName: "path"
        ),
        completion: .file(extensions: ["toml"])
    )
    var path: String?

    @Option(
        help: ArgumentHelp("Only this box; may be repeated.", valueName: "name"),
        completion: .declaredBoxes,
        transform: BoxName.argument
    )
    var box: [BoxName] = []

    /// The manifests that are meant, as far as they may be heeded.
    func manifests(by consent: ManifestConsent) throws(Failure) -> [KnownManifest] {
        var manifests: [KnownManifest] = []
        for file in try ManifestFinding(host: consent.host).files(path) {
            manifests.append(try consent.manifest(file))
        }
        return manifests
    }

    /// The same, but for those of several that cannot be read.
    ///
    /// Each of these is a fault, and keeps no other. Where the person's own are meant, those that are gone are among
    /// them, and declare nothing.
    func manifests(
        by consent: ManifestConsent,
        _ faults: inout [Failure]
    ) throws(Failure) -> [KnownManifest] {
        let finding = ManifestFinding(host: consent.host)
        let gone = path == nil && box.isEmpty ? finding.goneOwn() : []
        let files = gone.isEmpty ? try finding.files(path) : finding.own
        var manifests: [KnownManifest] = []
        for file in gone {
            do {
                let circumstances = consent.host.manifestCircumstances
                let empty = try Manifest(file, circumstances) { _ throws(ManifestFault.Reason) in []
                }
                manifests.append(KnownManifest(empty))
            } catch {
                throw Failure(error)
            }
        }
        for file in files {
            do {
                manifests.append(try consent.manifest(file))
            } catch {
                guard files.count > 1 else { throw error }
                faults.append(error)
            }
        }
        return manifests
    }

    /// The boxes that are meant; nil is all.
    func wanted(in manifests: [Manifest]) throws(Failure) -> Set<BoxName>? {
        if box.isEmpty { return nil }
        let known = manifests.flatMap(\.boxes).map(\.name)
        for name in box where !known.contains(name) {
            let near = nearest(to: name.description, among: known.map(\.description))
            let others = Set(known).sorted().map(\.description).joined(separator: ", ")
            throw Failure(
                "no box '\(name)' is declared",
                hint: near.map { "Did you mean '\($0)'?" }
                    ?? (known.isEmpty
                        ? "Declare it: docs/manifest.md tells how."
                        : "Declare it, or name one of \(others)."),
                status: 64
            )
        }
        return Set(box)
    }
}
