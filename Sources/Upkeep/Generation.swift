package import Boxes

/// One build of a box: what its container is, and what that is made of.
package struct Generation: Codable, Equatable, Sendable {
    /// Never given to another of the same box.
    package var number: Int
    package var container: String
    package var image: BoxRecord.ImageMark
    /// What the container is made of, where that is not the image itself.
    package var base: BoxRecord.Base?
    package var spec: BoxSpec
    /// The host's directory that is mounted at the home.
    package var homeSource: String
    /// What of ours was laid into the container; a start compares.
    package var layer: String
    /// Seconds since 1970.
    package var created: Int64
    /// When it was live for the last time, in the same; nil for the live one, and where nobody knows.
    package var left: Int64?
    /// The version of the tool that made it.
    package var version: String
    /// Why it was made without the essentials that it should have; nil when it has them.
    package var lacks: BoxRecord.Lack?
    /// When its lists of packages were last fetched, in seconds since 1970; nil for never.
    package var listed: Int64?
    /// Nil when nothing is said of it.
    package var remark: Remark?
    /// The generation that was live when it was made; nil for the first one, and where that was not
    /// noted yet.
    package var former: Int?
    /// What the box was made of before its state became an image; nil where it is not one, or that is not
    /// known.
    package var foundation: BoxRecord.Ground?

    /// What is said of a generation.
    package struct Remark: Codable, Equatable, Sendable {
        /// Nil for the one that the box began with.
        package var reason: Reason?
        package var message: String?
        /// Whether it stays until somebody says otherwise.
        package var isPinned = false

        package init(_ reason: Reason?, message: String? = nil, isPinned: Bool = false) {
            self.reason = reason
            self.message = message
            self.isPinned = isPinned
        }
    }

    /// Why a generation was made.
    package enum Reason: String, Codable, Sendable {
        case edit, upgrade, rebase, snapshot, apply

        /// Whether it was to bring what is newer.
        var isUpgrade: Bool {
            switch self {
            case .upgrade, .rebase, .apply: true
            case .edit, .snapshot: false
            }
        }
    }

    package var isPinned: Bool { remark?.isPinned ?? false }

    /// The image of the box's own state, when its container is made of one.
    var state: String? { base.flatMap { $0.isOwn ? $0.reference : nil } }

    /// What it was made as: another when the image is, or what is added to that.
    package var build: String { state == nil ? base?.reference ?? image.id : image.id }

    /// Whether it was made of the same; what is added to its image may have been built again since, unless
    /// that is to be the very same, too.
    package func isMade(of ground: Successor.Ground, exactly: Bool = true) -> Bool {
        // What a box was before an 'edit' is in its state; only the image is known then.
        if state != nil { return build == ground.image.id }
        return build == ground.build && (!exactly || base?.id == ground.foundations.base?.id)
    }

    /// The ids of the images that it is made of.
    var images: [String] { [image.id, base?.id].compactMap(\.self) }
}

extension Generation {
    /// The live one's number is called otherwise in records of earlier versions.
    private enum EarlierKey: String, CodingKey {
        case generation
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let earlier = try decoder.container(keyedBy: EarlierKey.self)
        number =
            try values.decodeIfPresent(Int.self, forKey: .number)
            ?? earlier.decode(Int.self, forKey: .generation)
        container = try values.decode(String.self, forKey: .container)
        image = try values.decode(BoxRecord.ImageMark.self, forKey: .image)
        base = try values.decodeIfPresent(BoxRecord.Base.self, forKey: .base)
        spec = try values.decode(BoxSpec.self, forKey: .spec)
        homeSource = try values.decode(String.self, forKey: .homeSource)
        layer = try values.decode(String.self, forKey: .layer)
        created = try values.decode(Int64.self, forKey: .created)
        left = try values.decodeIfPresent(Int64.self, forKey: .left)
        version = try values.decode(String.self, forKey: .version)
        lacks = try values.decodeIfPresent(BoxRecord.Lack.self, forKey: .lacks)
        listed = try values.decodeIfPresent(Int64.self, forKey: .listed)
        remark = try values.decodeIfPresent(Remark.self, forKey: .remark)
        former = try values.decodeIfPresent(Int.self, forKey: .former)
        foundation = try values.decodeIfPresent(BoxRecord.Ground.self, forKey: .foundation)
    }
}

extension BoxRecord {
    /// The generations that the box is not, by their numbers.
    package var others: [Generation] {
        get { kept ?? [] }
        set { kept = newValue.isEmpty ? nil : newValue.sorted { $0.number < $1.number } }
    }

    /// All generations, by their numbers.
    package var generations: [Generation] {
        (others + [live]).sorted { $0.number < $1.number }
    }

    /// The generation that the box is as soon as nobody is in it.
    package var upcoming: Generation { others.first { $0.number == staged } ?? live }

    /// The generation that `rollback` means: the one before the last change of them, else the latest
    /// former one.
    package var formerNumber: Int? {
        let former = others.map(\.number).filter { $0 != staged }
        if let previous, former.contains(previous) { return previous }
        return former.last { $0 < generation }
    }

    /// The generation that another came after, or the nearest before that which is kept; nil for the first.
    ///
    /// After a rollback that is not the one of the number before.
    package func former(of one: Generation) -> Generation? {
        let number = one.former ?? one.number - 1
        return generations.last { $0.number <= number && $0.number != one.number }
    }

    /// The former generations, those that are to be kept longest first.
    var formerByWorth: [Generation] {
        others.filter { $0.number != staged }.sorted { one, other in
            let worths = [one, other].map { ($0.number == formerNumber ? 1 : 0, $0.number) }
            return worths[0] > worths[1]
        }
    }

    /// Lets another generation be the live one; answers false when there is none of that number.
    mutating func makeLive(_ number: Int, at moment: Int64) -> Bool {
        guard let next = others.first(where: { $0.number == number }) else { return false }
        var former = live
        former.left = moment
        others = others.filter { $0.number != number } + [former]
        previous = generation
        live = next
        live.left = nil
        if staged == number {
            staged = nil
            declared = stagedDeclared ?? declared
            stagedDeclared = nil
        }
        renewGround()
        return true
    }

    /// The record as that generation would have it; only what looks at a container may see it.
    package func seen(as generation: Generation) -> BoxRecord {
        var record = self
        record.live = generation
        return record
    }
}
