extension String {
    /// Says which of its characters could be read as others, where it has letters of ASCII, too; nil
    /// when none could.
    ///
    /// A stranger's word that is shown before a question is to be what it seems: `dеbian` with a letter
    /// of another alphabet is not `debian`. Alphabets that look like no other are left alone.
    var lookalikes: String? {
        let plain = unicodeScalars.contains { $0.isASCII && $0.properties.isAlphabetic }
        guard plain else { return nil }
        var found: [Unicode.Scalar] = []
        for scalar in unicodeScalars where scalar.isLookalike && !found.contains(scalar) {
            found.append(scalar)
            if found.count == 3 { break }
        }
        if found.isEmpty { return nil }
        let codes = found.map { scalar in
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
        return "not all of it is ASCII: \(codes.joined(separator: ", "))"
    }
}

extension Unicode.Scalar {
    /// Whether it stands in a block with characters that look like some of ASCII.
    fileprivate var isLookalike: Bool { Self.lookalikes.contains { $0.contains(value) } }

    private static let lookalikes: [ClosedRange<UInt32>] = [
        // Spaces, and marks that are put over letters.
        0xa0...0xa0, 0xb7...0xb8, 0x250...0x36f,
        // Greek, Cyrillic, Armenian; Cherokee, Runes.
        0x370...0x58f, 0x13a0...0x13ff, 0x16a0...0x16ff,
        // Small capitals; points, dashes, strokes; numbers and letters in other dress.
        0x1d00...0x1dbf, 0x2000...0x218f, 0x2212...0x223f, 0x2c60...0x2cff, 0xa4d0...0xa7ff,
        0xff00...0xffef, 0x1d400...0x1d7ff,
    ]
}
