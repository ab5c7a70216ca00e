package import Linux

/// The header of one entry of a tar archive, as far as it matters here.
package struct TarHeader {
    package private(set) var name: String
    package private(set) var size: Int64
    private let hasContents: Bool
    /// Whether it is a file or the like, not what describes the next entry.
    package let isEntry: Bool
    /// Whether its contents are a file's.
    package let isFile: Bool

    /// Nil at the archive's end, and for what is no header.
    package init?(_ block: [UInt8]) {
        guard block.count == 512, block[0] != 0 else { return nil }
        let sum = block.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int(byte.element))
        }
        guard Self.octal(block[148..<156]) == Int64(sum), let size = Self.octal(block[124..<136])
        else { return nil }
        // As engines read it, which know nothing behind a link, a folder or a device.
        hasContents = !"123456".utf8.contains(block[156])
        self.size = hasContents ? size : 0
        let ending = block[0..<100].prefix { $0 != 0 }
        // Only POSIX has the beginning of a long name here; GNU has other things.
        let isPOSIX = block[257..<263].elementsEqual("ustar\0".utf8)
        let beginning = isPOSIX ? block[345..<500].prefix { $0 != 0 } : []
        let bytes = beginning.isEmpty ? Array(ending) : beginning + [UInt8(ascii: "/")] + ending
        name = String(decoding: bytes, as: UTF8.self)
        isEntry = !"gxLK".utf8.contains(block[156])
        isFile = block[156] == 0 || block[156] == UInt8(ascii: "0")
    }

    /// The most bytes that anything is taken to have.
    static let largest: Int64 = 1 << 50

    /// Takes what stood before it and says more of it.
    mutating func take(_ prelude: TarPrelude) {
        name = prelude.path ?? name
        if hasContents { size = prelude.size ?? size }
    }

    /// Bytes of the blocks that its contents fill.
    var padded: Int64 { (size + 511) / 512 * 512 }

    /// The name's parts, but for those that lead nowhere.
    package var parts: [Substring] { name.split(separator: "/").filter { $0 != "." } }

    /// Looks at a plain tar archive's entries, each with the place of its contents, until told not
    /// to go on; gives the place where the entries end, nil when it is no tar archive.
    package static func forEach(
        in file: borrowing FileDescriptor,
        of path: String,
        _ body: (TarHeader, Int64) -> Bool
    ) throws(SystemError) -> Int64? {
        var offset: Int64 = 0
        var isArchive = false
        var prelude = TarPrelude()
        while true {
            let block = try file.read(at: offset, count: 512, of: path)
            guard var header = TarHeader(block) else { break }
            isArchive = true
            if header.isEntry {
                header.take(prelude)
                prelude = TarPrelude()
            } else if header.size <= TarPrelude.limit {
                let count = Int(header.size)
                prelude.take(block, try file.read(at: offset + 512, count: count, of: path))
            }
            if !body(header, offset + 512) { break }
            offset += 512 + header.padded
        }
        return isArchive ? offset : nil
    }

    /// Whether an archive has entries, all their contents, and an end.
    package static func isWhole(
        _ file: borrowing FileDescriptor,
        of path: String
    ) throws(SystemError) -> Bool {
        guard let end = try forEach(in: file, of: path, { _, _ in true }) else { return false }
        return try file.read(at: end, count: TarEntry.end.count, of: path) == TarEntry.end
    }

    /// A number in octal digits, or, with the highest bit set, in binary.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        if let first = field.first, first & 0x80 != 0 {
            guard field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
            return field.suffix(8).reduce(0 as Int64) { $0 << 8 | Int64($1) }.nonNegative
        }
        let digits = field.drop { $0 == 32 || $0 == 0 }.prefix { $0 != 32 && $0 != 0 }
        guard digits.allSatisfy({ (48...55).contains($0) }) else { return nil }
        return digits.isEmpty ? 0 : Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}

extension Int64 {
    fileprivate var nonNegative: Int64? { self < 0 || self > TarHeader.largest ? nil : self }
}
