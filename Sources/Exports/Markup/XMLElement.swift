/// An element's name and attributes, prefixes and all.
struct XMLElement: Equatable {
    struct Attribute: Equatable {
        let name: String
        let value: [UInt8]
    }

    let name: String
    var attributes: [Attribute] = []

    /// The name behind its prefix.
    var localName: Substring { XMLElement.local(name) }

    static func local(_ name: String) -> Substring {
        name.lastIndex(of: ":").map { name[name.index(after: $0)...] } ?? name[...]
    }

    subscript(attribute: String) -> [UInt8]? {
        attributes.first { $0.name == attribute }?.value
    }
}

/// Text as it stands in XML.
func xmlEscaped(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { byte -> [UInt8] in
        switch byte {
        case UInt8(ascii: "<"): Array("&lt;".utf8)
        case UInt8(ascii: ">"): Array("&gt;".utf8)
        case UInt8(ascii: "&"): Array("&amp;".utf8)
        case UInt8(ascii: "\""): Array("&quot;".utf8)
        default: [byte]
        }
    }
}
