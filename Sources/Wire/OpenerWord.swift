/// What a word given to `xdg-open` means, in a box and on the host.
package enum OpenerWord: Equatable, Sendable {
    /// Of the web, of mail, of anything but a file: `SCHEME:…`.
    case address
    /// A path, maybe a relative one; an address of a file is one, too.
    case path([UInt8])
    case option

    /// The name by which boxes and the host have things opened.
    package static let program = "xdg-open"
    /// The path by which a box means the file that is the command's input.
    package static let input = Array("/dev/stdin".utf8)

    private static let slash = UInt8(ascii: "/")
    private static let file = Array("file:".utf8)

    package init(_ word: [UInt8]) {
        if word.first == UInt8(ascii: "-") {
            self = .option
        } else if word.starts(with: Self.file) {
            self = .path(Self.path(ofAddress: word))
        } else {
            self = Self.isAddress(word) ? .address : .path(word)
        }
    }

    private static func isAddress(_ word: [UInt8]) -> Bool {
        guard let colon = word.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
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
        // A place in the file is the browser's to find: `xdg-open` leaves it out as well.
        return decoded(Array(rest.prefix { !"#?".utf8.contains($0) }))
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(hexadecimal: bytes[(index + 1)...(index + 2)]), value != 0
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

extension UInt8 {
    fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
        let text = String(decoding: digits, as: UTF8.self)
        // What reads numbers takes a sign as well.
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") })
        else { return nil }
        self.init(text, radix: 16)
    }
}
