/// An image in an engine's store.
package struct Image: Equatable, Sendable {
    package var id: String
    /// The manifest's digest, when the image came from a registry.
    package var digest: String?
    /// The manifests by which registries know it: `repository@sha256:…`.
    package var digests: [String] = []
    package var tags: [String]
    package var labels: [String: String]
    /// Seconds since 1970.
    package var created: Int64?
    /// Bytes of all its layers, those that other images share with it included.
    package var size: Int64
    /// The variables of the image's configuration; none in a listing.
    package var env: [String]
    /// The id of the image that it was made from, if that is here.
    package var parent: String?
    /// `os/arch[/variant]`; nil in a listing.
    package var platform: String?

    package init(
        id: String,
        digest: String?,
        digests: [String] = [],
        tags: [String],
        labels: [String: String],
        created: Int64?,
        size: Int64,
        env: [String],
        parent: String? = nil,
        platform: String? = nil
    ) {
        self.id = id
        self.digest = digest
        self.digests = digests
        self.tags = tags
        self.labels = labels
        self.created = created
        self.size = size
        self.env = env
        self.parent = parent
        self.platform = platform
    }
}

extension Image {
    /// The digest that the image has in the repository of a reference; nil when it came from another
    /// one, which may know it by a manifest that this one does not have.
    package func digest(for reference: String) -> String? {
        if digests.isEmpty { return digest }
        let (_, asked) = Self.parts(reference)
        let found = digests(for: reference)
        if let asked, found.contains(asked) { return asked }
        if let digest, found.contains(digest) { return digest }
        return found.first
    }

    /// All digests that the engine says the image has in the repository of a reference.
    ///
    /// Not each of them need be there: Podman says of an image that was made here, and has been given to a
    /// registry since, that it has its former one there, too.
    package func digests(for reference: String) -> [String] {
        let known = digests.map(Self.parts)
        let (wanted, _) = Self.parts(reference)
        var own = known.filter { $0.repository == wanted }
        // A short name is what the engine takes it for.
        if own.isEmpty { own = known.filter { $0.repository.hasSuffix("/" + wanted) } }
        if own.isEmpty, Set(known.map(\.repository)).count == 1 { own = known }
        return own.compactMap(\.digest)
    }

    /// A reference's repository, without what Docker leaves out of it, and its digest.
    private static func parts(_ reference: String) -> (repository: String, digest: String?) {
        let halves = reference.split(separator: "@", maxSplits: 1)
        var name = halves.first ?? ""
        let slash = name.lastIndex(of: "/") ?? name.startIndex
        name = name[..<(name[slash...].firstIndex(of: ":") ?? name.endIndex)]
        for prefix in ["docker.io/", "library/"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        return (String(name), halves.count == 2 ? String(halves[1]) : nil)
    }
}

/// What an image adds to those below it.
package struct ImageLayer: Hashable, Sendable {
    /// The same in every image that has the layer.
    package var id: String
    /// Bytes on disk.
    package var size: Int64

    package init(id: String, size: Int64) {
        self.id = id
        self.size = size
    }
}

/// An image to be fetched.
package struct PullRequest: Equatable, Sendable {
    package var reference: String
    /// `os/arch[/variant]`; nil is the host's.
    package var platform: String?
    /// A file of logins that is asked before the usual ones.
    package var authfile: String?

    package init(reference: String, platform: String? = nil, authfile: String? = nil) {
        self.reference = reference
        self.platform = platform
        self.authfile = authfile
    }
}

/// What a pull has reached.
package struct PullProgress: Equatable, Sendable {
    /// The engine's last words, one line.
    package var status: String
    package var layersDone: Int
    package var layersTotal: Int
    package var bytesDone: Int64
    /// Of the layers whose size is known by now.
    package var bytesTotal: Int64

    package init(
        status: String,
        layersDone: Int = 0,
        layersTotal: Int = 0,
        bytesDone: Int64 = 0,
        bytesTotal: Int64 = 0
    ) {
        self.status = status
        self.layersDone = layersDone
        self.layersTotal = layersTotal
        self.bytesDone = bytesDone
        self.bytesTotal = bytesTotal
    }
}

/// A container whose state is to become an image.
package struct CommitRequest: Equatable, Sendable {
    package var container: String
    /// What the image is to be called.
    package var reference: String
    /// Instructions of a Containerfile, like `LABEL a=b`.
    ///
    /// The container's own labels and variables come along in any case.
    package var changes: [String]
    /// Whether the container stands still meanwhile; engines without cgroups cannot do it.
    package var pauses: Bool

    package init(
        _ container: String,
        as reference: String,
        changes: [String] = [],
        pauses: Bool = false
    ) {
        self.container = container
        self.reference = reference
        self.changes = changes
        self.pauses = pauses
    }
}
