/// The name of an image in a registry: `[REGISTRY/]PATH[:TAG][@DIGEST]`.
package struct ImageReference: Equatable, Sendable, CustomStringConvertible {
    /// Host and maybe port; nil is a short name, which the engine resolves.
    package var registry: String?
    /// What stands between the registry and the tag: `library/debian`.
    package var path: String
    package var tag: String?
    /// The manifest's, `sha256:…`.
    package var digest: String?

    package init(_ text: String) throws(EngineError) {
        var rest = Substring(text)
        if rest.hasPrefix("docker://") { rest = rest.dropFirst("docker://".count) }
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        let lastSlash = rest.lastIndex(of: "/")
        if let colon = rest.lastIndex(of: ":"), lastSlash.map({ $0 < colon }) ?? true {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        if let slash = rest.firstIndex(of: "/"), rest[..<slash].isRegistry {
            registry = String(rest[..<slash])
            rest = rest[rest.index(after: slash)...]
        }
        path = String(rest)
        guard path.isImagePath, tag?.isImageTag ?? true, digest?.isImageDigest ?? true,
            registry?.isRegistryName ?? true
        else {
            throw .badReference(text)
        }
    }

    package var description: String {
        repository + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
    }

    /// Without tag and digest.
    package var repository: String { registry.map { "\($0)/\(path)" } ?? path }

    /// The same with the tag `latest` where it says neither tag nor digest.
    package var tagged: ImageReference {
        var reference = self
        if tag == nil, digest == nil { reference.tag = "latest" }
        return reference
    }

    /// What Docker takes it for: without a registry it is Docker Hub's.
    package var onDockerHub: ImageReference {
        guard registry == nil else { return self }
        var reference = self
        reference.registry = "docker.io"
        if !path.contains("/") { reference.path = "library/" + path }
        return reference
    }
}

extension Substring {
    /// Whether the first part of a name is a registry and not a part of the path.
    fileprivate var isRegistry: Bool { self == "localhost" || contains(".") || contains(":") }
}

extension String {
    fileprivate var isRegistryName: Bool {
        !isEmpty
            && utf8.allSatisfy {
                $0.isLetter || $0.isDigit || ".-:[]".utf8.contains($0)
            }
    }

    fileprivate var isImagePath: Bool {
        split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last else { return false }
            return first.isLowerOrDigit && last.isLowerOrDigit
                && part.utf8.allSatisfy { $0.isLowerOrDigit || "._-".utf8.contains($0) }
        }
    }

    fileprivate var isImageTag: Bool {
        guard let first = utf8.first, utf8.count <= 128 else { return false }
        return !".-".utf8.contains(first)
            && utf8.allSatisfy { $0.isLetter || $0.isDigit || "_.-".utf8.contains($0) }
    }

    fileprivate var isImageDigest: Bool {
        let parts = split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].utf8.count >= 32 else { return false }
        return parts[0].utf8.allSatisfy { $0.isLowerOrDigit || "+._-".utf8.contains($0) }
            && parts[1].utf8.allSatisfy { $0.isDigit || (97...102).contains($0) }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isLower: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isLetter: Bool {
        isLower || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }
    fileprivate var isLowerOrDigit: Bool { isLower || isDigit }
}
