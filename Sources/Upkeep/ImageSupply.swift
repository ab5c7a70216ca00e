package import Boxes
package import Engines
import Linux
package import Profiles

/// What supplying an image has reached.
package enum SupplyEvent: Equatable, Sendable {
    case pulling(PullProgress)
    /// The archive is unpacked by a program.
    case unpacking(program: String)
    /// Bytes handed to the engine, of so many.
    case importing(Int64, total: Int64)
    /// The last line of the program that makes the image.
    case bootstrapping(String)
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
        case .recipe(let path): throw .image(.unsupported(path: path))
        case .archive(let path): return try load(path, events)
        case .bootstrap(let family, let release):
            return try bootstrap(family, release, order, events)
        case .reference(let reference): return try fetch(reference, order, events)
        }
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
        // Nothing tells for which platform an image is that the engine has.
        let isForeign = try isForeign(order.platform) && order.pull != .never
        let local = order.pull == .always || isForeign ? nil : try firstLocal(names)
        if let local, order.pull != .newer { return local }
        if order.pull == .never { throw .image(.notLocal(words)) }
        let request = PullRequest(
            reference: whole,
            platform: order.platform,
            authfile: order.authfile
        )
        let id: String
        do {
            id = try engine.pull(request) { events(.pulling($0)) }
        } catch {
            if error == .cancelled { throw .cancelled }
            // Newer only: what is here serves when the registry does not have it.
            if let local, error.isAbsence { return local }
            throw .engine(error)
        }
        let image = try onEngine { () throws(EngineError) in try engine.image(id) }
        return BoxRecord.ImageMark(reference: whole, id: id, digest: image?.digest)
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

    private func isForeign(_ platform: String?) throws(UpkeepError) -> Bool {
        guard let platform else { return false }
        return try onEngine { () throws(EngineError) in try engine.facts() }.platform != platform
    }

    /// The first of the names that the engine's store has.
    func firstLocal(_ names: [String]) throws(UpkeepError) -> BoxRecord.ImageMark? {
        for name in names {
            let image = try onEngine { () throws(EngineError) in try engine.image(name) }
            guard let image else { continue }
            return BoxRecord.ImageMark(reference: name, id: image.id, digest: image.digest)
        }
        return nil
    }
}

extension EngineError {
    /// Whether a registry was not there, or had no such image.
    fileprivate var isAbsence: Bool {
        switch self {
        case .registryUnreachable, .notInRegistry: true
        default: false
        }
    }
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
