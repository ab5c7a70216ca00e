/// Podman, by its own API.
///
/// The API's version is pinned: every Podman from 4.0 on still speaks this one, and answers in its
/// shapes.
package final class Podman: Engine {
    package let address: EngineAddress
    /// What the calls of Podman's own API go through.
    let socket: EngineSocket
    /// The same socket for calls that only Docker's API has.
    let compatible: EngineSocket
    let surroundings: Surroundings
    private var known: EngineFacts?

    package init(socket: String, surroundings: Surroundings) {
        address = EngineAddress(kind: .podman, socket: socket)
        self.socket = EngineSocket(address: address, prefix: "/v4.0.0/libpod")
        compatible = EngineSocket(address: address, prefix: "/v1.41")
        self.surroundings = surroundings
    }

    package func facts() throws(EngineError) -> EngineFacts {
        if let known { return known }
        let answer = try socket.ask(EngineCall("info", "GET", ["info"]))
        try answer.check()
        let facts = EngineFacts(try answer.decode(PodmanInfo.self))
        known = facts
        return facts
    }

    /// Whether the engine is at least of that version.
    func isAtLeast(_ major: Int, _ minor: Int) throws(EngineError) -> Bool {
        let parts = try facts().version.split(separator: ".").prefix(2).compactMap { Int($0) }
        guard parts.count == 2 else { return false }
        return (parts[0], parts[1]) >= (major, minor)
    }
}

/// What Podman answers to `info`.
struct PodmanInfo: Decodable {
    let host: Host
    let store: Store
    let version: Version

    struct Host: Decodable {
        let arch: String
        let os: String
        let cgroupControllers: [String]?
        let cgroupVersion: String?
        let ociRuntime: Runtime?
        let security: Security
    }

    struct Runtime: Decodable {
        let name: String?
    }

    struct Security: Decodable {
        let rootless: Bool
    }

    struct Store: Decodable {
        let graphDriverName: String
        let graphRoot: String
        let graphStatus: Status?

        /// What overlay says of itself; before Podman 4.6 nothing of ids.
        struct Status: Decodable {
            let supportsShifting: String?

            enum CodingKeys: String, CodingKey {
                case supportsShifting = "Supports shifting"
            }
        }
    }

    struct Version: Decodable {
        let version: String

        enum CodingKeys: String, CodingKey {
            case version = "Version"
        }
    }
}

extension EngineFacts {
    init(_ info: PodmanInfo) {
        self.init(
            version: info.version.version,
            apiVersion: "4.0.0",
            isRootless: info.host.security.rootless,
            keepsIDs: true,
            controllers: info.host.cgroupControllers ?? [],
            storageDriver: info.store.graphDriverName,
            runtime: info.host.ociRuntime?.name ?? "",
            platform: "\(info.host.os)/\(info.host.arch)"
        )
        hasUnifiedCgroups = info.host.cgroupVersion != "v1"
        shiftsOwners = info.store.graphStatus?.supportsShifting == "true"
    }
}
