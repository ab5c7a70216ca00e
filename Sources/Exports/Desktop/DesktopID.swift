import Boxes

/// What desktops call an entry: its path below `applications`, with `-` for `/`, without the ending.
package enum DesktopID {
    static let ending = ".desktop"

    /// Nil when the path is no entry's.
    static func of(_ path: String) -> String? {
        guard path.hasSuffix(ending), path.utf8.count > ending.utf8.count else { return nil }
        return String(path.dropLast(ending.count)).split(separator: "/").joined(separator: "-")
    }

    /// Whether a file of the host's may be called that.
    static func isSafe(_ id: String) -> Bool {
        let isPlain = id.utf8.allSatisfy { $0.isWordByte || "_.-+@".utf8.contains($0) }
        guard let first = id.utf8.first, first.isWordByte || first == UInt8(ascii: "_") else {
            return false
        }
        return isPlain && id.utf8.count <= 160
    }

    /// The id, or what comes nearest to it of names that are safe; no two ids have the same.
    static func safe(_ id: String) -> String {
        if isSafe(id) { return id }
        var letters = ""
        for byte in id.utf8.prefix(80) {
            let isPlain = byte.isWordByte || "_.-+@".utf8.contains(byte)
            letters.unicodeScalars.append(isPlain ? Unicode.Scalar(byte) : "_")
        }
        return "_\(letters).\(Fingerprint(of: Array(id.utf8)).digits)"
    }
}
