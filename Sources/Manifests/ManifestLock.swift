package import Boxes
import Linux

/// What the boxes of a manifest were resolved to: `alcove.lock`, beside `alcove.toml`.
///
/// A file of lines that stay in their order, so that changes of two people join.
package struct ManifestLock: Equatable, Sendable {
    package var boxes: [Key: Box] = [:]

    /// The name that a project's lock has.
    package static let name = "alcove.lock"
    /// The layout that this version writes, and the latest it reads.
    static let format = 1

    package init() {}

    /// One box on one kind of machine.
    package struct Key: Hashable, Comparable, Sendable {
        package let box: BoxName
        /// The name of an ``Architecture``.
        package let architecture: String

        package init(_ box: BoxName, _ architecture: Architecture) {
            self.box = box
            self.architecture = architecture.name
        }

        package static func < (one: Key, other: Key) -> Bool {
            (one.box, one.architecture) < (other.box, other.architecture)
        }
    }

    package struct Box: Equatable, Sendable {
        /// The image as the manifest names it.
        package var image: String
        /// Of the image's manifest; nil for one that came from no registry.
        package var digest: String?
        /// Tells whether the image, its packages and its build steps are still those that were locked.
        package var inputs: String
        /// The version of every package after the build.
        package var packages: [String: String]

        package init(image: String, digest: String?, inputs: String, packages: [String: String]) {
            self.image = image
            self.digest = digest
            self.inputs = inputs
            self.packages = packages
        }
    }
}

extension ManifestLock.Box {
    /// What an image is built from, as a checksum: paths of the host, which differ from one
    /// machine to the next, are left out.
    ///
    /// `files` tells the files that it is built from; nil where it is of a registry.
    package static func inputs(of spec: BoxSpec, files: String?) -> String {
        let inputs = Inputs(
            image: spec.image.hasPrefix("/") ? "" : spec.image,
            isBare: spec.bare,
            packages: spec.packages.sorted(),
            build: spec.build,
            files: files
        )
        return Checksum(of: canonicalJSON(inputs)).digits
    }

    private struct Inputs: Encodable {
        let image: String
        let isBare: Bool
        let packages: [String]
        let build: [String]
        let files: String?
    }
}

extension ManifestLock.Box {
    /// Tells all that is locked, as a checksum.
    package var mark: String {
        let lines = packages.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let all = [image, digest ?? "", inputs] + lines
        return Checksum(of: Array(all.joined(separator: "\n").utf8)).digits
    }
}

extension ManifestLock {
    /// The file's text.
    package var text: String {
        var lines = [
            "# Made by 'alcove lock'. Keep it beside the manifest, and commit both.",
            "format = \(Self.format)",
        ]
        for (key, box) in boxes.sorted(by: { $0.key < $1.key }) {
            lines += [
                "", "[box.\(key.box.description.quotedForTOML).\(key.architecture)]",
                "image = \(box.image.quotedForTOML)",
            ]
            if let digest = box.digest { lines.append("digest = \(digest.quotedForTOML)") }
            lines.append("inputs = \(box.inputs.quotedForTOML)")
            lines.append("packages = [")
            for (name, version) in box.packages.sorted(by: { $0.key < $1.key }) {
                lines.append("    \("\(name) \(version)".quotedForTOML),")
            }
            lines.append("]")
        }
        return lines.map { "\($0)\n" }.joined()
    }
}
