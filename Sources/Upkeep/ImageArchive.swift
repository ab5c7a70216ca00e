import Archives
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
        var told: ImageArchive?
        let end = try TarHeader.forEach(in: file, of: path) { header, _ in
            if header.isEntry { told = Self.kind(of: header.name) }
            return told == nil
        }
        guard end != nil else { return nil }
        self = told ?? .rootFilesystem
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
