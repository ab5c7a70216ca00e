import Archives
import Boxes
import Engines
import Glibc
import Linux

/// Image archives, as the engine gets them.
extension ImageSupply {
    /// Gives the engine a copy of the archive in which the image has our name.
    ///
    /// For Docker, that of the Open Container Initiative's layout has a manifest of our own besides: most
    /// of its stores know no other, and take the parts of an image from wherever it says they are.
    func load(
        _ file: borrowing FileDescriptor,
        _ path: String,
        named reference: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        let naming = try ArchiveNaming(file, path: path, as: reference)
        let ending = try ending(of: file, path, named: reference)
        return try places.withScratch("named") { scratch throws(UpkeepError) in
            try copy(file, path, naming, to: scratch, events)
            let whole = try onSystem { () throws(SystemError) in
                try FileDescriptor(opening: scratch, O_RDONLY)
            }
            var total = FileStatus(of: whole)?.size ?? 0
            if let ending {
                let end = total - Int64(TarEntry.end.count)
                total = end + Int64(ending.count)
                try onSystem { () throws(SystemError) in
                    try File.end(scratch, at: end, with: ending)
                }
            }
            return try loadImage(whole, path, total, named: reference, events)
        }
    }

    /// What Docker must find at the archive's end besides; nil for nothing.
    private func ending(
        of file: borrowing FileDescriptor,
        _ path: String,
        named reference: String
    ) throws(UpkeepError) -> [UInt8]? {
        guard engine.address.kind == .docker, let archive = try OCIArchive(file, path: path) else {
            return nil
        }
        let facts = try onEngine { () throws(EngineError) in try engine.facts() }
        var manifest = try archive.image(for: facts.platform, in: file)
        manifest.repoTags = [reference]
        return manifest.ending
    }

    private func copy(
        _ file: borrowing FileDescriptor,
        _ path: String,
        _ naming: ArchiveNaming,
        to scratch: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) {
        let total = FileStatus(of: file)?.size ?? 0
        let ending: TarFilter.Ending
        do {
            let flags = O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW
            let copy = try FileDescriptor(opening: scratch, flags, mode: 0o600)
            ending = try TarFilter.copy(
                file,
                to: copy,
                of: path,
                fate: naming.fate,
                rewrite: naming.rewritten
            ) { events(.importing($0, total: total)) }
        } catch {
            throw .system(error)
        }
        switch ending {
        case .whole: break
        case .stopped: throw .cancelled
        case .broken: throw .image(.brokenArchive(path: path, .incomplete))
        }
    }
}
