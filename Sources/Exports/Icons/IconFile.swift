import Linux

/// An icon of a box: one picture of it.
struct IconFile: Equatable {
    /// As the entry names it, or its path.
    let name: String
    /// Where it goes in the host's theme.
    let folder: String
    let kind: Kind
    let bytes: [UInt8]

    enum Kind: String, CaseIterable {
        // In the order in which a theme is asked for them.
        case png, svg, xpm
    }

    /// The most bytes of one.
    static let limit = 2 << 20
    /// The most bytes of all that an application has.
    static let totalLimit = 12 << 20
}

/// What a picture shows of itself before anybody draws it.
struct Picture: Equatable {
    let kind: IconFile.Kind
    /// In dots; nil for one that has any size.
    let size: Int?

    /// Nil for what the host should not draw: no picture of these kinds, one of a size that no icon
    /// has, or a drawing that is more than one.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: Self.signature) {
            guard let size = Self.pngSize(bytes) else { return nil }
            (kind, self.size) = (.png, size)
        } else if bytes.starts(with: Array("/* XPM */".utf8)) {
            guard let size = Self.xpmSize(bytes) else { return nil }
            (kind, self.size) = (.xpm, size)
        } else if Drawing.isSafe(bytes) {
            (kind, size) = (.svg, nil)
        } else {
            return nil
        }
    }

    private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    private static let sizes = 1...2048

    /// By the header, which is the first chunk.
    private static func pngSize(_ bytes: [UInt8]) -> Int? {
        let head = [0, 0, 0, 13] + Array("IHDR".utf8)
        guard bytes.count >= 33, Array(bytes[8..<16]) == head else { return nil }
        let width = bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let height = bytes[20..<24].reduce(0) { $0 << 8 | Int($1) }
        guard sizes.contains(width), sizes.contains(height) else { return nil }
        return max(width, height)
    }

    /// By the first text of its list: width, height, colours, characters of each.
    private static func xpmSize(_ bytes: [UInt8]) -> Int? {
        guard bytes.count <= 512 << 10, bytes.allSatisfy({ $0 >= 0x20 || $0.isXPMSpace }),
            let start = bytes.firstIndex(of: UInt8(ascii: "\"")),
            let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        let numbers = bytes[(start + 1)..<end].prefix(100).split { $0 == 0x20 || $0 == 0x09 }
            .map { Int(Array($0).text) ?? 0 }
        guard numbers.count >= 4, sizes.contains(numbers[0]), sizes.contains(numbers[1]),
            (1...4096).contains(numbers[2]), (1...4).contains(numbers[3])
        else { return nil }
        return max(numbers[0], numbers[1])
    }
}

extension UInt8 {
    fileprivate var isXPMSpace: Bool { self == 0x09 || self == 0x0a || self == 0x0d }
}
