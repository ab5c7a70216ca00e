import Boxes
import FoundationEssentials
import Linux

/// What a project's files tell of the box that it needs.
package struct ProjectTraits: Equatable, Sendable {
    /// `./Containerfile` or its like.
    package var recipe: String?
    /// The image that `devcontainer.json` names.
    package var image: String?
    package var toolchains: [Toolchain] = []
    /// Lines of `.tool-versions`: names with versions.
    package var versions: [String] = []

    /// Looks into a folder; what cannot be read tells nothing.
    package init(_ folder: String) {
        let names = Set(File.names(in: folder))
        recipe = ["Containerfile", "Dockerfile"].first { names.contains($0) }.map { "./\($0)" }
        for path in ["\(folder)/.devcontainer/devcontainer.json", "\(folder)/.devcontainer.json"] {
            take(devcontainer: path)
        }
        for toolchain in Toolchain.all where toolchain.signs.contains(where: names.contains) {
            toolchains.append(toolchain)
        }
        take(versions: "\(folder)/.tool-versions")
    }

    private static func text(_ path: String) -> String? {
        (try? File.readRegular(path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// `devcontainer.json` may have comments, as JSON has not.
    private mutating func take(devcontainer path: String) {
        guard image == nil, recipe == nil, let text = Self.text(path) else { return }
        let bytes = Data(Self.withoutComments(text).utf8)
        guard let file = try? JSONDecoder().decode(DevContainer.self, from: bytes) else { return }
        image = file.image
        guard let recipe = file.build?.dockerfile ?? file.dockerFile else { return }
        let folder = path.contains("/.devcontainer/") ? "/.devcontainer" : ""
        self.recipe = "." + Bearings.normal("\(folder)/\(recipe)")
    }

    private struct DevContainer: Decodable {
        let image: String?
        let dockerFile: String?
        let build: Build?

        struct Build: Decodable {
            let dockerfile: String?
        }
    }

    /// The same without `//` and `/* */` outside of texts.
    static func withoutComments(_ text: String) -> String {
        var kept = ""
        var rest = text[...]
        var isText = false
        while let character = rest.first {
            if isText, character == "\\" {
                kept += rest.prefix(2)
                rest = rest.dropFirst(2)
                continue
            }
            if !isText, rest.hasPrefix("//") {
                rest = rest.drop { !$0.isNewline }
                continue
            }
            if !isText, rest.hasPrefix("/*") {
                let end = rest.firstRange(of: "*/")?.upperBound ?? rest.endIndex
                rest = rest[end...]
                continue
            }
            if character == "\"" { isText.toggle() }
            kept.append(character)
            rest = rest.dropFirst()
        }
        return kept
    }

    private mutating func take(versions path: String) {
        for line in (Self.text(path) ?? "").split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let name = words.first else { continue }
            versions.append(words.joined(separator: " "))
            guard let known = Toolchain.versioned[String(name)],
                let toolchain = Toolchain.all.first(where: { $0.name == known }),
                !toolchains.contains(toolchain)
            else { continue }
            toolchains.append(toolchain)
        }
    }
}
