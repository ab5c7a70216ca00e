package import Linux

extension Podman {
    package func image(_ reference: String) throws(EngineError) -> Image? {
        if reference.isEmpty { return nil }
        let answer = try socket.ask(EngineCall("image", "GET", ["images", reference, "json"]))
        if answer.status == 404 { return nil }
        try answer.check()
        return Image(try answer.decode(PodmanImage.self))
    }

    package func images(labelled label: String?) throws(EngineError) -> [Image] {
        let query = try EngineCall.all(labelled: label)
        let call = EngineCall("images", "GET", ["images", "json"], query: query)
        for _ in 0..<Self.listingAttempts - 1 {
            let answer = try socket.ask(call)
            // The whole list fails when one of its images is removed while Podman makes it,
            if answer.status == 500, answer.refusal.reason.contains("image not known") { continue }
            // and when there is one that was never finished; its two halves leave that out.
            guard Self.unfinished(in: answer) != nil else { return try Self.images(in: answer) }
            return try images(labelled: label, areDangling: true)
                + images(labelled: label, areDangling: false)
        }
        return try Self.images(in: try socket.ask(call))
    }

    private func images(
        labelled label: String?,
        areDangling: Bool
    ) throws(EngineError) -> [Image] {
        var filters = ["dangling": ["\(areDangling)"]]
        if let label { filters["label"] = [label] }
        let text = try JSON.encode(filters, for: "list").text
        let query = [("all", "true"), ("filters", text)]
        let call = EngineCall("images", "GET", ["images", "json"], query: query)
        return try Self.images(in: try socket.ask(call))
    }

    package func unfinishedImage() throws(EngineError) -> String? {
        let query = try EngineCall.all(labelled: nil)
        let call = EngineCall("images", "GET", ["images", "json"], query: query)
        return Self.unfinished(in: try socket.ask(call))
    }

    /// `…item named "manifest" for image with ID "0123…" (consider removing the image to resolve…`.
    static func unfinished(in answer: EngineAnswer) -> String? {
        guard answer.status == 500 else { return nil }
        let reason = answer.refusal.reason
        guard reason.contains("(consider removing the image"),
            let start = reason.firstRange(of: "image with ID \"")?.upperBound
        else { return nil }
        let id = reason[start...].prefix { $0.isHexDigit }
        return id.utf8.count == 64 ? String(id) : nil
    }

    /// Times that a list is asked for of which something goes meanwhile.
    static var listingAttempts: Int { 5 }

    private static func images(in answer: EngineAnswer) throws(EngineError) -> [Image] {
        try answer.check()
        return try answer.decode([ListedImage].self).map(Image.init)
    }

    package func layers(of image: String) throws(EngineError) -> [ImageLayer] {
        try socket.layers(of: image)
    }

    package func tag(_ image: String, as reference: String) throws(EngineError) {
        try socket.tag(image, as: reference)
    }

    package func removeImage(_ reference: String) throws(EngineError) {
        let call = EngineCall("remove image", "DELETE", ["images", reference])
        try socket.ask(call).check(image: reference)
    }

    package func importRootFilesystem(
        _ archive: borrowing FileDescriptor,
        _ request: ImportRequest,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> String {
        var query = [("reference", request.reference)]
        query += request.instructions(escaped: false).map { ("changes", $0) }
        let parts = request.platform?.split(separator: "/").map(String.init) ?? []
        for (name, part) in zip(["OS", "Architecture", "Variant"], parts) {
            query.append((name, part))
        }
        let call = EngineCall(
            "import",
            "POST",
            ["images", "import"],
            query: query,
            idle: EngineCall.copying
        )
        let answer = try socket.ask(archive: archive, call, progress: progress)
        return String(try answer.decode(Imported.self).id.withoutAlgorithm)
    }

    package func loadImages(
        _ archive: borrowing FileDescriptor,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> [String] {
        let call = EngineCall("load", "POST", ["images", "load"], idle: EngineCall.copying)
        let answer = try socket.ask(archive: archive, call, progress: progress)
        return try answer.decode(Loaded.self).names.map { String($0.withoutAlgorithm) }
    }

    private struct Imported: Decodable {
        let id: String

        enum CodingKeys: String, CodingKey {
            case id = "Id"
        }
    }

    private struct Loaded: Decodable {
        let names: [String]

        enum CodingKeys: String, CodingKey {
            case names = "Names"
        }
    }
}

extension EngineSocket {
    /// Sends an archive that is read from a descriptor.
    func ask(
        archive: borrowing FileDescriptor,
        _ call: EngineCall,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> EngineAnswer {
        let size = archive.remainingSize()
        let call = call.sending(archive: archive.number, size: size)
        let answer = try ask(call, tick: progress)
        if answer.isSuccess { return answer }
        throw .badArchive(reason: answer.refusal.reason)
    }
}

extension String {
    /// An image's id without `sha256:` before it.
    var withoutAlgorithm: Substring {
        hasPrefix("sha256:") ? dropFirst("sha256:".count) : self[...]
    }
}

/// What Podman answers to the inspection of an image.
struct PodmanImage: Decodable {
    let id: String
    let digest: String?
    let repoTags: [String]?
    let repoDigests: [String]?
    let labels: [String: String]?
    let created: String?
    let size: Int64?
    let parent: String?
    let os: String?
    let architecture: String?
    let variant: String?
    let config: Config?

    struct Config: Decodable {
        let env: [String]?

        enum CodingKeys: String, CodingKey {
            case env = "Env"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case digest = "Digest"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case labels = "Labels"
        case created = "Created"
        case size = "Size"
        case parent = "Parent"
        case os = "Os"
        case architecture = "Architecture"
        case variant = "Variant"
        case config = "Config"
    }
}

extension Image {
    init(_ answer: PodmanImage) {
        self.init(
            id: answer.id,
            digest: Self.digest(answer.digest.map { [$0] }, answer.repoDigests),
            digests: Self.fetched(answer.repoDigests),
            tags: answer.repoTags ?? [],
            labels: answer.labels ?? [:],
            created: answer.created.flatMap(seconds(ofTimestamp:)),
            size: answer.size ?? 0,
            env: answer.config?.env ?? [],
            parent: answer.parent.flatMap { $0.isEmpty ? nil : $0 },
            platform: Self.platform(answer.os, answer.architecture, answer.variant)
        )
    }

    /// The digest of an image that a registry knows; what was made here has one in Podman's store alone.
    static func digest(_ known: [String]?, _ names: [String]?) -> String? {
        let fetched = fetched(names)
        let digests = known ?? fetched.compactMap { $0.split(separator: "@").last.map(String.init) }
        return fetched.isEmpty ? nil : digests.first { !$0.isEmpty }
    }

    /// The names that are a registry's.
    static func fetched(_ names: [String]?) -> [String] {
        (names ?? []).filter { !$0.hasPrefix("localhost/") && !$0.hasPrefix("<none>") }
    }

    /// `os/arch[/variant]`, when the engine says what the image is for.
    static func platform(_ os: String?, _ architecture: String?, _ variant: String?) -> String? {
        guard let os, let architecture, !os.isEmpty, !architecture.isEmpty else { return nil }
        let parts = [os, architecture, variant ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: "/")
    }
}
