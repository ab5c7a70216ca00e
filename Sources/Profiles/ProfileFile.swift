import Boxes

extension Profile {
    /// Reads a profile; every key must be one that is known.
    package init(_ text: String, file: String) throws(ProfileError) {
        let document: TOMLDocument
        do {
            document = try TOMLDocument(text)
        } catch {
            throw .malformed(file: file, line: error.line, reason: error.reason)
        }
        self.init(name: "", images: [:], releaseFields: [], defaultRelease: "")
        var bootstrap = Bootstrap(command: [], package: "")
        for entry in document.entries {
            try take(entry, &bootstrap, file)
        }
        if !bootstrap.command.isEmpty {
            guard !bootstrap.package.isEmpty else {
                throw .missingKey(file: file, key: "bootstrap.package")
            }
            self.bootstrap = bootstrap
        }
        let required = [
            ("name", name.isEmpty), ("images", images.isEmpty),
            ("release.default", defaultRelease.isEmpty),
        ]
        if let missing = required.first(where: \.1) {
            throw .missingKey(file: file, key: missing.0)
        }
    }

    private mutating func take(
        _ entry: TOMLDocument.Entry,
        _ bootstrap: inout Bootstrap,
        _ file: String
    ) throws(ProfileError) {
        let wrong = ProfileError.badValue(file: file, line: entry.line, key: entry.key)
        switch (entry.key, entry.value) {
        case ("name", .text(let text)):
            guard Self.isWord(text) else { throw wrong }
            name = text
        case ("release.default", .text(let text)):
            guard Self.isWord(text) else { throw wrong }
            defaultRelease = text
        case ("release.fields", .texts(let texts)): releaseFields = texts
        case ("release.parent-fields", .texts(let texts)): parentReleaseFields = texts
        case ("bootstrap.command", .texts(let texts)):
            guard texts.contains(where: { $0.contains("{output}") }), texts[0].first != "{" else {
                throw wrong
            }
            bootstrap.command = texts
        case ("bootstrap.package", .text(let text)): bootstrap.package = text
        case (let key, .text(let text)) where key.hasPrefix("images."):
            guard !text.isEmpty else { throw wrong }
            images[String(key.dropFirst("images.".count))] = text
        case (let key, _):
            let known = [
                "name", "release.default", "release.fields", "release.parent-fields",
                "bootstrap.command", "bootstrap.package",
            ]
            guard known.contains(key) || key.hasPrefix("images.") else {
                throw .unknownKey(file: file, line: entry.line, key: key)
            }
            throw wrong
        }
    }

    /// Whether a text can stand in an image's reference and in a command's argument.
    package static func isWord(_ text: String) -> Bool {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return allowed && !text.isEmpty && text.first != "-" && text.first != "."
    }
}
