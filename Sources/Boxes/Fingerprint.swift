/// Tells bytes from others; it is no protection against bytes that were made on purpose.
///
/// FNV-1a over words of eight bytes.
package struct Fingerprint: Equatable, Sendable {
    private let value: UInt64

    package init(of bytes: [UInt8]) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
        let prime: UInt64 = 0x100_0000_01b3
        let span = bytes.span
        var index = 0
        while index + 8 <= span.count {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(span[index + offset]) << (8 * UInt64(offset)) }
            hash = (hash ^ word) &* prime
            hash ^= hash >> 32
            index += 8
        }
        while index < span.count {
            hash = (hash ^ UInt64(span[index])) &* prime
            index += 1
        }
        value = hash ^ (hash >> 32)
    }

    /// Sixteen digits.
    package var digits: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
