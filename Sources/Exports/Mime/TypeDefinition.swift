import Linux

/// What a box says of a MIME type that its applications open: how it is called, and which names its
/// files have.
struct TypeDefinition: Equatable {
    let type: String
    var comments: [Comment] = []
    var patterns: [Pattern] = []
    var aliases: [String] = []
    var parents: [String] = []
    var genericIcon: String?

    struct Comment: Equatable {
        let language: String?
        var text: [UInt8]
    }

    struct Pattern: Equatable {
        let words: String
        let isCaseSensitive: Bool
    }

    init(_ type: String) { self.type = type }

    /// Whether it is a type: `image/x-xcf`, in the letters that the registry of types allows.
    static func isType(_ words: String) -> Bool {
        let parts = words.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && words.utf8.count <= 150
            && parts.allSatisfy { part in
                part.utf8.first?.isWordByte == true
                    && part.utf8.allSatisfy { $0.isWordByte || "!#$&-^_+.".utf8.contains($0) }
            }
    }

    /// Whether it is a pattern that few names fit: `*.` with an ending.
    static func isEnding(_ words: String) -> Bool {
        let ending = words.dropFirst(2)
        return words.hasPrefix("*.") && (1...40).contains(ending.utf8.count)
            && ending.utf8.allSatisfy { $0.isWordByte || "_.-+~".utf8.contains($0) }
            && ending.utf8.first != UInt8(ascii: ".")
    }
}

extension TypeDefinition {
    /// The definitions of these types in a package of them; none when it cannot be read for certain.
    static func read(_ bytes: [UInt8], of wanted: Set<String>) -> [TypeDefinition] {
        do {
            return try read(XMLReader(bytes, allowsDeclarations: true), wanted)
        } catch {
            return []
        }
    }

    private static func read(
        _ reader: XMLReader,
        _ wanted: Set<String>
    ) throws(XMLReader.Fault) -> [TypeDefinition] {
        var reader = reader
        var definitions: [TypeDefinition] = []
        var depth = 0
        // The definition that is being read, when it is one of these types, and its comment.
        var definition: TypeDefinition?
        var comment: Comment?
        while let token = try reader.next() {
            switch token {
            case .start(let element):
                depth += 1
                if depth == 1, element.name != "mime-info" { return [] }
                if depth == 2 {
                    let type = element["type"]?.text.lowercased() ?? ""
                    let isWanted = element.name == "mime-type" && wanted.contains(type)
                    definition = isWanted ? TypeDefinition(type) : nil
                } else if depth == 3, element.name == "comment" {
                    comment = Comment(language: element["xml:lang"]?.text, text: [])
                } else if depth == 3 {
                    definition?.add(element)
                }
            case .end:
                if depth == 3, let comment { definition?.add(comment) }
                if depth == 3 { comment = nil }
                if depth == 2, let definition { definitions.append(definition) }
                depth -= 1
            case .text(let text): comment?.text += text
            }
        }
        return definitions
    }

    private static let limit = 200

    private mutating func add(_ comment: Comment) {
        let isLanguage = comment.language?.utf8.allSatisfy {
            $0.isWordByte || "-_@.".utf8.contains($0)
        }
        guard isLanguage != false, DesktopValue.isPlain(comment.text), comment.text.count <= 500,
            comments.count < Self.limit
        else { return }
        comments.append(comment)
    }

    private mutating func add(_ element: XMLElement) {
        let type = element["type"]?.text.lowercased()
        switch element.name {
        case "glob" where patterns.count < Self.limit:
            let words = element["pattern"]?.text ?? ""
            guard Self.isEnding(words) else { return }
            let isCaseSensitive = element["case-sensitive"]?.text == "true"
            patterns.append(Pattern(words: words, isCaseSensitive: isCaseSensitive))
        case "alias" where aliases.count < Self.limit:
            if let type, Self.isType(type) { aliases.append(type) }
        case "sub-class-of" where parents.count < Self.limit:
            if let type, Self.isType(type) { parents.append(type) }
        case "generic-icon":
            genericIcon = element["name"]?.text
            if genericIcon.map(DesktopID.isSafe) != true { genericIcon = nil }
        default: return
        }
    }
}
