/// Names and globs of variables; matched as bytes.
///
/// They are lists: a set of a hundred names costs the start of a session more than it saves.
package struct NamePatterns: Sendable {
    private var names: [[UInt8]] = []
    private var globs: [[UInt8]] = []

    package init(_ patterns: [String]) {
        for pattern in patterns where !pattern.isEmpty {
            let bytes = Array(pattern.utf8)
            if bytes.contains(where: Self.isWild) {
                globs.append(bytes)
            } else {
                names.append(bytes)
            }
        }
    }

    package func match(_ name: ArraySlice<UInt8>) -> Bool {
        names.contains { $0.count == name.count && name.elementsEqual($0) }
            || globs.contains { Self.match($0[...], name) }
    }

    private static func isWild(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
    }

    /// `*` is any run of bytes, `?` any one.
    private static func match(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var pattern = pattern
        var name = name
        // Where to go on when what follows the last `*` does not fit here.
        var again: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                again = (pattern, name)
            } else if let byte = name.first, let wanted = pattern.first,
                wanted == byte || wanted == UInt8(ascii: "?")
            {
                pattern = pattern.dropFirst()
                name = name.dropFirst()
            } else if name.isEmpty, pattern.isEmpty {
                return true
            } else if let place = again, !place.name.isEmpty {
                pattern = place.pattern
                name = place.name.dropFirst()
                again = (pattern, name)
            } else {
                return false
            }
        }
    }
}
