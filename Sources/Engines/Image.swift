/// An image in an engine's store.
package struct Image: Equatable, Sendable {
    package var id: String
    /// The manifest's digest, when the image came from a registry.
    package var digest: String?
    package var tags: [String]
    package var labels: [String: String]
    /// Seconds since 1970.
    package var created: Int64?
    package var size: Int64
    /// The variables of the image's configuration.
    package var env: [String]

    package init(
        id: String,
        digest: String?,
        tags: [String],
        labels: [String: String],
        created: Int64?,
        size: Int64,
        env: [String]
    ) {
        self.id = id
        self.digest = digest
        self.tags = tags
        self.labels = labels
        self.created = created
        self.size = size
        self.env = env
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
