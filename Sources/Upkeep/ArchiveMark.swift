import Boxes
import Engines
import Glibc
import Linux

/// Telling archives from others.
package enum ArchiveFile {
    /// What tells the archive's contents from others; nil when there is no such file.
    ///
    /// A file that was read once is known again by its place, size and date. `events` is asked while it
    /// is read.
    package static func mark(
        of path: String,
        _ places: Places,
        events: (SupplyEvent) -> Bool = { _ in true }
    ) throws(UpkeepError) -> String? {
        guard let status = FileStatus(following: path), status.kind == .file else { return nil }
        let look = "\(path)\n\(status.size)\n\(status.modified)\n\(status.device)/\(status.inode)"
        let note = "\(places.cache)/archives/\(Checksum(of: Array(look.utf8)).digits)"
        // A cache that cannot be read is as good as none.
        if let known = (try? File.readIfThere(note))??.text, known.isMark { return known }
        let file = try onSystem { () throws(SystemError) in
            try FileDescriptor(opening: path, O_RDONLY)
        }
        var sum = Checksum()
        while true {
            let chunk = try onSystem { () throws(SystemError) in
                try readSome(from: file.number, subject: path, room: 1 << 20)
            }
            if chunk.isEmpty { break }
            sum.add(chunk)
            if !events(.reading) { throw .cancelled }
        }
        let mark = sum.digits
        // Without the note the file is read again the next time.
        try? File.makeDirectories(places.cache + "/archives", mode: 0o700)
        try? File.replace(note, with: Array(mark.utf8), mode: 0o600)
        return mark
    }
}

extension ImageSupply {
    /// The image that came of such an archive before, under whichever name.
    func archived(_ mark: String) throws(UpkeepError) -> BoxRecord.ImageMark? {
        let images = try onEngine { () throws(EngineError) in try engine.images(labelled: nil) }
        for image in images {
            let name = image.tags.first {
                $0.hasPrefix(Self.archives + "/") && $0.hasSuffix(":" + mark)
            }
            if let name { return BoxRecord.ImageMark(reference: name, id: image.id) }
        }
        return nil
    }
}

extension String {
    /// Whether it is a checksum's digits.
    fileprivate var isMark: Bool {
        utf8.count == 64 && utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    /// An image's id without `sha256:` before it.
    var withoutAlgorithm: Substring {
        hasPrefix("sha256:") ? dropFirst("sha256:".count) : self[...]
    }
}
