import Boxes
import Curl
import Glibc
import Linux

extension Docker {
    package func build(
        _ request: BuildRequest,
        context: BuildContext,
        progress: (BuildEvent) -> Bool
    ) throws(EngineError) -> String {
        let begun = Clock.now
        let call = try dockerBuild(request).sending(context)
        var told = BuildStream()
        do {
            try socket().run(call, into: &told, progress: progress)
        } catch {
            removeSteps(told.named, since: begun)
            throw error
        }
        if let failure = told.failure {
            removeSteps(told.named, since: begun)
            throw .buildFailed(failure)
        }
        guard let image = told.image else {
            throw .broken(address, call: call.name, reason: "the build ended without an image")
        }
        return image
    }

    /// Docker ends a build itself when nobody listens any more, and its processes are its own.
    package func endBuild(_ mark: BuildMark) -> Bool { true }

    private func dockerBuild(_ request: BuildRequest) throws(EngineError) -> EngineCall {
        var query = [
            ("rm", "true"), ("forcerm", "true"), ("networkmode", "host"),
            ("t", request.reference), ("dockerfile", request.file),
        ]
        if request.pull == .always || request.pull == .newer { query.append(("pull", "true")) }
        if !request.usesCache { query.append(("nocache", "true")) }
        query += try request.objects()
        if let platform = request.platform { query.append(("platform", platform)) }
        let idle = EngineCall.building
        var call = EngineCall("build", "POST", ["build"], query: query, idle: idle)
        if request.pull != .never {
            call.headers += try RegistryLogins(surroundings, authfile: request.authfile).headers()
        }
        return call
    }

    /// Removes the images of the steps of a build that failed.
    ///
    /// The ids were found in output, which anybody may have written: what has a name, or is older
    /// than the build, is no step's.
    private func removeSteps(_ ids: [String], since begun: Int64) {
        for id in ids.reversed() {
            // An image that cannot be asked for or removed is another build's by now.
            guard let image = try? image(id), image.tags.isEmpty, image.digest == nil,
                let created = image.created, created >= begun
            else { continue }
            let query = [("noprune", "true")]
            let call = EngineCall("remove image", "DELETE", ["images", image.id], query: query)
            // The container of a build that was stopped goes a moment later.
            for _ in 0..<30 {
                guard let answer = try? socket().ask(call), answer.status == 409 else { break }
                usleep(100_000)
            }
        }
    }
}
