package import Boxes

/// A container to be made, in no engine's own words.
package struct ContainerRequest: Equatable, Sendable {
    package var name: String
    /// The image's id, so that a moved tag changes nothing.
    package var imageID: String
    /// What listings show as the image.
    package var imageReference: String
    package var entrypoint: [String] = []
    /// Who its first process is, and whoever the engine starts a command for; nil is root.
    package var user: User?
    /// Where these begin.
    package var workdir = "/"
    package var env: [BoxSpec.Variable] = []
    package var labels: [String: String] = [:]
    package var hostname: String
    package var mounts: [Mount] = []
    package var network = BoxSpec.Network.host
    package var pid = BoxSpec.Sharing.host
    package var ipc = BoxSpec.Sharing.host
    /// Whether the container's control groups are the whole tree that it sees, its own to divide.
    package var ownsCgroups = false
    /// What the engine ends the container with.
    package var stopSignal = 15
    /// Seconds that it has to end by that.
    package var stopTimeout = 5
    package var users = Users.host
    /// Keep the engine service's supplementary groups (crun).
    package var keepsGroups = false
    /// Device nodes.
    package var devices: [String] = []
    package var platform: String?
    package var memory: Int64?
    package var cpus: Double?
    /// A JSON object merged over the request that the engine would be sent.
    package var engineOption: String?

    /// A user of the container, by ids.
    package struct User: Equatable, Sendable {
        package var uid: UInt32
        package var gid: UInt32

        package init(uid: UInt32, gid: UInt32) {
            self.uid = uid
            self.gid = gid
        }

        /// As engines take it.
        var words: String { "\(uid):\(gid)" }
    }

    /// How user ids in the container map to the host's.
    package enum Users: Equatable, Sendable {
        /// As the engine's own: the same ids, or the engine's one mapping.
        case host
        /// These ids are the engine user's own, all others subordinate ones.
        case keep(uid: UInt32, gid: UInt32)
    }

    package init(name: String, imageID: String, imageReference: String, hostname: String) {
        self.name = name
        self.imageID = imageID
        self.imageReference = imageReference
        self.hostname = hostname
    }

    package struct Mount: Equatable, Sendable {
        package enum Kind: Equatable, Sendable {
            /// A path of the host, with what is mounted below it, now and later (`rslave`).
            case bind(source: String, readOnly: Bool)
            /// An empty file system in memory.
            case memory
            /// A new instance of pseudo-terminals; left to the agent where an engine has none.
            case devpts
            /// A volume of the engine's that there is.
            case volume(String)
        }

        package var target: String
        package var kind: Kind

        package init(target: String, kind: Kind) {
            self.target = target
            self.kind = kind
        }
    }
}
