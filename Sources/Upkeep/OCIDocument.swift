/// An index or a manifest of the Open Container Initiative: the one names manifests, the other a
/// configuration and layers.
struct OCIDocument: Decodable {
    var manifests: [OCIDescriptor]?
    var config: OCIDescriptor?
    var layers: [OCIDescriptor]?
}

/// A file that is named by the digest of its contents.
struct OCIDescriptor: Codable {
    var mediaType: String?
    var digest: String
    var size: Int64
    var platform: Platform?
    var annotations: [String: String]?

    struct Platform: Codable {
        var os: String
        var architecture: String
        var variant: String?

        /// As engines tell theirs: `linux/amd64`.
        var name: String { "\(os)/\(architecture)" }
    }

    var variant: String { platform?.variant ?? "" }

    /// The name that it has in its index, else its digest.
    var name: String { annotations?["org.opencontainers.image.ref.name"] ?? digest }

    /// The same with that name, or none.
    func named(_ name: String?) -> OCIDescriptor {
        var image = self
        // What the name of others is made of is not taken along either.
        var kept = annotations?.filter { $0.key.hasPrefix("vnd.docker.reference.") } ?? [:]
        for key in ["org.opencontainers.image.ref.name", "io.containerd.image.name"] {
            kept[key] = name
        }
        image.annotations = kept.isEmpty ? nil : kept
        return image
    }

    /// Where it is in an image layout; nil when the digest is none.
    var path: String? {
        let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
        let lengths: [Substring: Int] = ["sha256": 64, "sha384": 96, "sha512": 128]
        guard parts.count == 2, lengths[parts[0]] == parts[1].utf8.count,
            parts[1].utf8.allSatisfy("0123456789abcdef".utf8.contains)
        else { return nil }
        return "blobs/\(parts[0])/\(parts[1])"
    }

    /// Whether an index means an image by it, not what is said about one: a signature, a record of
    /// how it was built.
    var isImage: Bool {
        if platform?.os == "unknown" || annotations?["vnd.docker.reference.type"] != nil {
            return false
        }
        return mediaType.map(Self.images.contains) ?? true
    }

    /// Whether it is what an image's manifest has for a configuration.
    var isConfigOfImage: Bool { mediaType.map(Self.configurations.contains) ?? true }

    private static let images = [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]
    private static let configurations = [
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
    ]
}
