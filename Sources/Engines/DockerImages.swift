package import Linux

extension Docker {
    package func image(_ reference: String) throws(EngineError) -> Image? {
        if reference.isEmpty { return nil }
        let answer = try socket().ask(EngineCall("image", "GET", ["images", reference, "json"]))
        if answer.status == 404 { return nil }
        try answer.check()
        return Image(try answer.decode(DockerImage.self))
    }

    /// Docker keeps no such thing.
    package func unfinishedImage() throws(EngineError) -> String? { nil }

    package func images(labelled label: String?) throws(EngineError) -> [Image] {
        let query = try EngineCall.all(labelled: label)
        let call = EngineCall("images", "GET", ["images", "json"], query: query)
        let answer = try socket().ask(call)
        try answer.check()
        return try answer.decode([ListedImage].self).map(Image.init)
    }

    package func layers(of image: String) throws(EngineError) -> [ImageLayer] {
        try socket().layers(of: image)
    }

    package func tag(_ image: String, as reference: String) throws(EngineError) {
        try socket().tag(image, as: reference)
    }

    package func removeImage(_ reference: String) throws(EngineError) {
        let call = EngineCall("remove image", "DELETE", ["images", reference])
        try socket().ask(call).check(image: reference)
    }

    package func pull(
        _ request: PullRequest,
        progress: (PullProgress) -> Bool
    ) throws(EngineError) -> String {
        let reference = try ImageReference(request.reference).tagged
        let name = reference.description
        var call = dockerPull(reference, platform: request.platform)
        let logins = RegistryLogins(surroundings, authfile: request.authfile)
        if let login = try logins.login(for: reference) { call.headers.append(try login.header()) }
        _ = try socket().pull(call, image: name, progress: progress)
        guard let image = try image(name) else {
            throw .broken(address, call: "pull", reason: "the image is not there afterwards")
        }
        return image.id
    }

    package func importRootFilesystem(
        _ archive: borrowing FileDescriptor,
        _ request: ImportRequest,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> String {
        let name = try ImageReference(request.reference).tagged
        var query = [("fromSrc", "-"), ("repo", name.repository), ("tag", name.tag ?? "latest")]
        query += request.instructions(escaped: true).map { ("changes", $0) }
        if let platform = request.platform { query.append(("platform", platform)) }
        let idle = EngineCall.copying
        let call = EngineCall("import", "POST", ["images", "create"], query: query, idle: idle)
        let lines = try lines(of: archive, call, progress)
        guard let id = lines.compactMap(\.status).last else {
            throw .broken(address, call: "import", reason: "it names no image")
        }
        return id
    }

    package func loadImages(
        _ archive: borrowing FileDescriptor,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> [String] {
        let idle = EngineCall.copying
        let query = [("quiet", "1")]
        let call = EngineCall("load", "POST", ["images", "load"], query: query, idle: idle)
        let lines = try lines(of: archive, call, progress)
        // The only place where Docker tells what it loaded is this sentence.
        let names = lines.compactMap { $0.stream?.loadedName }
        if names.isEmpty { throw .badArchive(reason: "there is no image in it") }
        return names
    }

    /// The lines that Docker answers to an archive, the first failure among them thrown.
    private func lines(
        of archive: borrowing FileDescriptor,
        _ call: EngineCall,
        _ progress: (Int64) -> Bool
    ) throws(EngineError) -> [Line] {
        let answer = try socket().ask(archive: archive, call, progress: progress)
        var reader = JSONLines()
        var lines: [Line] = []
        for bytes in reader.take(answer.body) + reader.finish() {
            do {
                lines.append(try JSON.decode(Line.self, from: bytes))
            } catch {
                throw .broken(address, call: call.name, reason: "its answer is no JSON")
            }
        }
        if let failure = lines.compactMap({ $0.errorDetail?.message ?? $0.error }).first {
            throw .badArchive(reason: failure.singleLine)
        }
        return lines
    }

    private struct Line: Decodable {
        let status: String?
        let stream: String?
        let error: String?
        let errorDetail: Detail?

        struct Detail: Decodable {
            let message: String?
        }
    }
}

extension String {
    fileprivate var loadedName: String? {
        for prefix in ["Loaded image: ", "Loaded image ID: "] where hasPrefix(prefix) {
            return dropFirst(prefix.count).split(whereSeparator: \.isNewline).first.map(String.init)
        }
        return nil
    }
}

/// What Docker answers to the inspection of an image.
struct DockerImage: Decodable {
    let id: String
    let repoTags: [String]?
    let repoDigests: [String]?
    let created: String?
    let size: Int64?
    let parent: String?
    let os: String?
    let architecture: String?
    let variant: String?
    let config: Config?

    struct Config: Decodable {
        let env: [String]?
        let labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case env = "Env"
            case labels = "Labels"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
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
    init(_ answer: DockerImage) {
        self.init(
            id: answer.id,
            digest: Self.digest(nil, answer.repoDigests),
            digests: Self.fetched(answer.repoDigests),
            tags: answer.repoTags ?? [],
            labels: answer.config?.labels ?? [:],
            created: answer.created.flatMap(seconds(ofTimestamp:)),
            size: answer.size ?? 0,
            env: answer.config?.env ?? [],
            parent: answer.parent.flatMap { $0.isEmpty ? nil : $0 },
            platform: Self.platform(answer.os, answer.architecture, answer.variant)
        )
    }
}
