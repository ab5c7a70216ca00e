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

    private let file: Int32
    private let subject: String
    private var offset: Int64 = 0
    /// What describes the next entry: headers with their contents.
    private var pending: [UInt8] = []
    private var longPath: String?
    private var longTarget: String?

    private init(_ file: Int32, _ subject: String) {
        self.file = file
        self.subject = subject
    }

    /// Copies the archive to a file that takes what is left of it.
    ///
    /// `fate` says what becomes of an entry, and `rewrite` gives a file's new bytes; `tick` is told how
    /// many bytes were read, and answers whether to go on. The answer is false when it was told to stop,
    /// or the archive is none.
    package static func copy(
        _ source: borrowing FileDescriptor,
        to target: borrowing FileDescriptor,
        of subject: String,
        fate: (Entry) -> Fate,
        rewrite: (String, [UInt8]) -> [UInt8],
        tick: (Int64) -> Bool
    ) throws(SystemError) -> Bool {
        var filter = TarFilter(source.number, subject)
        var hasEntries = false
        while true {
            let block = try source.read(at: filter.offset, count: 512, of: subject)
            guard let header = TarHeader(block) else { break }
            filter.offset += 512
            let padded = (header.size + 511) / 512 * 512
            if !header.isEntry {
                let contents = try source.read(
                    at: filter.offset,
                    count: Int(min(header.size, limit)),
                    of: subject
                )
                filter.describe(block, contents, padded)
                filter.offset += padded
                continue
            }
            hasEntries = true
            let entry = filter.entry(block, header)
            switch fate(entry) {
            case .drop: break
            case .rewrite where header.size <= limit && entry.isFile:
                let old = try source.read(at: filter.offset, count: Int(header.size), of: subject)
                let new = rewrite(entry.path, old)
                try target.write(filter.pending + resized(block, new.count) + new, to: subject)
                try target.write(TarEntry.filling(Int64(new.count)), to: subject)
            case .keep, .rewrite:
                try target.write(filter.pending + block, to: subject)
                guard try filter.copyContents(padded, source, to: target, tick) else {
                    return false
                }
            }
            filter.offset += padded
            filter.forget()
            if !tick(filter.offset) { return false }
        }
        try target.write(TarEntry.end, to: subject)
        return hasEntries
    }

    private func copyContents(
        _ count: Int64,
        _ source: borrowing FileDescriptor,
        to target: borrowing FileDescriptor,
        _ tick: (Int64) -> Bool
    ) throws(SystemError) -> Bool {
        var done: Int64 = 0
        while done < count {
            let room = Int(min(count - done, 1 << 20))
            let chunk = try source.read(at: offset + done, count: room, of: subject)
            // An archive that ends in the middle of a file is told by what takes it.
            if chunk.isEmpty { return false }
            try target.write(chunk, to: subject)
            done += Int64(chunk.count)
            if !tick(offset + done) { return false }
        }
        return true
    }

    /// Takes what describes the next entry: pax records, or GNU's long names.
    private mutating func describe(_ block: [UInt8], _ contents: [UInt8], _ padded: Int64) {
        pending += block + contents
        pending += [UInt8](repeating: 0, count: Int(padded) - contents.count)
        switch block[156] {
        case UInt8(ascii: "L"): longPath = Self.text(contents)
        case UInt8(ascii: "K"): longTarget = Self.text(contents)
        case UInt8(ascii: "x"):
            longPath = Self.record("path", in: contents) ?? longPath
            longTarget = Self.record("linkpath", in: contents) ?? longTarget
        default: break
        }
    }

    private mutating func forget() {
        pending = []
        longPath = nil
        longTarget = nil
    }

    private func entry(_ block: [UInt8], _ header: TarHeader) -> Entry {
        let kind = block[156]
        let isLink = kind == UInt8(ascii: "1") || kind == UInt8(ascii: "2")
        let target = longTarget ?? Self.text(Array(block[157..<257]))
        return Entry(
            path: Self.clean(longPath ?? header.name),
            isFile: header.isFile,
            target: isLink ? kind == UInt8(ascii: "1") ? Self.clean(target) : target : nil,
            isName: kind == UInt8(ascii: "1"),
            size: header.size
        )
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func clean(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The value of a pax record: `30 path=…`, with a line's end.
    private static func record(_ key: String, in bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        var found: String?
        while let blank = rest.firstIndex(of: UInt8(ascii: " ")),
            let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
            length > blank - rest.startIndex, length <= rest.count
        {
            let record = rest[(blank + 1)..<(rest.startIndex + length)]
            rest = rest.dropFirst(length)
            guard let sign = record.firstIndex(of: UInt8(ascii: "=")),
                record[..<sign].elementsEqual(key.utf8)
            else { continue }
            found = String(decoding: record[(sign + 1)...].dropLast(), as: UTF8.self)
        }
        return found
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
