import Boxes

/// A box's next generation beside its present one.
struct Succession: Equatable, Sendable {
    let old: BoxRecord
    /// What the record will be; its container, base and layer are not known yet.
    let new: BoxRecord
    /// A directory to make for the box's own home; nil when there is none to make.
    let newHome: String?

    /// All that finishing or undoing it needs.
    struct Note: Codable, Equatable, Sendable {
        var box: BoxName
        /// The number of the generation that is made.
        var generation: Int
        var formerGeneration: Int
        /// The new container's name until it takes the box's own.
        var name: String
        /// The state of the box, as an image.
        var image: String
        /// The container that is followed.
        var container: String
        /// The image of that one's state, which nobody needs after it.
        var formerImage: String?
        var home: String?
    }

    /// What a container is called until it takes the box's own name.
    static func container(of box: BoxName, generation: Int) -> String { "\(box).g\(generation)" }

    var note: Note {
        Note(
            box: old.name,
            generation: new.generation,
            formerGeneration: old.generation,
            name: Self.container(of: old.name, generation: new.generation),
            image: StateImage.reference(new.id, generation: new.generation),
            container: old.container,
            formerImage: old.state,
            home: newHome
        )
    }
}
