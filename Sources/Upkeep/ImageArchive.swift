import Linux

/// What a file that is to be an image holds.
enum ImageArchive: Equatable, Sendable {
    /// An image as engines write it: of the Open Container Initiative, or Docker's.
    case image
    /// The files of a system.
    case rootFilesystem

    /// How a file is packed, told by its first bytes.
    enum Packing: String, CaseIterable, Sendable {
        case gzip, xz, zstd, bzip2

        init?(_ head: [UInt8]) {
            let marks: [(Packing, [UInt8])] = [
                (.gzip, [0x1f, 0x8b]), (.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
                (.zstd, [0x28, 0xb5, 0x2f, 0xfd]), (.bzip2, [0x42, 0x5a, 0x68]),
            ]
            guard let packing = marks.first(where: { head.starts(with: $0.1) }) else { return nil }
            self = packing.0
        }

        /// The program that unpacks it to its output.
        var program: String { rawValue }
    }

    /// Looks at a plain tar archive's entries until one tells; nil when it is no tar archive.
    init?(_ file: borrowing FileDescriptor, path: String) throws(SystemError) {
        var offset: Int64 = 0
        var isArchive = false
        while true {
            let header = TarHeader(try file.read(at: offset, count: 512, of: path))
            guard let header else { break }
            isArchive = true
            if header.isEntry, let kind = Self.kind(of: header.name) {
                self = kind
                return
            }
            offset += 512 + (header.size + 511) / 512 * 512
        }
        guard isArchive else { return nil }
        self = .rootFilesystem
    }

    /// What an entry of that name tells, if it does.
    private static func kind(of name: String) -> ImageArchive? {
        let parts = name.split(separator: "/").drop { $0 == "." }
        guard let first = parts.first else { return nil }
        switch first {
        case "oci-layout", "index.json", "manifest.json": return parts.count == 1 ? .image : nil
        case "bin", "sbin", "lib", "lib64", "usr", "etc", "var", "dev", "proc", "root", "home":
            return .rootFilesystem
        default: return nil
        }
    }
}

/// The header of one entry of a tar archive, as far as it matters here.
struct TarHeader {
    let name: String
    let size: Int64
    /// Whether it is a file or the like, not what describes the next entry.
    let isEntry: Bool

    /// Nil at the archive's end, and for what is no header.
    init?(_ block: [UInt8]) {
        guard block.count == 512, block[0] != 0 else { return nil }
        let sum = block.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int(byte.element))
        }
        guard Self.octal(block[148..<156]) == Int64(sum), let size = Self.octal(block[124..<136])
        else { return nil }
        self.size = size
        name = String(decoding: block[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        isEntry = !"gxLK".utf8.contains(block[156])
    }

    /// A number in octal digits, or, with the highest bit set, in binary.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        if let first = field.first, first & 0x80 != 0 {
            guard field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
            return field.suffix(8).reduce(0 as Int64) { $0 << 8 | Int64($1) }.nonNegative
        }
        let digits = field.drop { $0 == 32 }.prefix { (48...55).contains($0) }
        return digits.isEmpty ? 0 : Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}

extension Int64 {
    fileprivate var nonNegative: Int64? { self < 0 || self > 1 << 50 ? nil : self }
}
