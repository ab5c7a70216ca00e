package import Boxes

/// What a box's next generation is to be.
package struct Successor: Equatable, Sendable {
    package var spec: BoxSpec
    package var remark: Generation.Remark
    /// What it is made of; nil is what the box is now, with all that was changed in it.
    package var ground: Ground?

    package init(_ spec: BoxSpec, _ remark: Generation.Remark, ground: Ground? = nil) {
        self.spec = spec
        self.remark = remark
        self.ground = ground
    }

    /// An image, and what was added to it.
    package struct Ground: Equatable, Sendable {
        package var image: BoxRecord.ImageMark
        package var foundations: Foundations

        package init(_ image: BoxRecord.ImageMark, _ foundations: Foundations) {
            self.image = image
            self.foundations = foundations
        }

        /// See ``Generation/build``.
        package var build: String { foundations.base?.reference ?? image.id }
    }
}

/// A box's next generation beside its present one.
struct Succession: Equatable, Sendable {
    let old: BoxRecord
    /// What the record will be; the container and its layer are not known yet, nor the image of the
    /// box's state.
    let new: BoxRecord
    /// Whether it is made of what the box is now.
    let keepsState: Bool
    /// A directory to make for the box's own home; nil when there is none to make.
    let newHome: String?

    /// All that finishing or undoing it needs.
    struct Note: Codable, Equatable, Sendable {
        var box: BoxName
        /// The number of the generation that is made.
        var generation: Int
        /// The new container's name until it is the live one.
        var name: String
        /// The state of the box, as an image.
        var image: String?
        var home: String?
    }

    /// What a container is called while it is not the live one.
    static func container(of box: BoxName, generation: Int) -> String { "\(box).g\(generation)" }

    var note: Note {
        let state = StateImage.reference(new.id, generation: new.generation)
        return Note(
            box: old.name,
            generation: new.generation,
            name: Self.container(of: old.name, generation: new.generation),
            image: keepsState ? state : nil,
            home: newHome
        )
    }

    /// The record with the new generation as it came to be: live, or only beside the others.
    func record(
        with made: Generation,
        isLive: Bool,
        over present: BoxRecord
    ) -> BoxRecord {
        var record = present
        record.latest = made.number
        record.others.append(made)
        if isLive {
            record.ownHome = new.ownHome
            _ = record.makeLive(made.number, at: made.created)
        }
        return record
    }
}
