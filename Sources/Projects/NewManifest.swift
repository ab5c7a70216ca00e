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
            packages + shims + [
                "", "# Variables of the box, and of your shell in this folder.",
                "#env = { NAME = \"value\" }",
                "", "# Run as you, once the box is made.",
                "#on-create = [\"./setup.sh\"]",
                "", "# A home of the box's own instead of yours.",
                "#home = \"private\"",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var packages: [String] {
        let names = traits.toolchains.flatMap { $0.packages(of: family) }.unique
        let found = traits.toolchains.map(\.name).joined(separator: ", ")
        var lines: [String] = []
        if !traits.versions.isEmpty {
            let wanted = traits.versions.joined(separator: ", ").quotedForTOML.dropFirst()
                .dropLast()
            lines += ["", "# .tool-versions wants \(wanted); the image has its own versions."]
        }
        // An image that the project chose has the tools already, most likely.
        let sign = isOwnImage || names.isEmpty ? "#" : ""
        if names.isEmpty { return lines + ["", "#packages = [\"git\"]"] }
        return lines + ["", "# For \(found).", "\(sign)packages = \(names.quotedForTOML)"]
    }

    private var shims: [String] {
        let names = traits.toolchains.flatMap(\.shims).unique
        let head = ["", "# These come first in PATH in this folder, and run in the box."]
        return head + [names.isEmpty ? "#shims = [\"make\"]" : "shims = \(names.quotedForTOML)"]
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
