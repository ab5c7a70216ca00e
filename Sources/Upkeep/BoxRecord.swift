package import Boxes
package import Engines

/// What is kept of a box: the intent that the engine does not know.
package struct BoxRecord: Codable, Equatable, Sendable {
    package var id: BoxID
    package var name: BoxName
    package var spec: BoxSpec
    package var engine: Engine
    /// The container of the live generation.
    package var container: String
    package var image: ImageMark
    /// What the container is made of, where that is not the image itself.
    package var base: Base?
    package var generation = 1
    /// Seconds since 1970.
    package var created: Int64
    /// The version of the tool that made it.
    package var version: String
    /// The user's home as the box sees it.
    package var home: String
    /// The host's directory that is mounted there.
    package var homeSource: String
    /// The directory of the home that the box has of its own, also while it uses another.
    ///
    /// Nil when it never had one. A box that is renamed keeps it.
    package var ownHome: String?
    /// What of ours was laid into the container; a start compares.
    package var layer: String
    /// Who the box's users are on the host; kept, as asking the engine takes longer than a start.
    package var users: Users
    /// Why the box was made without the essentials that it should have; nil when it has them.
    package var lacks: Lack?
    /// When its lists of packages were last fetched, in seconds since 1970; nil for never.
    package var listed: Int64?
    /// What is said of the live generation; nil when nothing is.
    package var remark: Generation.Remark?
    /// See ``Generation/former``.
    package var former: Int?
    /// See ``Generation/foundation``.
    package var foundation: Ground?
    /// The other generations; see ``others``.
    var kept: [Generation]?
    /// The highest number that a generation had, once there were several.
    var latest: Int?
    /// The generation that was live before this one.
    package var previous: Int?
    /// The generation that is to be the live one as soon as nobody is in the box.
    package var staged: Int?
    /// What the user went back from, which is not taken again unasked: the image's id, or in a box that
    /// a manifest declares what was made of it; see ``Generation/build``.
    package var refused: String?
    /// What a manifest wants of the box; nil when it is nobody's.
    package var declared: Declared?
    /// What a manifest wanted of the generation that is staged; nil where that is as for the live one.
    package var stagedDeclared: Declared?

    /// What keeps essentials out of a box.
    package enum Lack: String, Codable, Sendable {
        /// The lists of packages could not be fetched.
        case network
        /// No profile knows the distribution.
        case profile
        /// The image has no package manager that the profile knows.
        case manager
    }

    /// How ids in a box relate to the host's.
    package enum Users: String, Codable, Sendable {
        /// The user has their own id, all others are subordinate ones.
        case kept
        /// The box's root is the user, all others are subordinate ones.
        case root
        /// The same ids: the box's root is the host's.
        case host

        package init(_ facts: EngineFacts) {
            self = !facts.isRootless ? .host : facts.keepsIDs ? .kept : .root
        }

        /// Whether the box's root is nobody on the host.
        package var areMapped: Bool { self != .host }
    }

    /// The engine a box is on.
    package struct Engine: Codable, Equatable, Sendable {
        package var kind: EngineAddress.Kind
        package var socket: String

        package init(_ address: EngineAddress) {
            kind = address.kind
            socket = address.socket
        }

        package var address: EngineAddress { EngineAddress(kind: kind, socket: socket) }
    }

    /// The image a box was made from.
    package struct ImageMark: Codable, Equatable, Sendable {
        /// As the engine is asked for it.
        package var reference: String
        package var id: String
        /// Of the manifest, when it came from a registry.
        package var digest: String?

        package init(reference: String, id: String, digest: String? = nil) {
            self.reference = reference
            self.id = id
            self.digest = digest
        }

        /// Whether it has that digest; one of several platforms is asked for by theirs, and may have
        /// its own.
        package func isOf(_ digest: String) -> Bool {
            self.digest == digest || reference.hasSuffix("@\(digest)")
        }
    }

    /// An image of ours that stands for what was added to the one the user named.
    package struct Base: Codable, Equatable, Sendable {
        package var reference: String
        package var id: String
        /// Whether it holds the state of this box alone, and goes with it.
        package var isOwn: Bool

        package init(reference: String, id: String, isOwn: Bool) {
            self.reference = reference
            self.id = id
            self.isOwn = isOwn
        }
    }

    /// The image of the live generation's own state, when its container is made of one.
    var state: String? { live.state }

    package init(
        id: BoxID,
        name: BoxName,
        spec: BoxSpec,
        engine: Engine,
        container: String,
        image: ImageMark,
        created: Int64,
        version: String,
        home: String,
        homeSource: String,
        layer: String,
        users: Users
    ) {
        self.id = id
        self.name = name
        self.spec = spec
        self.engine = engine
        self.container = container
        self.image = image
        self.created = created
        self.version = version
        self.home = home
        self.homeSource = homeSource
        self.layer = layer
        self.users = users
    }
}
