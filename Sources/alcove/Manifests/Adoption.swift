import Boxes
import Exports
import Linux
import Manifests
import Profiles
import Upkeep

/// Writes what was changed by hand into a manifest, so that it is declared.
struct Adoption {
    let host: Host
    private let known: KnownManifest
    /// The manifest's text with all that could be written.
    private(set) var text: String
    /// What is written, a line for each, by box.
    private(set) var lines: [String] = []
    /// What the manifest cannot say.
    private(set) var left: [String] = []
    /// Packages that are there and that nothing could install once more, by box.
    private(set) var orphans: [(box: BoxName, names: [String])] = []
    /// Boxes with files that were changed by hand.
    private var withFiles: [BoxName] = []
    private var packages: [(box: BoxName, names: [String])] = []
    private var exports: [(box: BoxName, made: [DeclaredExport])] = []

    /// Says what is to be written; nothing is yet.
    init(_ plan: ManifestPlan, on host: Host) throws(Failure) {
        self.host = host
        known = plan.known
        let manifest = plan.manifest
        guard let source = manifest.sources.first, File.kind(manifest.file) != nil else {
            throw Failure("'\(manifest.file)' is no file that can be written", status: 64)
        }
        text = String(decoding: source.bytes, as: UTF8.self)
        for box in plan.plan.boxes where box.record != nil { take(box) }
    }

    private var manifest: Manifest { known.manifest }

    private mutating func take(_ box: ApplyPlan.BoxPlan) {
        if case .foreign = box.deed { return }
        let home = host.places.home
        let changes =
            box.takenBack.map { ManifestEdit.take($0.manifestKey, $0.words) }
            + box.ownExports.map { ManifestEdit.add($0.manifestKey, $0.words) }
        let options = ManifestEdit.edits(from: box.declaration.spec, to: box.present, home: home)
        for edit in options + changes { make(edit, box.name) }
        let gone = box.findings?.orphans.sorted() ?? []
        if !gone.isEmpty { orphans.append((box.name, gone)) }
        if let findings = box.findings, !findings.files.isEmpty { withFiles.append(box.name) }
        let names = box.findings?.adoptable.map(\.name) ?? []
        if !names.isEmpty { packages.append((box.name, names)) }
        if !box.ownExports.isEmpty { exports.append((box.name, box.ownExports)) }
    }

    /// Makes an edit that leaves the manifest one that can be read.
    private mutating func make(_ edit: ManifestEdit, _ name: BoxName) {
        var editing = ManifestEditing(
            text,
            box: name,
            file: manifest.file,
            home: host.places.home
        )
        if editing.make(edit), known.canBe(editing.text, on: host) {
            text = editing.text
            lines.append("\(name): \(edit.words)")
        } else {
            left.append("\(name): \(edit.words)")
        }
    }

    /// Writes the manifest, and lets the boxes' own records have what is adopted.
    func write() throws(Failure) {
        for line in left { host.console.warn("the manifest cannot be made to say '\(line)'") }
        for (name, packages) in orphans {
            host.console.warn(
                "box '\(name)' has packages that none of its repositories has, and that are not adopted: "
                    + packages.joined(separator: " ")
            )
        }
        for name in withFiles {
            host.console.note(
                "note: files of box '\(name)' were changed by hand, which no manifest can declare"
            )
        }
        if lines.isEmpty { return }
        let former = manifest.sources.first?.bytes
        try known.replace(manifest.file, former, with: Array(text.utf8), on: host)
        try note()
        for line in lines { host.console.note("\(manifest.file): \(line)") }
    }

    /// What is declared now is there already: neither packages nor exports are made once more.
    private func note() throws(Failure) {
        for (name, names) in packages {
            let household = try host.household(of: try host.record(name))
            do throws(UpkeepError) {
                _ = try household.changePackages(of: name, .install(names)) { _ in 0 }
            } catch {
                throw Failure(error)
            }
        }
        for (name, made) in exports {
            let record = try host.record(name)
            guard var declared = record.comingDeclared else { continue }
            declared.exports += made
            let household = try host.household(of: record)
            do { try household.note(declared, for: name) } catch { throw Failure(error) }
        }
    }
}

extension DeclaredExport {
    /// The list of a manifest that it stands in.
    var manifestKey: ManifestKey {
        switch kind {
        case .bin, .box: .bins
        case .app: .apps
        case .service: .services
        }
    }
}

extension ManifestEdit {
    /// `+ packages: htop`.
    var words: String {
        switch self {
        case .add(let key, let text): "+ \(key.rawValue): \(text)"
        case .take(let key, let text): "- \(key.rawValue): \(text)"
        case .set(let key, let literal): "\(key.rawValue) = \(literal)"
        case .unset(let key): "- \(key.rawValue)"
        case .put(let key, let name, let value): "+ \(key.rawValue): \(name)=\(value)"
        case .drop(let key, let name): "- \(key.rawValue): \(name)"
        }
    }
}
