import Accounts
import Boxes
import Manifests
import Profiles
import Upkeep

/// What the lock says of boxes that a manifest declares is heeded.
extension BoxApplying {
    /// How the image is come by: as it was locked, if the lock knows it.
    func order(
        _ box: ApplyPlan.BoxPlan,
        _ making: BoxMaking
    ) throws(Failure) -> ImageSupply.Order {
        var spec = box.target
        // A lock says nothing of an image that the box was given by hand.
        if spec.image == box.declaration.spec.image, let locked = locked(box),
            let image = image(box, locked)
        {
            spec.image = image
        }
        var order = making.order(spec, box.declaration.pull, authfile: nil)
        order.known = known.files
        return order
    }

    /// The declared image as it was locked: the lock says which of that image's, and not which image.
    ///
    /// - Returns: nil for one that no digest can be said of, and for one whose declaration has its own.
    private func image(_ box: ApplyPlan.BoxPlan, _ locked: ManifestLock.Box) -> String? {
        let declared = box.declaration.spec.image
        guard let digest = locked.digest, !declared.contains("@"),
            case .reference(let words) = BoxMaking.source(declared, host.bearings)
        else { return nil }
        // A short name that means nothing more is the engine's to read.
        let whole = (try? host.shelf.reference(of: words)).flatMap(\.self) ?? words
        return Self.pinned(whole, digest)
    }

    /// `debian:trixie` with its digest, which takes the tag's place.
    static func pinned(_ image: String, _ digest: String) -> String {
        let name = image.prefix { $0 != "@" }
        let last = name.lastIndex(of: "/") ?? name.startIndex
        let colon = name[last...].firstIndex(of: ":") ?? name.endIndex
        return "\(name[..<colon])@\(digest)"
    }

    private func locked(_ box: ApplyPlan.BoxPlan) -> ManifestLock.Box? {
        lock.box(box.declaration, files: box.files)
    }

    /// Builds what the box is made of, and refuses what has other packages than the lock says.
    ///
    /// Packages that the lock does not know, a login shell among them, are this person's own.
    func requireLockedPackages(_ box: ApplyPlan.BoxPlan) throws(Failure) {
        guard isLocked, let locked = locked(box) else { return }
        let image = image(box, locked)
        let locking = BoxLocking(host: host, interruption: interruption, files: known.files)
        let found = try locking.lock(box.declaration, image: image).packages
        let others = locked.packages.filter { found[$0.key] != $0.value }.sorted { $0.key < $1.key }
        if others.isEmpty { return }
        throw Failure(
            "box '\(box.name)' would not be as it is locked",
            hint: "Make the lock anew with 'alcove lock' if that is meant.",
            details: others.map { name, version in
                "\(name) \(found[name] ?? "is missing") instead of \(version)"
            }
        )
    }

    /// Refuses a box that is there and has other packages than the lock says, and leaves it as it is.
    ///
    /// What was done in it by hand since it was made so is not looked at.
    func requireLockedState(_ box: ApplyPlan.BoxPlan) throws(Failure) {
        guard isLocked, let locked = locked(box), let record = box.record else { return }
        let reading = PackageReading(host: host, interruption: interruption)
        let others = locked.others(than: try reading.written(of: record) ?? [:])
        if others.isEmpty { return }
        throw Failure(
            "box '\(box.name)' is not as it is locked",
            hint: "Run 'alcove upgrade \(box.name)', or 'alcove lock' if the box is right.",
            details: ManifestLock.Box.few(others)
        )
    }

    /// Refuses a box that the lock does not know as it is declared.
    func requireLocked(_ box: ApplyPlan.BoxPlan) throws(Failure) {
        if locked(box) != nil { return }
        throw Failure(
            "box '\(box.name)' is not locked as it is declared",
            hint: "Run 'alcove lock', and commit the lock."
        )
    }
}

extension ManifestLock {
    /// What the lock says of a box as it is declared; `files` tells those that its image is built from.
    func box(_ declaration: BoxDeclaration, files: String?) -> Box? {
        guard let key = Key(declaration), let found = boxes[key],
            found.inputs == Box.inputs(of: declaration.spec, files: files)
        else { return nil }
        return found
    }
}

extension ManifestLock.Key {
    /// The box on the kind of machine that it is for; nil where that has no name.
    init?(_ declaration: BoxDeclaration) {
        let machine =
            declaration.spec.platform.map(Architecture.init(ofPlatform:))
            ?? Architecture(machineName())
        guard let machine else { return nil }
        self.init(declaration.name, machine)
    }
}

extension ManifestLock.Box {
    /// The packages that are there in other versions than the locked ones, a line for each.
    ///
    /// One that is not there was taken away by hand.
    func others(than found: [String: String]) -> [String] {
        packages.sorted { $0.key < $1.key }.compactMap { name, version in
            found[name].flatMap { $0 == version ? nil : "\(name) \($0) instead of \(version)" }
        }
    }

    /// As many lines as somebody reads, and how many there are beyond them.
    static func few(_ lines: [String]) -> [String] {
        let few = 5
        return lines.count <= few + 1
            ? lines : lines.prefix(few) + ["and \(lines.count - few) more packages"]
    }
}
