import Linux

/// Whether an SVG drawing is nothing but one.
///
/// What draws it on the host may load what it refers to: other files, style sheets, pictures by
/// address; may run scripts; may resolve entities. A drawing that has anything of that is not taken:
/// its other sizes are, or the host's own icon is shown.
enum Drawing {
    private static let elementLimit = 50_000

    static func isSafe(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= IconFile.limit, bytes.contains(UInt8(ascii: "<")) else { return false }
        do {
            return try isSafe(XMLReader(bytes))
        } catch {
            return false
        }
    }

    private static func isSafe(_ reader: XMLReader) throws(XMLReader.Fault) -> Bool {
        var reader = reader
        var count = 0
        // Of each element that it is inside of, whether that is a style sheet.
        var open: [Bool] = []
        while let token = try reader.next() {
            switch token {
            case .start(let element):
                count += 1
                let name = element.localName.lowercased()
                if count == 1, name != "svg" { return false }
                guard count <= elementLimit, !forbidden.contains(name), isSafe(element) else {
                    return false
                }
                open.append(name == "style")
            case .end: open.removeLast()
            case .text(let text):
                guard open.last == true else { continue }
                if text.contains(UInt8(ascii: "\\")) || !isSafe(style: text) { return false }
            }
        }
        return count > 0
    }

    /// What runs, includes, shows other documents or leads to them, or changes attributes later on.
    private static let forbidden: Set<String> = [
        "script", "foreignobject", "include", "iframe", "embed", "object", "audio", "video",
        "handler",
        "listener", "link", "set", "animate", "discard",
    ]

    private static func isSafe(_ element: XMLElement) -> Bool {
        element.attributes.allSatisfy { attribute in
            let name = XMLElement.local(attribute.name).lowercased()
            if name.hasPrefix("on") || attribute.name == "xml:base" { return false }
            if name == "href" || name == "src" { return isInside(attribute.value) }
            return isSafe(style: attribute.value)
        }
    }

    /// Whether it refers to the drawing itself, or to a picture that it brings.
    private static func isInside(_ reference: [UInt8]) -> Bool {
        let pictures = [
            "data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,",
        ]
        return reference.isEmpty || reference.first == UInt8(ascii: "#")
            || pictures.contains { reference.starts(with: Array($0.utf8)) }
    }

    /// Whether words of a style refer to nothing outside; those that might be hidden are not read.
    private static func isSafe(style: [UInt8]) -> Bool {
        let words = style.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
        if words.contains(UInt8(ascii: "\\")) { return !words.contains(UInt8(ascii: "(")) }
        if words.firstRange(of: Array("@import".utf8)) != nil { return false }
        var rest = words[...]
        while let url = rest.firstRange(of: Array("url(".utf8)) {
            rest = rest[url.upperBound...]
            let target = rest.drop { $0 == 0x20 || "'\"".utf8.contains($0) }
            guard target.first == UInt8(ascii: "#") else { return false }
        }
        return true
    }
}
