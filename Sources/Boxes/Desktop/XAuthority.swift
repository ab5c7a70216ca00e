/// A file of keys to X displays, as Xau(3) reads it: entries of five fields, lengths before bytes,
/// big-endian.
package struct XAuthority: Equatable, Sendable {
    package var entries: [Entry] = []

    package struct Entry: Equatable, Sendable {
        /// What kind of address: 256 is this host by its name, 65535 any host.
        package var family: UInt16
        package var address: [UInt8]
        /// The display's number in digits; empty is any.
        package var number: [UInt8]
        /// What kind of key it is.
        package var name: [UInt8]
        package var data: [UInt8]

        static let local: UInt16 = 256
        static let wild: UInt16 = 0xffff
    }

    package init(entries: [Entry] = []) { self.entries = entries }

    /// Reads entries until the first that is cut off, as X's own programs do.
    package init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let entry = Entry(&rest) { entries.append(entry) }
    }

    package var bytes: [UInt8] { entries.flatMap(\.bytes) }

    /// The same keys, and before them those to that display of this host in a form in which no
    /// host's name is looked at: a box may have another.
    ///
    /// A display of another host is looked up by an address that is the same in a box.
    package func opening(_ display: XDisplay, hostname: String) -> XAuthority {
        guard display.isLocal else { return self }
        let keys = entries.filter { entry in
            (entry.family == Entry.local || entry.family == Entry.wild)
                && (entry.number.isEmpty || entry.number == display.number)
        }
        let name = Array(hostname.utf8)
        // A host that was renamed since the session began has its keys under the old name.
        let own = keys.filter { $0.family == Entry.wild || $0.address == name }
        var wild: [Entry] = []
        for key in own.isEmpty ? keys : own {
            var open = key
            open.family = Entry.wild
            open.address = []
            open.number = display.number
            if !wild.contains(open) { wild.append(open) }
        }
        var opened = self
        opened.entries.removeAll { wild.contains($0) }
        opened.entries.insert(contentsOf: wild, at: 0)
        return opened
    }
}

extension XAuthority.Entry {
    package init(
        family: UInt16,
        address: String,
        number: String,
        name: String = "MIT-MAGIC-COOKIE-1",
        data: [UInt8]
    ) {
        self.init(
            family: family,
            address: Array(address.utf8),
            number: Array(number.utf8),
            name: Array(name.utf8),
            data: data
        )
    }

    fileprivate init?(_ rest: inout ArraySlice<UInt8>) {
        guard let family = Self.number(&rest), let address = Self.field(&rest),
            let number = Self.field(&rest), let name = Self.field(&rest),
            let data = Self.field(&rest)
        else { return nil }
        self.init(family: family, address: address, number: number, name: name, data: data)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
        guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    private static func field(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let count = number(&rest), rest.count >= Int(count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    fileprivate var bytes: [UInt8] {
        var bytes = [UInt8(family >> 8), UInt8(family & 0xff)]
        for field in [address, number, name, data] {
            bytes += [UInt8(field.count >> 8 & 0xff), UInt8(field.count & 0xff)]
            bytes += field
        }
        return bytes
    }
}

/// What `DISPLAY` names: `:0`, `localhost:10.0`, `unix:1`, `other.host:0`.
package struct XDisplay: Equatable, Sendable {
    /// Whether its keys are found by this host's name.
    package let isLocal: Bool
    /// In digits.
    package let number: [UInt8]

    package init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = Array(text.utf8[text.utf8.index(after: colon)...]).prefix {
            $0 != UInt8(ascii: ".")
        }
        guard !digits.isEmpty, digits.count < 10,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        number = Array(digits)
        let host = text[..<colon]
        isLocal =
            ["", "unix", "localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
            || host.hasPrefix("/") || host.hasSuffix("/unix")
    }
}
