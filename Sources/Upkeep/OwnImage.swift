import Engines

/// The images that Alcove makes itself, each kind in a repository of its own: no registry is ever
/// asked for them.
package enum OwnImage: String, CaseIterable, Sendable {
    /// With essentials and packages.
    case essentials
    /// What was changed in a box.
    case state
    /// Built from a Containerfile of the user's.
    case recipe
    /// Imported from a file.
    case archive
    /// Made from a distribution's own mirror.
    case bootstrap
    /// Fetched from a registry for a box.
    case fetched

    private static let root = "localhost/alcove/"

    /// What an image of that name is; nil for names that are not ours to give.
    package init?(name: String) {
        let path = name.dropFirst(Self.root.count)
        guard name.hasPrefix(Self.root),
            let kind = Self(rawValue: String(path.prefix { $0 != "/" && $0 != ":" })),
            kind != .fetched
        else { return nil }
        self = kind
    }

    /// What a nameless image is by its label: one whose name was given to a newer one.
    ///
    /// Whatever is made from an image has its labels, too; so the image's parent must not have it.
    init?(nameless image: Image, parent: Image?) {
        guard image.tags.isEmpty else { return nil }
        for kind in [OwnImage.essentials, .recipe, .state] {
            let label = "dev.alcove.\(kind.rawValue)"
            guard let mark = image.labels[label], parent?.labels[label] != mark else { continue }
            self = kind
            return
        }
        return nil
    }
}
