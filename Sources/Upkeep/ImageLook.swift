import Accounts
import Boxes
import Engines
import Linux
import Profiles

/// Looking at what is in an image: its distribution, and which programs it has.
extension Household {
    /// The label with which images say that they are made for boxes.
    private static var toolboxLabel: String { "com.github.containers.toolbox" }

    /// What is in an image; the engine is asked the first time only.
    ///
    /// Of an image that is made for boxes, no more is known than that, unless `wholly`.
    func traits(
        of image: BoxRecord.ImageMark,
        _ shelf: ProfileShelf,
        shell: String,
        wholly: Bool
    ) throws(UpkeepError) -> ImageTraits {
        let memory = ImageMemory(places)
        var traits = memory.traits(of: image.id) ?? ImageTraits()
        if traits.isLookedAt {
            if missing(in: traits, shelf, shell: shell).isEmpty { return traits }
        } else if try isToolbox(image) {
            traits.isToolbox = true
        }
        if traits.isToolbox, !wholly { return traits }
        try inside(image) { container throws(UpkeepError) in
            try look(into: container, &traits, shelf, shell: shell)
        }
        try memory.keep(traits, of: image.id)
        return traits
    }

    private func isToolbox(_ image: BoxRecord.ImageMark) throws(UpkeepError) -> Bool {
        try onEngine { () throws(EngineError) in
            try engine.image(image.id)?.labels[Self.toolboxLabel] == "true"
        }
    }

    /// What is in the image of a box; of one whose image is gone, in its own container.
    ///
    /// The image is known, or it has no mounts: Docker cannot always look past those of a box.
    func traits(of record: BoxRecord, _ shelf: ProfileShelf) throws(UpkeepError) -> ImageTraits {
        let shell = shell(of: record.spec)
        do {
            return try traits(of: record.image, shelf, shell: shell, wholly: true)
        } catch .engine(.noSuchImage) {
            var traits = ImageTraits()
            try look(into: record.container, &traits, shelf, shell: shell)
            return traits
        }
    }

    /// The base name of the login shell in a box.
    func shell(of spec: BoxSpec) -> String {
        let words = spec.shell ?? user.shell
        return String(words.split(separator: "/").last ?? "")
    }

    private func look(
        into container: String,
        _ traits: inout ImageTraits,
        _ shelf: ProfileShelf,
        shell: String
    ) throws(UpkeepError) {
        if traits.osRelease == nil { traits.osRelease = try osRelease(in: container) }
        for path in missing(in: traits, shelf, shell: shell) {
            traits.paths[path] = try onEngine { () throws(EngineError) in
                try engine.entry(path, in: container) != nil
            }
        }
    }

    /// The paths that matter for the image's distribution and were not looked for yet.
    private func missing(
        in traits: ImageTraits,
        _ shelf: ProfileShelf,
        shell: String
    ) -> [String] {
        guard let profile = shelf.profile(for: traits.system) else { return [] }
        let wanted =
            profile.managers.map(\.program) + profile.essentials.values + profile.restore.keys
            + Essentials.paths(ofShell: shell)
        return Set(wanted).filter { traits.paths[$0] == nil }.sorted()
    }

    private func osRelease(in container: String) throws(UpkeepError) -> String {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            let bytes = try onEngine { () throws(EngineError) in
                do throws(EngineError) {
                    return try engine.read(path, in: container, limit: 64 << 10)
                } catch .refused {
                    return nil  // Docker fails at a link that leads to itself
                }
            }
            if let bytes { return String(decoding: bytes, as: UTF8.self) }
        }
        return ""
    }

    /// Makes a container of the image that is never started, for as long as `body` takes.
    func inside<Result>(
        _ image: BoxRecord.ImageMark,
        _ body: (String) throws(UpkeepError) -> Result
    ) throws(UpkeepError) -> Result {
        let id = BoxID()
        let name = "alcove-look-\(id)"
        var request = ContainerRequest(
            name: name,
            imageID: image.id,
            imageReference: image.reference,
            hostname: hostname
        )
        request.entrypoint = Layer.entrypoint
        request.labels = [Label.id: id.description]
        let entry = Journal.Entry(
            box: id,
            engine: BoxRecord.Engine(engine.address),
            since: now(),
            change: .look(container: name)
        )
        let open = try journal.begin(entry)
        let outcome = Swift.Result { () throws(UpkeepError) in
            let container = try onEngine { () throws(EngineError) in
                try engine.create(request) { true }
            }
            return try body(container)
        }
        // What cannot be taken away now is by the next command, which finds it in the journal.
        if (try? removeContainer(name, of: id)) != nil { try open.close() }
        return try outcome.get()
    }
}
