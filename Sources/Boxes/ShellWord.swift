extension String {
    /// As one word of a POSIX shell's line, whatever is in it but zero bytes.
    ///
    /// Bytes are looked at, not characters: a quote with an accent above is still a quote to a shell.
    package var inShellQuotes: String {
        var bytes: [UInt8] = [Self.quote]
        for byte in utf8 {
            if byte == Self.quote {
                bytes += "'\\''".utf8
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(Self.quote)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As one word of fish's, in whose single quotes a backslash escapes itself and a quote.
    package var inFishQuotes: String {
        var bytes: [UInt8] = [Self.quote]
        for byte in utf8 {
            if byte == Self.quote || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        bytes.append(Self.quote)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same as ``inShellQuotes``, without quotes where a shell and its reader need none.
    package var quotedForShell: String {
        let isPlain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "@%+=:,./-_".utf8.contains(byte)
            }
        }
        return isPlain && !isEmpty ? self : inShellQuotes
    }

    private static let quote = UInt8(ascii: "'")
}
