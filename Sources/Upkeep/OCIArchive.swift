import Archives
import FoundationEssentials
import Linux

/// A tar archive with the image layout of the Open Container Initiative.
struct OCIArchive {
    private let path: String
    private let files: [String: Place]

    private struct Place {
        let offset: Int64
        let size: Int64
    }

    /// What no file that is JSON, no number of files and no chain of indexes exceeds.
    private static let longest: Int64 = 4 << 20
    private static let mostFiles = 1 << 16
    private static let deepest = 4

    /// Nil for an archive of another layout, and for one that has Docker's manifest as well.
    init?(_ file: borrowing FileDescriptor, path: String) throws(UpkeepError) {
        let total = FileStatus(of: file)?.size ?? 0
        var files: [String: Place] = [:]
        let end: Int64?
        do {
            end = try TarHeader.forEach(in: file, of: path) { header, offset in
                let name = header.parts.joined(separator: "/")
                // A file that the archive is cut off in is none.
                if header.isFile, Self.belongs(name), offset + header.size <= total {
                    files[name] = Place(offset: offset, size: header.size)
                }
                return files.count <= Self.mostFiles
            }
        } catch {
            throw .system(error)
        }
        guard end != nil, files["oci-layout"] != nil || files["index.json"] != nil,
            files["manifest.json"] == nil
        else { return nil }
        guard files.count <= Self.mostFiles else {
            throw .image(.brokenArchive(path: path, .tooLarge("blobs")))
        }
        self.path = path
        self.files = files
    }

    private static func belongs(_ name: String) -> Bool {
        ["oci-layout", "index.json", "manifest.json"].contains(name) || name.hasPrefix("blobs/")
    }

    /// The names of the files that make up the archive's image for the platform.
    func image(
        for platform: String,
        in file: borrowing FileDescriptor
    ) throws(UpkeepError) -> DockerManifest {
        var name = "index.json"
        for _ in 0..<Self.deepest {
            let document = try document(name, in: file)
            if let manifests = document.manifests {
                name = try blob(try choose(manifests, for: platform), namedIn: name)
                continue
            }
            guard let config = document.config, let layers = document.layers else {
                throw broken(.malformed(name))
            }
            guard config.isConfigOfImage else { throw broken(.noImage) }
            var manifest = DockerManifest(config: try blob(config, namedIn: name))
            for layer in layers { manifest.layers.append(try blob(layer, namedIn: name)) }
            return manifest
        }
        throw broken(.malformed(name))
    }

    private func choose(
        _ manifests: [OCIDescriptor],
        for platform: String
    ) throws(UpkeepError) -> OCIDescriptor {
        var digests: Set<String> = []
        // One image may have several names.
        let images = manifests.filter { $0.isImage && digests.insert($0.digest).inserted }
        guard let first = images.first else { throw broken(.noImage) }
        if images.count == 1 { return first }
        let fitting = images.filter { $0.platform.map { $0.name == platform } ?? true }
        // The plainest variant of a processor is one that all of its kind can run.
        let plainest = fitting.min { $0.variant < $1.variant }
        guard let plainest else {
            let others = images.compactMap { $0.platform?.name }
            throw .image(.otherPlatform(path: path, wanted: platform, others))
        }
        guard Set(fitting.map(\.variant)).count == fitting.count else {
            throw .image(.several(path: path, fitting.map(\.name)))
        }
        return plainest
    }

    /// The path of a file that is named by its digest.
    private func blob(
        _ descriptor: OCIDescriptor,
        namedIn name: String
    ) throws(UpkeepError) -> String {
        guard let path = descriptor.path else { throw broken(.malformed(name)) }
        guard files[path]?.size == descriptor.size else { throw broken(.missing(path)) }
        return path
    }

    private func document(
        _ name: String,
        in file: borrowing FileDescriptor
    ) throws(UpkeepError) -> OCIDocument {
        guard let place = files[name] else { throw broken(.missing(name)) }
        guard place.size <= Self.longest else { throw broken(.tooLarge(name)) }
        let bytes: [UInt8]
        do {
            bytes = try file.read(at: place.offset, count: Int(place.size), of: path)
        } catch {
            throw .system(error)
        }
        do {
            return try JSONDecoder().decode(OCIDocument.self, from: Data(bytes))
        } catch {
            throw broken(.malformed(name))
        }
    }

    private func broken(_ fault: ArchiveFault) -> UpkeepError {
        .image(.brokenArchive(path: path, fault))
    }
}
