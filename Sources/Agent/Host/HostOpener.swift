import Linux
import Wire

/// What is to be opened on the host, as the host knows it.
enum HostOpener {
    private static let slash = UInt8(ascii: "/")
    private static let file = Array("file:".utf8)

    /// The words with each file of the box as the host has it.
    ///
    /// - Throws: the first file that the host does not have.
    static func words(
        _ words: [[UInt8]],
        in mounts: [BoxSetup.Mapping],
        from directory: [UInt8]
    ) throws(NotOnHost) -> [[UInt8]] {
        var mapped: [[UInt8]] = []
        for word in words {
            if word.first == UInt8(ascii: "-") || isAddress(word) {
                mapped.append(word)
                continue
            }
            let path = word.starts(with: file) ? self.path(ofAddress: word) : word
            let whole = path.first == slash ? path : directory + [slash] + path
            guard let place = HostDirectories.place(of: whole, in: mounts) else {
                throw NotOnHost(path: whole)
            }
            mapped.append(place)
        }
        return mapped
    }

    struct NotOnHost: Error, Equatable {
        let path: [UInt8]
    }

    /// Of the web, of mail, of anything but a file: `SCHEME:…`.
    private static func isAddress(_ word: [UInt8]) -> Bool {
        guard let colon = word.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            !word.starts(with: file)
        else { return false }
        return word[..<colon].allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "+.-".utf8.contains(byte)
            }
        }
    }

    /// `file:///a%20b`, `file://localhost/a`, `file:/a`.
    private static func path(ofAddress word: [UInt8]) -> [UInt8] {
        var rest = word.dropFirst(file.count)
        if rest.starts(with: [slash, slash]) {
            rest = rest.dropFirst(2)
            rest = rest.drop { $0 != slash }
        }
        return decoded(Array(rest))
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(Array(bytes[(index + 1)...(index + 2)]).text, radix: 16),
                value != 0
            {
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
