/// Names and globs of variables; matched as bytes, without looking at most of them.
struct NamePatterns: Sendable {
    private var names: Set<ArraySlice<UInt8>> = []
    /// Globs by their first byte; zero is for those that begin with `*` or `?`.
    private var globs: [UInt8: [[UInt8]]] = [:]

    init(_ patterns: [String]) {
        for pattern in patterns where !pattern.isEmpty {
            let bytes = Array(pattern.utf8)
            guard bytes.contains(where: Self.isWild) else {
                names.insert(bytes[...])
                continue
            }
            let first = bytes.first.map { Self.isWild($0) ? 0 : $0 } ?? 0
            globs[first, default: []].append(bytes)
        }
    }

    func match(_ name: ArraySlice<UInt8>) -> Bool {
        if names.contains(name) { return true }
        if globs.isEmpty { return false }
        guard let first = name.first else { return false }
        return [first, 0].contains { key in
            globs[key]?.contains { Self.match($0[...], name) } ?? false
        }
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
