/// What an engine says of itself.
package struct EngineFacts: Equatable, Sendable {
    /// The engine's own version, `4.3.1`.
    package var version: String
    /// The version of the API that is spoken, `4.0.0` or `1.41`.
    package var apiVersion: String
    /// Whether its containers belong to an ordinary user.
    package var isRootless: Bool
    /// Whether box users can have the host user's own ids (`keep-id`).
    package var keepsIDs: Bool
    /// cgroup controllers that limits can be set with: `memory`, `cpu`, `pids`.
    package var controllers: [String]
    package var storageDriver: String
    /// The OCI runtime's name, `crun`.
    package var runtime: String
    /// `linux/amd64`.
    package var platform: String
    /// Whether a mapping of ids costs nothing; else the engine copies all files for their owners.
    package var shiftsOwners = false
    /// Whether control groups are of version 2, which a container can be given a tree of.
    package var hasUnifiedCgroups = true

    package init(
        version: String,
        apiVersion: String,
        isRootless: Bool,
        keepsIDs: Bool,
        controllers: [String],
        storageDriver: String,
        runtime: String,
        platform: String
    ) {
        self.version = version
        self.apiVersion = apiVersion
        self.isRootless = isRootless
        self.keepsIDs = keepsIDs
        self.controllers = controllers
        self.storageDriver = storageDriver
        self.runtime = runtime
        self.platform = platform
    }
}
