package import Linux

/// Copies a plain tar archive, some of its entries left out or written anew; all else stays byte for
/// byte, extended attributes and the like among it.
package struct TarFilter {
    /// What becomes of an entry.
    package enum Fate: Equatable, Sendable {
        case keep, drop
        /// It is a file whose bytes are to be others.
        case rewrite
    }

    /// An entry as the filter is asked about it.
    package struct Entry: Equatable, Sendable {
        /// Without slashes at its ends, and without `.`.
        package let path: String
        package let isFile: Bool
        /// Where a link leads, whether it is a symbolic one or a second name.
        package let target: String?
        /// Whether it is a second name of another entry.
        package let isName: Bool
        package let size: Int64

        package init(path: String, isFile: Bool, target: String?, isName: Bool, size: Int64) {
            self.path = path
            self.isFile = isFile
            self.target = target
            self.isName = isName
            self.size = size
        }
    }

    /// The most bytes that a file may have which is written anew.
    private static let limit: Int64 = 16 << 20

    /// How a copy ended.
    package enum Ending: Equatable, Sendable {
        /// With the end of the archive.
        case whole
        /// It was told to stop.
        case stopped
        /// The archive is none, or breaks off: it has no end.
        case broken
    }

    private let subject: String
    private var offset: Int64 = 0
    private var prelude = TarPrelude()

    /// Copies the archive to a file that takes what is left of it.
    ///
    /// `fate` says what becomes of an entry, and `rewrite` gives a file's new bytes; `tick` is told how
    /// many bytes were read, and answers whether to go on.
    package static func copy(
        _ source: borrowing FileDescriptor,
        to target: borrowing FileDescriptor,
        of subject: String,
        fate: (Entry) -> Fate,
        rewrite: (String, [UInt8]) -> [UInt8],
        tick: (Int64) -> Bool
    ) throws(SystemError) -> Ending {
        var filter = TarFilter(subject: subject)
        var hasEntries = false
        while true {
            let block = try source.read(at: filter.offset, count: 512, of: subject)
            guard var header = TarHeader(block) else { break }
            filter.offset += 512
            if !header.isEntry {
                guard try filter.describe(block, header, source) else { return .broken }
                continue
            }
            hasEntries = true
            // A file with holes, as GNU wrote it once: more of its header follows.
            if block[156] == UInt8(ascii: "S") { return .broken }
            header.take(filter.prelude)
            let entry = filter.entry(block, header)
            switch fate(entry) {
            case .drop: break
            case .rewrite where entry.isFile:
                // Its new size has no place in a record.
                guard header.size <= limit, filter.prelude.size == nil else { return .broken }
                let old = try source.read(at: filter.offset, count: Int(header.size), of: subject)
                let new = rewrite(entry.path, old)
                let header = resized(block, new.count)
                try target.write(filter.prelude.bytes + header + new, to: subject)
                try target.write(TarEntry.filling(Int64(new.count)), to: subject)
            case .keep, .rewrite:
                try target.write(filter.prelude.bytes + block, to: subject)
                let ending = try filter.copyContents(header.padded, source, to: target, tick)
                if ending != .whole { return ending }
            }
            filter.offset += header.padded
            filter.prelude = TarPrelude()
            if !tick(filter.offset) { return .stopped }
        }
        // Without its end, the archive may have had more.
        let end = try source.read(at: filter.offset, count: TarEntry.end.count, of: subject)
        guard hasEntries, end == TarEntry.end else { return .broken }
        try target.write(TarEntry.end, to: subject)
        return .whole
    }

    private func copyContents(
        _ count: Int64,
        _ source: borrowing FileDescriptor,
        to target: borrowing FileDescriptor,
        _ tick: (Int64) -> Bool
    ) throws(SystemError) -> Ending {
        var done: Int64 = 0
        while done < count {
            let room = Int(min(count - done, 1 << 20))
            let chunk = try source.read(at: offset + done, count: room, of: subject)
            if chunk.isEmpty { return .broken }
            try target.write(chunk, to: subject)
            done += Int64(chunk.count)
            if !tick(offset + done) { return .stopped }
        }
        return .whole
    }

    /// Takes what describes the next entry; false when that cannot be understood.
    private mutating func describe(
        _ block: [UInt8],
        _ header: TarHeader,
        _ source: borrowing FileDescriptor
    ) throws(SystemError) -> Bool {
        guard header.size <= TarPrelude.limit else { return false }
        let contents = try source.read(at: offset, count: Int(header.size), of: subject)
        guard contents.count == Int(header.size) else { return false }
        prelude.take(block, contents)
        offset += header.padded
        return prelude.isSound && prelude.bytes.count <= Self.limit
    }

    private func entry(_ block: [UInt8], _ header: TarHeader) -> Entry {
        let kind = block[156]
        let isLink = kind == UInt8(ascii: "1") || kind == UInt8(ascii: "2")
        let target = prelude.target ?? TarPrelude.text(block[157..<257])
        return Entry(
            path: Self.clean(header.name),
            isFile: header.isFile,
            target: isLink ? kind == UInt8(ascii: "1") ? Self.clean(target) : target : nil,
            isName: kind == UInt8(ascii: "1"),
            size: header.size
        )
    }

    private static func clean(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The header with another size.
    private static func resized(_ block: [UInt8], _ size: Int) -> [UInt8] {
        var block = block
        let octal = String(size, radix: 8)
        let digits = String(repeating: "0", count: 11 - octal.count) + octal
        block.replaceSubrange(124..<136, with: Array(digits.utf8) + [0])
        block.replaceSubrange(148..<156, with: Array("        ".utf8))
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        let field = String(repeating: "0", count: 6 - sum.count) + sum
        block.replaceSubrange(148..<156, with: Array(field.utf8) + [0, 32])
        return block
    }
}
