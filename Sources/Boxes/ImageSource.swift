/// What the word for an image means.
package enum ImageSource: Equatable, Sendable {
    /// A name in a registry or in the engine's own store.
    case reference(String)
    /// An image archive or a root filesystem: an absolute path.
    case archive(String)
    /// To be made from a distribution's own mirror.
    case bootstrap(family: String, release: String)
    /// A Containerfile, or a folder with one: an absolute path.
    case recipe(String)

    /// Reads the words of the user; `kind` tells what a path leads to, nil when that is nothing.
    package init(_ words: String, from bearings: Bearings, kind: (String) -> PathKind?) {
        if words.hasPrefix("bootstrap:") {
            let parts = words.dropFirst("bootstrap:".count).split(
                separator: "/",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            self = .bootstrap(
                family: parts.first.map(String.init) ?? "",
                release: parts.count > 1 ? String(parts[1]) : ""
            )
            return
        }
        let isPath = words == "~" || ["/", "./", "../", "~/"].contains { words.hasPrefix($0) }
        let path = bearings.absolute(words)
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let isRecipe = Self.isRecipeName(name)
        if isPath || words == "." || words == ".." {
            self = isRecipe || kind(path) == .directory ? .recipe(path) : .archive(path)
        } else if isRecipe, kind(path) != nil {
            self = .recipe(path)
        } else if Self.isArchiveName(name), kind(path) == .file {
            // A bare word is a file only when it looks like one: `fedora` stays an image's name
            // beside a folder of that name.
            self = .archive(path)
        } else {
            self = .reference(words)
        }
    }

    /// Whether words without a sign of a path look like a file all the same: by a name that a
    /// Containerfile or an archive has, and images do not.
    package static func isFileName(_ words: String) -> Bool {
        let name = words.split(separator: "/").last.map(String.init) ?? ""
        return !words.contains(":") && !words.contains("@")
            && (isRecipeName(name) || isArchiveName(name))
    }

    /// What is at a path.
    package enum PathKind: Sendable {
        case file, directory
    }

    /// `Containerfile`, `Containerfile.dev`, `dev.Containerfile`.
    private static func isRecipeName(_ name: String) -> Bool {
        ["containerfile", "dockerfile"].contains { word in
            let name = name.lowercased()
            return name == word || name.hasPrefix(word + ".") || name.hasSuffix("." + word)
        }
    }

    /// Endings of archives; the longest first.
    private static let endings = [
        ".tar.bz2", ".tar.zst", ".tar.gz", ".tar.xz", ".tbz2", ".tzst", ".tgz", ".txz", ".tar",
    ]

    private static func isArchiveName(_ name: String) -> Bool {
        endings.contains { name.hasSuffix($0) }
    }

    /// The box's name when the user gives none: `fedora:42` → `fedora-42`.
    package var boxName: BoxName {
        switch self {
        case .bootstrap(let family, let release): BoxName(madeFrom: "\(family)-\(release)")
        case .archive(let path): BoxName(madeFrom: Self.base(path))
        case .recipe(let path): BoxName(madeFrom: Self.recipe(path))
        case .reference(let reference):
            BoxName(madeFrom: Self.shortName(reference))
        }
    }

    /// Most recipes have the same name; their folders have names of their own.
    private static func recipe(_ path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        guard let last = parts.last, isRecipeName(last) else { return parts.last ?? "" }
        return parts.dropLast().last ?? last
    }

    private static func base(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let ending = endings.first { name.hasSuffix($0) && name.count > $0.count }
        return String(name.dropLast(ending?.count ?? 0))
    }

    /// `registry/path/name:tag@digest` → `name-tag`; the tag `latest` says nothing.
    private static func shortName(_ reference: String) -> String {
        let named = reference.prefix { $0 != "@" }
        var last = named.split(separator: "/").last.map(String.init) ?? ""
        if last.hasSuffix(":latest") { last = String(last.dropLast(":latest".count)) }
        return String(last.map { $0 == ":" ? "-" : $0 })
    }
}

extension BoxName {
    /// The nearest name to any text; `box` when nothing of it can stay.
    package init(madeFrom text: String) {
        var kept = ""
        for byte in text.utf8 {
            let isMark = "_.-".utf8.contains(byte)
            if byte.isLetterOrDigit || (isMark && !kept.isEmpty) {
                kept.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !kept.isEmpty, !kept.hasSuffix("-") {
                kept += "-"
            }
        }
        kept = String(kept.prefix(63))
        while let last = kept.last, "_.-".contains(last) { kept.removeLast() }
        self.init(known: kept.isEmpty ? "box" : kept)
    }
}
