/// Labels of every container of ours.
///
/// They say what a container is; that it is ours is proved by its box's record alone.
package enum Label {
    package static let prefix = "dev.alcove."
    package static let id = "dev.alcove.id"
    package static let name = "dev.alcove.name"
    package static let generation = "dev.alcove.generation"
    /// The ``BoxSpec`` as canonical JSON.
    package static let spec = "dev.alcove.spec"
    /// The image as the user named it.
    package static let image = "dev.alcove.image"
    /// Of an image that was built from a Containerfile: what it was made of, in short.
    package static let recipe = "dev.alcove.recipe"
    /// Of an image with essentials: what it is made of, in short.
    package static let essentials = "dev.alcove.essentials"
    /// Of an image: the id of the box whose state it holds.
    package static let state = "dev.alcove.state"
    /// Of an image of a published box: the ``PublishedSpec``.
    package static let published = "dev.alcove.published"
    /// The version of the tool that made the container.
    package static let version = "dev.alcove.version"
    /// Those that say something of one container, which images made of it have no use for.
    package static let ofContainers: Set = [id, name, generation, spec, image, version]
}
