package import Boxes

/// A manifest for a folder that has none: commented, and ready to commit.
package struct NewManifest {
    private let name: BoxName
    private let traits: ProjectTraits
    private let image: String
    private let family: String?

    /// `image` is what the box is made from, where the project does not say; `family` is the
    /// distribution's, which tells what its packages are called.
    package init(_ name: BoxName, _ traits: ProjectTraits, image: String, family: String?) {
        self.name = name
        self.traits = traits
        self.image = image
        self.family = family
    }

    private var isOwnImage: Bool { traits.recipe != nil || traits.image != nil }

    package var text: String {
        var lines = [
            "# The box of this project: 'alcove allow' lets your shell have it, 'alcove apply' makes it.",
            "", "[box.\(Self.key(name.description))]",
        ]
        if let recipe = traits.recipe {
            lines += [
                "# Built from the project's own Containerfile.", "image = \(recipe.quotedForTOML)",
            ]
        } else if let image = traits.image {
            lines += ["# As devcontainer.json has it.", "image = \(image.quotedForTOML)"]
        } else {
            lines.append("image = \(image.quotedForTOML)")
        }
        lines +=
            leftOut + packages + shims + [
                "", "# Variables of the box, and of your shell in this folder.",
                "#env = { NAME = \"value\" }",
                "", "# Run as you, once the box is made.",
                "#on-create = [\"./setup.sh\"]",
                "", "# A home of the box's own instead of yours.",
                "#home = \"private\"",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What `devcontainer.json` says besides, or all of it.
    private var leftOut: [String] {
        guard let container = traits.container else { return [] }
        let path = Self.commented(container.path)
        let isTaken =
            container.recipe != nil && container.recipe == traits.recipe
            || container.image != nil && container.image == traits.image
        if !isTaken { return ["# \(path) is there, too; nothing of it is here."] }
        if container.left.isEmpty { return [] }
        let names = Self.commented(container.left.joined(separator: ", "))
        return ["# Of \(path) this is not here, and for you to say: \(names)."]
    }

    /// Words of a file, in one line.
    private static func commented(_ words: String) -> Substring {
        words.quotedForTOML.dropFirst().dropLast()
    }

    private var packages: [String] {
        let names = traits.toolchains.flatMap { $0.packages(of: family) }.unique
        let found = traits.toolchains.map(\.name).joined(separator: ", ")
        var lines = traits.wishes.isEmpty ? [] : [""]
        for wish in traits.wishes {
            let wanted = Self.commented(wish.versions.joined(separator: ", "))
            lines.append("# \(wish.file) wants \(wanted); the image has its own versions.")
        }
        // An image that the project chose has the tools already, most likely.
        let sign = isOwnImage || names.isEmpty ? "#" : ""
        if names.isEmpty { return lines + ["", "#packages = [\"git\"]"] }
        return lines + ["", "# For \(found).", "\(sign)packages = \(names.quotedForTOML)"]
    }

    private var shims: [String] {
        let names = traits.toolchains.flatMap(\.shims).unique
        let head = ["", "# These come first in PATH in this folder, and run in the box."]
        if names.isEmpty { return head + ["#shims = [\"make\"]"] }
        // What the image does not have would only hide the host's.
        return head + ["\(isOwnImage ? "#" : "")shims = \(names.quotedForTOML)"]
    }

    /// A name as a key: dots would be tables.
    private static func key(_ name: String) -> String { name.keyForTOML }
}

extension [String] {
    fileprivate var unique: [String] {
        var list: [String] = []
        for word in self where !list.contains(word) { list.append(word) }
        return list
    }

    fileprivate var quotedForTOML: String { "[\(map(\.quotedForTOML).joined(separator: ", "))]" }
}
