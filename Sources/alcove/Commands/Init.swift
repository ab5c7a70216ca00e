import ArgumentParser
import Boxes
import Exports
import Linux
import Manifests
import Profiles
import Projects
import Upkeep

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a manifest for a folder",
        discussion: """
            Looks at the files of the folder (Containerfile, devcontainer.json, .tool-versions, \
            package.json, go.mod and their like) and writes an alcove.toml with a box for it, \
            commented and ready to commit; with --from, with a box like one that there is.
            """
    )

    @Argument(
        help: ArgumentHelp("The folder; the working directory unless given.", valueName: "path"),
        completion: .directory
    )
    var path: String?

    @Option(
        help: ArgumentHelp(
            "What the box is called; as the folder unless given.",
            valueName: "name"
        ),
        transform: BoxName.argument
    )
    var name: BoxName?

    @Option(
        help: ArgumentHelp("A box whose options are written down.", valueName: "box"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var from: BoxName?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What the box is made from.", valueName: "image"),
        completion: .images
    )
    var image: String?

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let folder = path.map { host.bearings.absolute($0) } ?? host.bearings.directory
        guard File.kindFollowed(folder) == .directory else {
            throw Failure("there is no folder '\(folder)'", status: 64)
        }
        guard image != "" else {
            throw Failure("--image names nothing", hint: "Leave it out, or name one.", status: 64)
        }
        let file = Project(folder: folder).manifest
        guard File.kind(file) == nil else {
            throw Failure(
                "'\(file)' is there already",
                hint: "Change it by hand, or see what it says with 'alcove plan'."
            )
        }
        let text: String
        if let from {
            text = try self.text(of: from, file, host)
        } else {
            text = try self.text(folder, host)
        }
        if change.dryRun { return host.console.write(.output, text) }
        do throws(SystemError) {
            try File.replace(file, with: Array(text.utf8), mode: 0o644)
        } catch {
            throw Failure(error)
        }
        // A box that was there before is not the manifest's yet.
        let takes = from != nil && (name ?? from) == from ? " --adopt" : ""
        host.console.note(
            "'\(file.printable)' is written: look at it, then 'alcove allow' and 'alcove apply\(takes)'"
        )
    }

    /// A box for what the folder has.
    private func text(_ folder: String, _ host: Host) throws(Failure) -> String {
        var traits = ProjectTraits(folder)
        for warning in traits.warnings { host.console.warn(warning) }
        if image != nil { (traits.recipe, traits.image) = (nil, nil) }
        let image =
            self.image ?? host.configuration.image?.value ?? host.ownImage ?? "debian:stable"
        let family = host.shelf.family(ofImage: image)
        return NewManifest(try boxName(folder, host), traits, image: image, family: family).text
    }

    /// A box like one that there is.
    private func text(
        of box: BoxName,
        _ file: String,
        _ host: Host
    ) throws(Failure) -> String {
        let record = try host.record(box)
        let spec = record.spec
        let home = host.places.home
        let head = "# Written from box '\(box)'.\n\n[box.\(box.description.keyForTOML)]\n"
        let name = name ?? box
        var editing = ManifestEditing(
            "\(head)image = \((image ?? spec.image).quotedForTOML)\n",
            box: box,
            file: file,
            home: home
        )
        let plain = BoxSpec(image: spec.image)
        var left: [String] = []
        for edit in ManifestEdit.edits(from: plain, to: spec, home: home) where !editing.make(edit)
        {
            left.append(edit.key.rawValue)
        }
        for export in host.exporter.ledger.exports(of: record.id).exports {
            let declared = DeclaredExport(
                export.source.kind,
                export.source.name,
                name: export.source.name
            )
            let key = declared.manifestKey
            if !editing.make(.add(key, declared.words)) { left.append(key.rawValue) }
        }
        for key in left { host.console.warn("'\(key)' of box '\(box)' cannot be written here") }
        guard name != box else { return editing.text }
        let (old, new) = (box.description.keyForTOML, name.description.keyForTOML)
        return editing.text.replacing("[box.\(old)", with: "[box.\(new)")
    }

    /// The name that was given, else the folder's as far as it can be a box's, and is free.
    private func boxName(_ folder: String, _ host: Host) throws(Failure) -> BoxName {
        let names = TakenNames(for: folder, on: host)
        if let name {
            if let owner = names.owner(of: name) { host.console.warn("box '\(name)' is \(owner)") }
            return name
        }
        let plain = try plainName(folder)
        guard let owner = names.owner(of: plain) else { return plain }
        let free = (2...999).lazy.compactMap { number in
            // A name that is too long for a number is no name.
            try? BoxName("\(plain.description.prefix(58))-\(number)")
        }
        .first { names.owner(of: $0) == nil }
        let name = free ?? plain
        host.console.note("box '\(plain)' is \(owner); this one is '\(name)'")
        return name
    }

    private func plainName(_ folder: String) throws(Failure) -> BoxName {
        let last = folder.split(separator: "/").last.map(String.init) ?? "project"
        let allowed = last.map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || "_.-".contains(letter))
                ? letter : "-"
        }
        let words = String(allowed.drop { "_.-".contains($0) }.prefix(63))
        do {
            return try BoxName(words.isEmpty ? "project" : words)
        } catch {
            throw Failure(error)
        }
    }
}
