/// An entry of a new tar archive: POSIX pax where ustar is too small, all of it root's.
package struct TarEntry: Sendable {
    package var path: [UInt8]
    package var kind: Kind
    package var mode: UInt32
    /// Seconds since 1970.
    package var modified: Int64

    package enum Kind: Equatable, Sendable {
        /// The contents follow the header, then what fills up the last block.
        case file(size: Int64)
        case folder
        case link(to: [UInt8])
    }

    package init(_ path: [UInt8], _ kind: Kind, mode: UInt32, modified: Int64) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.modified = modified
    }

    /// What stands before the contents.
    package var header: [UInt8] {
        let name = kind == .folder ? path + [UInt8(ascii: "/")] : path
        var records: [UInt8] = []
        if name.count > 100 { records += Self.record("path", name) }
        if target.count > 100 { records += Self.record("linkpath", target) }
        if size > Self.largest { records += Self.record("size", Array("\(size)".utf8)) }
        let block = block(name, target, size, type: type, mode: mode)
        if records.isEmpty { return block }
        let label = Array("PaxHeaders/entry".utf8)
        let count = Int64(records.count)
        return self.block(label, [], count, type: UInt8(ascii: "x"), mode: 0o644) + records
            + Self.filling(count) + block
    }

    /// Zeros up to the next block, behind contents of that size.
    package static func filling(_ size: Int64) -> [UInt8] {
        [UInt8](repeating: 0, count: Int((512 - size % 512) % 512))
    }

    /// What stands behind the last entry.
    package static let end = [UInt8](repeating: 0, count: 1024)

    /// The largest size that eleven octal digits say.
    private static let largest: Int64 = 0o777_7777_7777

    private var size: Int64 { if case .file(let size) = kind { size } else { 0 } }
    private var target: [UInt8] { if case .link(let target) = kind { target } else { [] } }
    private var type: UInt8 {
        switch kind {
        case .file: UInt8(ascii: "0")
        case .folder: UInt8(ascii: "5")
        case .link: UInt8(ascii: "2")
        }
    }

    /// A record of a pax header says its own length, its digits included.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = key.utf8.count + value.count + 3
        var length = rest + 1
        while "\(length)".utf8.count + rest != length { length += 1 }
        return Array("\(length) \(key)=".utf8) + value + [UInt8(ascii: "\n")]
    }

    private func block(
        _ name: [UInt8],
        _ target: [UInt8],
        _ size: Int64,
        type: UInt8,
        mode: UInt32
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        func put(_ number: Int64, at offset: Int, digits: Int) {
            let octal = String(number, radix: 8)
            put(
                (String(repeating: "0", count: max(digits - octal.count, 0)) + octal).utf8,
                at: offset
            )
        }
        put(name.prefix(100), at: 0)
        put(Int64(mode), at: 100, digits: 7)
        put(0, at: 108, digits: 7)
        put(0, at: 116, digits: 7)
        put(size > Self.largest ? 0 : size, at: 124, digits: 11)
        put(min(max(modified, 0), Self.largest), at: 136, digits: 11)
        put("        ".utf8, at: 148)
        block[156] = type
        put(target.prefix(100), at: 157)
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        let sum = block.reduce(0) { $0 + Int64($1) }
        put(sum, at: 148, digits: 6)
        block[154] = 0
        return block
    }
}
