import Boxes

/// The file name of an export in the ledger: fit for any name that a box can give.
enum LedgerName {
    static func of(_ source: ExportSource) -> String {
        "\(source.kind.rawValue)-\(safe(source.name)).json"
    }

    /// Bytes other than letters, digits, `_`, `.` and `-` as `%XX`; what would be too long is cut,
    /// and told from others by its fingerprint.
    private static func safe(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        guard text.utf8.count > limit else { return text }
        return "\(text.prefix(limit - 20))%%\(Fingerprint(of: Array(name.utf8)).digits)"
    }

    /// With what stands before and behind it, a file name has at most 255 bytes.
    private static let limit = 180
}
