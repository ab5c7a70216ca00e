import Archives
import Boxes

/// What Docker looks for in an archive: where the parts of its image are.
struct DockerManifest: Codable, Equatable {
    var config: String
    /// Docker says null for none.
    var repoTags: [String]? = []
    var layers: [String] = []

    init(config: String) { self.config = config }

    private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
    }

    /// The last entry of a tar archive, and its end.
    var ending: [UInt8] {
        var tar = UstarArchive()
        tar.addFile("manifest.json", mode: 0o644, canonicalJSON([self]))
        tar.finish()
        return tar.bytes
    }
}
