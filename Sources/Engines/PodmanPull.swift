import Curl

extension Podman {
    package func pull(
        _ request: PullRequest,
        progress: (PullProgress) -> Bool
    ) throws(EngineError) -> String {
        let reference = try ImageReference(request.reference).tagged
        let name = reference.description
        var call: EngineCall
        let told: PullStream
        if try isAtLeast(4, 8) {
            call = libpodPull(reference, request, compatible: true)
            call.headers += try login(for: reference, request)
            told = try socket.pull(call, image: name, progress: progress)
        } else if reference.registry == nil {
            // Only Podman's own call resolves short names, and before 4.8 it tells no bytes.
            call = libpodPull(reference, request, compatible: false)
            call.headers += try login(for: reference, request)
            told = try socket.pull(call, image: name, progress: progress)
        } else {
            call = dockerPull(reference, platform: request.platform)
            call.headers += try login(for: reference, request)
            told = try compatible.pull(call, image: name, progress: progress)
        }
        if let id = told.images.last { return id }
        guard let image = try image(name) else {
            throw .broken(address, call: "pull", reason: "the image is not there afterwards")
        }
        return image.id
    }

    private func libpodPull(
        _ reference: ImageReference,
        _ request: PullRequest,
        compatible: Bool
    ) -> EngineCall {
        var query = [(name: "reference", value: reference.description), ("policy", "always")]
        if compatible { query.append(("compatMode", "true")) }
        let parts = request.platform?.split(separator: "/").map(String.init) ?? []
        for (name, part) in zip(["OS", "Arch", "Variant"], parts) { query.append((name, part)) }
        let idle = EngineCall.fetching
        return EngineCall("pull", "POST", ["images", "pull"], query: query, idle: idle)
    }

    /// The header with the login; without one the engine looks into its own files.
    private func login(
        for reference: ImageReference,
        _ request: PullRequest
    ) throws(EngineError) -> [TransferRequest.Header] {
        let logins = RegistryLogins(surroundings, authfile: request.authfile)
        if reference.registry == nil {
            let all = try logins.all()
            return all.isEmpty ? [] : [try RegistryLogin.header(all)]
        }
        guard let login = try logins.login(for: reference) else { return [] }
        return [try login.header()]
    }
}

/// The pull of Docker's API, for a name with a registry or one of Docker Hub's.
func dockerPull(_ reference: ImageReference, platform: String?) -> EngineCall {
    var query: [(name: String, value: String)]
    if let digest = reference.digest {
        query = [("fromImage", reference.repository + "@" + digest)]
    } else {
        query = [("fromImage", reference.repository), ("tag", reference.tag ?? "latest")]
    }
    if let platform { query.append(("platform", platform)) }
    let idle = EngineCall.fetching
    return EngineCall("pull", "POST", ["images", "create"], query: query, idle: idle)
}
