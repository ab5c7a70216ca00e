package import Boxes
package import Engines

/// What is kept of a box: the intent that the engine does not know.
///
/// A record's `spec`, `container` and the like are the live generation's.
@dynamicMemberLookup
package struct BoxRecord: Equatable, Sendable {
    package var id: BoxID
    package var name: BoxName
    package var engine: Engine
    /// The generation that the box is.
    package var live: Generation
    /// The user's home as the box sees it.
    package var home: String
    /// The directory of the home that the box has of its own, also while it uses another.
    ///
    /// Nil when it never had one. A box that is renamed keeps it.
    package var ownHome: String?
    /// Who the box's users are on the host; kept, as asking the engine takes longer than a start.
    package var users: Users
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
    /// An upgrade that was tried in vain, which is not tried each day; nil when the last one was not.
    package var vain: VainUpgrade?
    /// What a manifest wants of the box; nil when it is nobody's.
    package var declared: Declared?
    /// What a manifest wanted of the generation that is staged; nil where that is as for the live one.
    package var stagedDeclared: Declared?

    /// The number of the live generation.
    package var generation: Int {
        get { live.number }
        set { live.number = newValue }
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<Generation, Value>) -> Value {
        get { live[keyPath: path] }
        set { live[keyPath: path] = newValue }
    }

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
        /// Others by which the engine knows it there; nil where there are none.
        package var otherDigests: [String]?

        package init(
            reference: String,
            id: String,
            digest: String? = nil,
            otherDigests: [String]? = nil
        ) {
            self.reference = reference
            self.id = id
            self.digest = digest
            self.otherDigests = otherDigests
        }

        /// Whether it has that digest; one of several platforms is asked for by theirs, and may have
        /// its own.
        package func isOf(_ digest: String) -> Bool {
            self.digest == digest || otherDigests?.contains(digest) ?? false
                || reference.hasSuffix("@\(digest)")
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
        self.engine = engine
        self.home = home
        self.users = users
        live = Generation(
            number: 1,
            container: container,
            image: image,
            spec: spec,
            homeSource: homeSource,
            layer: layer,
            created: created,
            version: version
        )
    }
}

/// What is said of the live generation stands among what is said of the box.
extension BoxRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, name, engine, generation, home, ownHome, users
        case kept, latest, previous, staged, refused, vain, declared, stagedDeclared
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(BoxID.self, forKey: .id)
        name = try values.decode(BoxName.self, forKey: .name)
        engine = try values.decode(Engine.self, forKey: .engine)
        live = try Generation(from: decoder)
        home = try values.decode(String.self, forKey: .home)
        ownHome = try values.decodeIfPresent(String.self, forKey: .ownHome)
        users = try values.decode(Users.self, forKey: .users)
        kept = try values.decodeIfPresent([Generation].self, forKey: .kept)
        latest = try values.decodeIfPresent(Int.self, forKey: .latest)
        previous = try values.decodeIfPresent(Int.self, forKey: .previous)
        staged = try values.decodeIfPresent(Int.self, forKey: .staged)
        refused = try values.decodeIfPresent(String.self, forKey: .refused)
        vain = try values.decodeIfPresent(VainUpgrade.self, forKey: .vain)
        declared = try values.decodeIfPresent(Declared.self, forKey: .declared)
        stagedDeclared = try values.decodeIfPresent(Declared.self, forKey: .stagedDeclared)
    }

    package func encode(to encoder: any Encoder) throws {
        try live.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        // A process of an earlier version may look for it there while this one takes its place.
        try values.encode(generation, forKey: .generation)
        try values.encode(id, forKey: .id)
        try values.encode(name, forKey: .name)
        try values.encode(engine, forKey: .engine)
        try values.encode(home, forKey: .home)
        try values.encodeIfPresent(ownHome, forKey: .ownHome)
        try values.encode(users, forKey: .users)
        try values.encodeIfPresent(kept, forKey: .kept)
        try values.encodeIfPresent(latest, forKey: .latest)
        try values.encodeIfPresent(previous, forKey: .previous)
        try values.encodeIfPresent(staged, forKey: .staged)
        try values.encodeIfPresent(refused, forKey: .refused)
        try values.encodeIfPresent(vain, forKey: .vain)
        try values.encodeIfPresent(declared, forKey: .declared)
        try values.encodeIfPresent(stagedDeclared, forKey: .stagedDeclared)
    }
}
