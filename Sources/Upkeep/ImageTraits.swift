import Boxes
import Linux
import Profiles

/// What was seen in an image; kept, because an image never changes.
struct ImageTraits: Codable, Equatable, Sendable {
    /// The text of its os-release, empty when it has none; nil until it was looked at.
    var osRelease: String?
    /// Whether it says that it is made for boxes.
    var isToolbox = false
    /// The paths that were looked for, and whether each is there.
    var paths: [String: Bool] = [:]
    /// The paths that were looked at as links, and where each leads; empty for one that is no link.
    var links: [String: String] = [:]

    var system: OSRelease { OSRelease(osRelease ?? "") }
    var isLookedAt: Bool { osRelease != nil }

    func has(_ path: String) -> Bool { paths[path] ?? false }
}

/// The traits of images that were looked at, a file each; it may be thrown away at any time.
struct ImageMemory: Sendable {
    let folder: String

    init(_ places: Places) { folder = places.cache + "/images" }

    /// Nil when the image was never looked at; a file that cannot be read is as good as none.
    func traits(of image: String) -> ImageTraits? {
        guard let bytes = try? File.readIfThere(path(image)) else { return nil }
        return try? VersionedFile.read(bytes)
    }

    func keep(_ traits: ImageTraits, of image: String) throws(UpkeepError) {
        let path = path(image)
        let folder = folder
        try onSystem { () throws(SystemError) in
            try File.makeDirectories(folder, mode: 0o700)
            try File.replace(path, with: VersionedFile(traits).bytes, mode: 0o600)
        }
    }

    private func path(_ image: String) -> String {
        let digits = image.split(separator: ":").last ?? ""
        return "\(folder)/\(digits.prefix { $0.isHexDigit }).json"
    }
}
