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
    /// The versions that files want: of each file one list.
    package var wishes: [Wish] = []
    /// Files that tell something that is not understood, a sentence's words each.
    package private(set) var warnings: [String] = []
    /// What of `devcontainer.json` is left out.
    private(set) var container: DevContainer?

    /// What a file wants.
    package struct Wish: Equatable, Sendable {
        let file: String
        /// Names with versions.
        let versions: [String]
    }

    /// Looks into a folder; what cannot be read tells nothing.
    package init(_ folder: String) {
        let names = Set(File.names(in: folder))
        recipe = ["Containerfile", "Dockerfile"].first { names.contains($0) }.map { "./\($0)" }
        takeDevContainer(folder)
        for toolchain in Toolchain.all where toolchain.signs.contains(where: names.contains) {
            toolchains.append(toolchain)
        }
        take(versions: "\(folder)/.tool-versions")
        take(package: "\(folder)/package.json")
        take(module: "\(folder)/go.mod")
    }

    private static func text(_ path: String) -> String? {
        // What cannot be read tells nothing.
        (try? File.readRegular(path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func takeDevContainer(_ folder: String) {
        switch DevContainer.search(folder) {
        case .none: break
        case .unreadable(let path):
            warnings.append("'\(path)' is not what a devcontainer.json is, and is left out")
        case .several(let paths):
            let list = paths.map { "'\($0)'" }.joined(separator: ", ")
            warnings.append("there are several devcontainers, and none of them is taken: \(list)")
        case .one(let container):
            self.container = container
            guard recipe == nil else { return }
            image = container.recipe == nil ? container.image : nil
            recipe = container.recipe
        }
    }

    private mutating func take(versions path: String) {
        var versions: [String] = []
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
        wish(".tool-versions", versions)
    }

    private mutating func take(package path: String) {
        guard let text = Self.text(path) else { return }
        // A file that is no JSON wants nothing that could be told.
        let file = try? JSONDecoder().decode(PackageFile.self, from: Data(text.utf8))
        let engines = (file?.engines ?? [:]).sorted { $0.key < $1.key }
        wish(
            "package.json",
            engines.map { "\($0.key) \($0.value)" } + (file?.packageManager.map { [$0] } ?? [])
        )
    }

    private struct PackageFile: Decodable {
        let engines: [String: String]?
        let packageManager: String?
    }

    private mutating func take(module path: String) {
        let lines = (Self.text(path) ?? "").split(whereSeparator: \.isNewline)
        let words = lines.map { $0.split(separator: " ") }
        wish(
            "go.mod",
            words.filter { $0.count == 2 && ["go", "toolchain"].contains($0[0]) }
                .map { $0.joined(separator: " ") }
        )
    }

    private mutating func wish(_ file: String, _ versions: [String]) {
        if !versions.isEmpty { wishes.append(Wish(file: file, versions: versions)) }
    }
}
