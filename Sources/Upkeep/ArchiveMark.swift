import Boxes
import Engines
import Glibc
import Linux

/// Telling archives from others.
extension ImageSupply {
    /// What tells the archive's contents from others.
    ///
    /// A file that was read once is known again by its place, size and date.
    func mark(
        of path: String,
        _ status: FileStatus,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> String {
        let look = "\(path)\n\(status.size)\n\(status.modified)\n\(status.device)/\(status.inode)"
        let note = "\(places.cache)/archives/\(Fingerprint(of: Array(look.utf8)).digits)"
        // A cache that cannot be read is as good as none.
        if let known = (try? File.readIfThere(note))??.text, known.isMark { return known }
        let file = try onSystem { () throws(SystemError) in
            try FileDescriptor(opening: path, O_RDONLY)
        }
        var sum = Array("\(status.size)".utf8)
        while true {
            let chunk = try onSystem { () throws(SystemError) in
                try readSome(from: file.number, subject: path, room: 1 << 20)
            }
            if chunk.isEmpty { break }
            sum += Array(Fingerprint(of: chunk).digits.utf8)
            if !events(.reading) { throw .cancelled }
        }
        let mark = Fingerprint(of: sum).digits
        // Without the note the file is read again the next time.
        try? File.makeDirectories(places.cache + "/archives", mode: 0o700)
        try? File.replace(note, with: Array(mark.utf8), mode: 0o600)
        return mark
    }

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
    /// Whether it is a fingerprint's digits.
    fileprivate var isMark: Bool {
        utf8.count == 16 && utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    /// An image's id without `sha256:` before it.
    var withoutAlgorithm: Substring {
        hasPrefix("sha256:") ? dropFirst("sha256:".count) : self[...]
    }
}
