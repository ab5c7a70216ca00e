package import Boxes
package import Engines
import Linux
package import Profiles

/// What supplying an image has reached.
package enum SupplyEvent: Equatable, Sendable {
    case pulling(PullProgress)
    /// Files are read to know whether there is an image of them.
    case reading
    /// The archive is unpacked by a program.
    case unpacking(program: String)
    /// Bytes handed to the engine, of so many.
    case importing(Int64, total: Int64)
    /// The last line of the program that makes the image.
    case bootstrapping(String)
    /// The engine builds it from a Containerfile.
    case building(BuildEvent)
}

/// Gets the images that boxes are made from.
package struct ImageSupply {
    package let engine: any Engine
    package let shelf: ProfileShelf
    let places: Places
    let environment: [[UInt8]]

    /// The environment is for the programs that make and unpack images.
    package init(
        engine: any Engine,
        shelf: ProfileShelf,
        places: Places,
        environment: [[UInt8]]
    ) {
        self.engine = engine
        self.shelf = shelf
        self.places = places
        self.environment = environment
    }

    /// An image that is asked for.
    package struct Order: Equatable, Sendable {
        package var source: ImageSource
        package var pull = PullPolicy.missing
        package var platform: String?
        package var authfile: String?
        /// Whether a registry that cannot be reached is an error, also with `newer`.
        ///
        /// One that has no such image is none.
        package var mustBeAsked = false
        /// What is known already of the files that it is built from.
        package var known = KnownFiles()

        package init(_ source: ImageSource) { self.source = source }
    }

    /// Sees to it that the engine has the image, and tells which it is.
    ///
    /// `events` takes what happens, and answers whether to go on.
    package func supply(
        _ order: Order,
        events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        try order.check()
        switch order.source {
        case .recipe(let path): return try build(path, order, events)
        case .archive(let path): return try load(path, events)
        case .bootstrap(let family, let release):
            return try bootstrap(family, release, order, events)
        case .reference(let reference): return try fetch(reference, order, events)
        }
    }

    /// The digest by which others get the image.
    ///
    /// Of several the engine does not say which the registry knows: it is asked for them.
    package func sharedDigest(of image: BoxRecord.ImageMark) throws(UpkeepError) -> String? {
        guard let digest = image.digest, let others = image.otherDigests,
            var reference = try? ImageReference(image.reference), reference.digest == nil
        else { return image.digest }
        reference.tag = nil
        for candidate in [digest] + others {
            reference.digest = candidate
            let request = PullRequest(reference: reference.description)
            do throws(UpkeepError) {
                _ = try onEngine { () throws(EngineError) in try engine.pull(request) { _ in true }
                }
                return candidate
            } catch {
                guard case .engine(.notInRegistry) = error else { throw error }
            }
        }
        return digest
    }

    /// The image of the host's own distribution.
    package func hostReference(_ system: OSRelease) throws(UpkeepError) -> String {
        guard let reference = shelf.image(like: system) else {
            throw .image(.unknownHost(system.id))
        }
        return reference
    }

    private func fetch(
        _ words: String,
        _ order: Order,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        let whole = try wholeReference(words)
        // What the engine has under the very words wins over what they are short for.
        let names = whole == words ? [words] : [words, whole]
        var others: [String] = []
        let local = order.pull == .always ? nil : try local(names, order, &others)
        if let local, order.pull != .newer { return local }
        let wanted = try platform(of: order)
        if order.pull == .never {
            let isElsewhere = !others.isEmpty
            throw .image(
                isElsewhere ? .foreign(image: words, wanted: wanted, others) : .notLocal(words)
            )
        }
        do {
            let image = try pull(whole, order, events)
            return BoxRecord.ImageMark(whole, image)
        } catch {
            guard case .engine(let reason) = error, reason.isAbsence else { throw error }
            if order.mustBeAsked, reason.isSilence, !whole.isLocalImage { throw error }
            // Newer only: what is here serves when the registry does not have it.
            if let local { return local }
            if others.isEmpty { throw error }
            throw .image(.foreign(image: words, wanted: wanted, others))
        }
    }

    private func pull(
        _ reference: String,
        _ order: Order,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> Image {
        let request = PullRequest(
            reference: reference,
            platform: order.platform,
            authfile: order.authfile
        )
        let before = try onEngine { () throws(EngineError) in try engine.images(labelled: nil) }
        let image = try onEngine { () throws(EngineError) in
            let id = try engine.pull(request) { events(.pulling($0)) }
            return try engine.image(id)
        }
        guard let image else { throw .image(.notLocal(reference)) }
        if !before.contains(where: { $0.id == image.id }) { note(image, reference) }
        // A registry that has one platform gives that, whichever was asked for.
        if let wanted = order.platform, let platform = image.platform,
            !isPlatform(platform, for: wanted)
        {
            throw .image(.foreign(image: reference, wanted: wanted, [platform]))
        }
        return image
    }

    /// Remembers that the image is here for boxes alone, so that it can go with them.
    private func note(_ image: Image, _ reference: String) {
        let name = image.tags.first ?? reference
        let engine = BoxRecord.Engine(engine.address)
        let note = FetchedImages.Note(engine: engine, id: image.id, reference: name)
        // Without the note the image stays for good, as if the user had fetched it.
        try? FetchedImages(places).keep(note)
    }

    /// The first of the names under which the engine's store has an image for the platform.
    ///
    /// `others` takes the platforms of those that are for another one.
    private func local(
        _ names: [String],
        _ order: Order,
        _ others: inout [String]
    ) throws(UpkeepError) -> BoxRecord.ImageMark? {
        for name in names {
            let image = try onEngine { () throws(EngineError) in try engine.image(name) }
            guard let image else { continue }
            let wanted = try platform(of: order)
            if let platform = image.platform, !isPlatform(platform, for: wanted) {
                others.append(platform)
                continue
            }
            return BoxRecord.ImageMark(name, image)
        }
        return nil
    }

    /// What the words are short for, or themselves.
    private func wholeReference(_ words: String) throws(UpkeepError) -> String {
        do {
            return try shelf.reference(of: words) ?? words
        } catch {
            // An image of the user's own may be called as they like.
            if try firstLocal([words]) != nil { return words }
            throw .profile(error)
        }
    }

    /// What is asked for; the engine's own when nothing is.
    private func platform(of order: Order) throws(UpkeepError) -> String {
        if let platform = order.platform { return platform }
        return try onEngine { () throws(EngineError) in try engine.facts() }.platform
    }

    /// The first of the names that the engine's store has.
    func firstLocal(_ names: [String]) throws(UpkeepError) -> BoxRecord.ImageMark? {
        for name in names {
            let image = try onEngine { () throws(EngineError) in try engine.image(name) }
            guard let image else { continue }
            return BoxRecord.ImageMark(name, image)
        }
        return nil
    }
}

extension BoxRecord.ImageMark {
    /// The image as it was asked for by that name.
    fileprivate init(_ reference: String, _ image: Image) {
        let digest = image.digest(for: reference)
        let others = image.digests(for: reference).filter { $0 != digest }
        self.init(
            reference: reference,
            id: image.id,
            digest: digest,
            otherDigests: others.isEmpty ? nil : others
        )
    }
}

extension EngineError {
    /// Whether a registry was not there, or had no such image.
    fileprivate var isAbsence: Bool {
        switch self {
        case .registryUnreachable, .notInRegistry, .noRegistry: true
        default: false
        }
    }
}

extension EngineError {
    /// Whether a registry may have the image, and could not be asked.
    fileprivate var isSilence: Bool {
        if case .registryUnreachable = self { true } else { false }
    }
}

extension String {
    /// Whether the reference is of an image that was made here: no registry has that name.
    fileprivate var isLocalImage: Bool { hasPrefix("localhost/") }
}

extension ImageSupply.Order {
    /// What of the options cannot be together, known before anything is fetched.
    package func check() throws(UpkeepError) {
        let image: String
        switch source {
        case .recipe: return
        case .reference(let words):
            // An engine's own words for it differ, and a daemon may refuse the whole call.
            do { _ = try ImageReference(words) } catch { throw .engine(error) }
            return
        case .archive(let path): image = "--image \(path)"
        case .bootstrap(let family, let release): image = "--image bootstrap:\(family)/\(release)"
        }
        if authfile != nil { throw .box(.conflict("--authfile", image)) }
        if case .archive = source, platform != nil { throw .box(.conflict("--platform", image)) }
        if case .archive = source, pull == .never { throw .box(.conflict("--pull never", image)) }
    }
}

/// Whether an image for one platform is what is asked for by another: a variant that is not named
/// is any.
func isPlatform(_ platform: String, for wanted: String) -> Bool {
    zip(platform.platformParts, wanted.platformParts).allSatisfy(==)
}

extension String {
    /// `os/arch[/variant]`, in the words of images where machines have others.
    fileprivate var platformParts: [String] {
        let aliases = ["x86_64": "amd64", "aarch64": "arm64", "i386": "386", "armhf": "arm"]
        return split(separator: "/").map { aliases[$0.lowercased()] ?? $0.lowercased() }
    }
}
