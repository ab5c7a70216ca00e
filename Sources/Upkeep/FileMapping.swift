import Boxes
import Linux
import Wire

/// Where a box sees the files of its host: at the same place, where they are mounted, or below
/// `/run/host`, which has all of them.
package struct FileMapping {
    private let mounts: [BoxSetup.Mapping]

    package init(_ record: BoxRecord) throws(UpkeepError) {
        mounts = try BoxMounts(record).mappings
    }

    /// The word for the same file in the box.
    ///
    /// It may be a path, a `file:` address, or an option that has one of them behind `=`; whatever
    /// else it is stays as it is.
    package func word(_ word: [UInt8]) -> [UInt8] {
        if word.first == UInt8(ascii: "-"), let sign = word.firstIndex(of: UInt8(ascii: "=")) {
            let value = Array(word[(sign + 1)...])
            // Behind it stands no other option.
            guard value.first != UInt8(ascii: "-") else { return word }
            return word[...sign] + self.word(value)
        }
        if word.first == UInt8(ascii: "/") { return place(of: word) ?? word }
        guard let address = FileAddress(word), let place = place(of: address.path) else {
            return word
        }
        return address.with(path: place)
    }

    /// Nil when the box sees it where the host does.
    private func place(of path: [UInt8]) -> [UInt8]? {
        let path = path.normalPath
        if let place = mounted(path) { return place == path ? nil : place }
        // A file may be shared by another name than the caller's: a home behind a link is.
        let real = String(validating: path, as: UTF8.self).flatMap(File.realPath)
            .map { Array($0.utf8) }
        if let real, let place = mounted(real) { return place == path ? nil : place }
        let host = Array("/run/host".utf8)
        return (real ?? path) == [UInt8(ascii: "/")] ? host : host + (real ?? path)
    }

    /// The place by the longest mount that no other one hides there.
    private func mounted(_ path: [UInt8]) -> [UInt8]? {
        let slash = [UInt8(ascii: "/")]
        let fitting = mounts.filter { path == $0.host || path.starts(with: $0.host + slash) }
        for mount in fitting.sorted(by: { $0.host.count > $1.host.count }) {
            let place = mount.box + path[mount.host.count...]
            let isHidden = mounts.contains { other in
                other.box.starts(with: mount.box + slash)
                    && (place == other.box || place.starts(with: other.box + slash))
            }
            if !isHidden { return place }
        }
        return nil
    }
}

/// `file:///path`, taken apart.
private struct FileAddress {
    let path: [UInt8]
    /// `?…` or `#…`.
    private let rest: [UInt8]

    /// Nil for what is no address of a file of this host.
    init?(_ word: [UInt8]) {
        guard word.prefix(5).map({ $0 | 0x20 }) == Array("file:".utf8) else { return nil }
        var words = word.dropFirst(5)
        if words.starts(with: Array("//".utf8)) {
            words = words.dropFirst(2)
            let host = words.prefix { $0 != UInt8(ascii: "/") }
            guard host.isEmpty || host.elementsEqual("localhost".utf8) else { return nil }
            words = words.dropFirst(host.count)
        }
        guard words.first == UInt8(ascii: "/") else { return nil }
        let end = words.firstIndex { "?#".utf8.contains($0) } ?? words.endIndex
        rest = Array(words[end...])
        var path: [UInt8] = []
        var encoded = words[..<end]
        while let byte = encoded.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                path.append(byte)
                continue
            }
            let digits = encoded.prefix(2)
            encoded = encoded.dropFirst(2)
            guard digits.count == 2, digits.allSatisfy({ Self.isHexadecimal($0) }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value != 0
            else { return nil }
            path.append(value)
        }
        self.path = path
    }

    func with(path: [UInt8]) -> [UInt8] {
        var word = Array("file://".utf8)
        for byte in path {
            if Self.isPlain(byte) {
                word.append(byte)
            } else {
                let digits = Array(String(byte, radix: 16, uppercase: true).utf8)
                word += [UInt8(ascii: "%")] + (digits.count == 1 ? [0x30] : []) + digits
            }
        }
        return word + rest
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
            || "/-._~!$&'()*+,;=:@".utf8.contains(byte)
    }
}

extension [UInt8] {
    /// The absolute path without `.`, `..` and doubled slashes.
    fileprivate var normalPath: [UInt8] {
        var parts: [ArraySlice<UInt8>] = []
        for part in split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
        }
        return [UInt8(ascii: "/")] + parts.joined(separator: [UInt8(ascii: "/")])
    }
}
