/// What stands before an entry of a tar archive and says what its header has no room for: pax
/// records, or GNU's long names.
struct TarPrelude {
    /// The headers with their contents, as they were read.
    private(set) var bytes: [UInt8] = []
    private(set) var path: String?
    private(set) var target: String?
    /// Of the entry's contents; engines write it of eight gibibytes and more, and zero in the header.
    private(set) var size: Int64?
    /// Whether everybody understands the same by it: several of one kind, and files with holes, are
    /// read in more than one way.
    private(set) var isSound = true
    private var kinds: Set<UInt8> = []

    /// More than any of them needs, and than readers of Go's library take.
    static let limit: Int64 = 1 << 20

    /// Takes one such header; `contents` are as many as its size says.
    mutating func take(_ block: [UInt8], _ contents: [UInt8]) {
        bytes += block + contents + TarEntry.filling(Int64(contents.count))
        let isFirst = kinds.insert(block[156]).inserted
        isSound = isSound && isFirst
        switch block[156] {
        case UInt8(ascii: "L"): path = Self.text(contents)
        case UInt8(ascii: "K"): target = Self.text(contents)
        case UInt8(ascii: "x"):
            let (long, far) = (path, target)
            path = Self.record("path", in: contents) ?? path
            target = Self.record("linkpath", in: contents) ?? target
            isSound = isSound && (long == nil || long == path) && (far == nil || far == target)
            if contents.contains("GNU.sparse.".utf8) { isSound = false }
            if let digits = Self.record("size", in: contents) {
                size = Self.size(digits)
                isSound = isSound && size != nil
            }
        // What is said of all entries behind it is nothing that one of them can be cut off by.
        default: break
        }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func size(_ digits: String) -> Int64? {
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let size = Int64(digits),
            size <= TarHeader.largest
        else { return nil }
        return size
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
        // An empty one says nothing.
        return found?.isEmpty == true ? nil : found
    }
}
