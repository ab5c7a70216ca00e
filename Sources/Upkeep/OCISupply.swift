import Boxes
import Engines
import Glibc
import Linux

/// Images of the Open Container Initiative's layout, for Docker.
extension ImageSupply {
    /// Gives Docker the archive with a manifest of its own in it: most of its stores know no other
    /// layout, and take the parts of an image from wherever that manifest says they are.
    ///
    /// `scratch` is where the archive itself is when it is a copy of ours.
    func load(
        _ archive: OCIArchive,
        _ file: borrowing FileDescriptor,
        _ path: String,
        scratch: String?,
        named reference: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        let facts = try onEngine { () throws(EngineError) in try engine.facts() }
        var manifest = try archive.image(for: facts.platform, in: file)
        manifest.repoTags = [reference]
        let ending = manifest.ending
        let total = archive.end + Int64(ending.count)
        if let scratch {
            do { try File.end(scratch, at: archive.end, with: ending) } catch {
                throw .system(error)
            }
            return try loadImage(file, path, total, named: reference, events)
        }
        return try places.withScratch("manifest") { scratch throws(UpkeepError) in
            try copy(file, archive.end, to: scratch, events)
            try onSystem { () throws(SystemError) in
                try File.end(scratch, at: archive.end, with: ending)
            }
            let whole = try onSystem { () throws(SystemError) in
                try FileDescriptor(opening: scratch, O_RDONLY)
            }
            return try loadImage(whole, path, total, named: reference, events)
        }
    }

    private func copy(
        _ file: borrowing FileDescriptor,
        _ count: Int64,
        to scratch: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) {
        let isWhole: Bool
        do {
            let copy = try FileDescriptor(opening: scratch, O_RDWR | O_CREAT | O_TRUNC, mode: 0o600)
            isWhole = try file.copy(count, to: copy, of: scratch) {
                events(.importing($0, total: count))
            }
        } catch {
            throw .system(error)
        }
        if !isWhole { throw .cancelled }
    }
}
