import Linux

/// Where the user's logins to registries are, and the search among them.
struct RegistryLogins {
    /// The files, the first to be asked first.
    let files: [String]
    let run: (_ helper: String, _ registry: String) throws(EngineError) -> RegistryLogin?

    init(
        files: [String],
        run: @escaping (String, String) throws(EngineError) -> RegistryLogin?
    ) {
        self.files = files
        self.run = run
    }

    init(_ surroundings: Surroundings, authfile: String?) {
        let docker =
            surroundings["DOCKER_CONFIG"].map { $0 + "/config.json" }
            ?? surroundings["HOME"].map { $0 + "/.docker/config.json" }
        files = [
            authfile,
            surroundings["REGISTRY_AUTH_FILE"],
            surroundings.runtimeDirectory.map { $0 + "/containers/auth.json" },
            surroundings.configurationDirectory.map { $0 + "/containers/auth.json" },
            docker,
        ].compactMap(\.self)
        run = { helper, registry throws(EngineError) in
            try CredentialHelper(helper, surroundings).login(for: registry)
        }
    }

    /// The login for a repository; nil when there is none.
    func login(for reference: ImageReference) throws(EngineError) -> RegistryLogin? {
        let registry = reference.onDockerHub.registry ?? "docker.io"
        for file in files {
            guard let logins = try read(file) else { continue }
            if let helper = logins.helper(for: registry),
                let login = try run(helper, registry)
            {
                return login
            }
            if let login = logins.entry(for: reference) { return login }
            if let store = logins.credsStore, !store.isEmpty {
                // Docker keeps the Hub's login under the address of its first version.
                let key = registry == "docker.io" ? "https://index.docker.io/v1/" : registry
                if let login = try run(store, key) { return login }
            }
        }
        return nil
    }

    /// Every login that is in a file itself, by its key.
    func all() throws(EngineError) -> [String: RegistryLogin] {
        var all: [String: RegistryLogin] = [:]
        for file in files {
            for (key, entry) in try read(file)?.auths ?? [:] where all[key] == nil {
                all[key] = entry.login
            }
        }
        return all
    }

    private func read(_ path: String) throws(EngineError) -> LoginFile? {
        do {
            guard let bytes = try File.readIfThere(path), !bytes.isEmpty else { return nil }
            return try JSON.decode(LoginFile.self, from: bytes)
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            throw .badConfiguration(path, reason: "it is no JSON of logins")
        }
    }
}
