import Boxes
import FoundationEssentials
import Linux

/// What a folder's `devcontainer.json` says of its container, as far as a manifest can.
struct DevContainer: Equatable, Sendable {
    /// Below the project's folder.
    let path: String
    var image: String?
    /// `./.devcontainer/Dockerfile`.
    var recipe: String?
    /// Names of what it says besides, which a new manifest has not.
    var left: [String] = []

    /// What is found in a folder.
    enum Search: Equatable {
        case none
        case one(DevContainer)
        /// It is there, and no JSON that has what it should.
        case unreadable(String)
        /// Several, and none that counts more than the others: their paths.
        case several([String])
    }

    /// Looks at the places where such files are, the most usual one first.
    static func search(_ folder: String) -> Search {
        let inner = File.names(in: "\(folder)/.devcontainer").sorted()
            .map { ".devcontainer/\($0)/devcontainer.json" }
        let usual = [".devcontainer/devcontainer.json", ".devcontainer.json"]
        let found = (usual + inner).filter { File.kindFollowed("\(folder)/\($0)") == .file }
        guard let first = found.first else { return .none }
        if !usual.contains(first), found.count > 1 { return .several(found) }
        // Whatever keeps it from being read is told as the same.
        guard let bytes = try? File.readRegular("\(folder)/\(first)", limit: 1 << 20),
            let container = DevContainer(first, String(decoding: bytes, as: UTF8.self))
        else { return .unreadable(first) }
        return .one(container)
    }

    /// Reads JSON that may have comments, and commas behind the last of a list, as editors let it.
    init?(_ path: String, _ text: String) {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        // Who calls says which file it is.
        guard let content = try? decoder.decode(Content.self, from: Data(text.utf8)) else {
            return nil
        }
        self.path = path
        image = content.image
        if let recipe = content.recipe {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            self.recipe = "." + Bearings.normal("/\(folder)/\(recipe)")
        }
        left = content.others.sorted()
    }

    private struct Content: Decodable {
        var image: String?
        var recipe: String?
        var others: [String] = []

        init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: Key.self)
            for key in keys.allKeys {
                switch key.stringValue {
                case "image": image = try keys.decode(String.self, forKey: key)
                case "dockerFile": recipe = try keys.decode(String.self, forKey: key)
                case "build":
                    let build = try keys.nestedContainer(keyedBy: Key.self, forKey: key)
                    for key in build.allKeys {
                        if key.stringValue == "dockerfile" {
                            recipe = try build.decode(String.self, forKey: key)
                        } else {
                            others.append("build.\(key.stringValue)")
                        }
                    }
                // These say nothing of the container.
                case "name", "$schema", "customizations": break
                default: others.append(key.stringValue)
                }
            }
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
