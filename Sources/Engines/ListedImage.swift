/// One line of an engine's list of images, in which both APIs are alike.
struct ListedImage: Decodable {
    let id: String
    let parent: String?
    let repoTags: [String]?
    let repoDigests: [String]?
    let digest: String?
    let created: Int64?
    let size: Int64?
    let labels: [String: String]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case parent = "ParentId"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case digest = "Digest"
        case created = "Created"
        case size = "Size"
        case labels = "Labels"
    }
}

extension Image {
    init(_ listed: ListedImage) {
        self.init(
            id: listed.id,
            digest: Self.digest(listed.digest.map { [$0] }, listed.repoDigests),
            // Docker has a name for an image without one.
            tags: (listed.repoTags ?? []).filter { $0 != "<none>:<none>" },
            labels: listed.labels ?? [:],
            created: listed.created,
            size: listed.size ?? 0,
            env: [],
            parent: listed.parent.flatMap { $0.isEmpty ? nil : $0 }
        )
    }
}
