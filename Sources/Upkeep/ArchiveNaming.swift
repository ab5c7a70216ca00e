import Archives
import Boxes
import FoundationEssentials
import Linux

/// An image archive with our name in the place of its own ones.
///
/// An archive may be a stranger's, and its name one that the engine has for another image: a load
/// would take it from that.
struct ArchiveNaming {
    /// What is to stand in the files that say names, by their paths.
    private var files: [String: [UInt8]] = [:]

    private static let manifest = "manifest.json"
    private static let index = "index.json"
    /// Where engines look for names; the last is of the first versions of Docker.
    private static let known: Set = [manifest, index, "repositories"]
    /// What no file that is JSON exceeds.
    private static let longest: Int64 = 4 << 20

    init(
        _ file: borrowing FileDescriptor,
        path: String,
        as reference: String
    ) throws(UpkeepError) {
        if let text = try Self.read(Self.manifest, in: file, path) {
            var images: [DockerManifest] = try Self.decode(text, Self.manifest, path)
            guard images.count < 2 else {
                throw .image(.several(path: path, images.flatMap { $0.repoTags ?? [] }))
            }
            for index in images.indices { images[index].repoTags = [reference] }
            files[Self.manifest] = canonicalJSON(images)
        }
        if let text = try Self.read(Self.index, in: file, path) {
            let index: OCIIndex = try Self.decode(text, Self.index, path)
            files[Self.index] = canonicalJSON(index.named(reference))
        }
    }

    func fate(of entry: TarFilter.Entry) -> TarFilter.Fate {
        let parts = entry.path.split(separator: "/")
        // A path of another word for it leads there as well.
        if parts.contains("..") { return .drop }
        guard let name = parts.last, Self.known.contains(String(name)) else { return .keep }
        return entry.isFile && files[entry.path] != nil ? .rewrite : .drop
    }

    func rewritten(_ path: String, _ bytes: [UInt8]) -> [UInt8] { files[path] ?? bytes }

    /// The first file of that name; one that the archive is cut off in is none.
    private static func read(
        _ name: String,
        in file: borrowing FileDescriptor,
        _ path: String
    ) throws(UpkeepError) -> [UInt8]? {
        var place: (offset: Int64, size: Int64)?
        do {
            _ = try TarHeader.forEach(in: file, of: path) { header, offset in
                if header.isFile, header.parts == [name[...]] { place = (offset, header.size) }
                return place == nil
            }
        } catch {
            throw .system(error)
        }
        guard let place else { return nil }
        guard place.size <= longest else {
            throw .image(.brokenArchive(path: path, .tooLarge(name)))
        }
        do {
            return try file.read(at: place.offset, count: Int(place.size), of: path)
        } catch {
            throw .system(error)
        }
    }

    private static func decode<Value: Decodable>(
        _ bytes: [UInt8],
        _ name: String,
        _ path: String
    ) throws(UpkeepError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw .image(.brokenArchive(path: path, .malformed(name)))
        }
    }
}

/// The first file of an image layout, as far as it goes along.
private struct OCIIndex: Codable {
    var schemaVersion: Int?
    var mediaType: String?
    var manifests: [OCIDescriptor]

    /// With one image, that of this name; with several, each without any.
    func named(_ reference: String) -> OCIIndex {
        var index = self
        index.schemaVersion = 2
        let images = manifests.filter(\.isImage)
        if let image = images.first, Set(images.map(\.digest)).count == 1 {
            index.manifests = [image.named(reference)]
        } else {
            index.manifests = manifests.map { $0.named(nil) }
        }
        return index
    }
}
