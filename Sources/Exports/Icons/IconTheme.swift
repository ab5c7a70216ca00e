import Linux

/// A theme of icons, as its `index.theme` describes it.
struct IconTheme: Equatable {
    /// Themes that have what this one lacks.
    let parents: [String]
    let folders: [Folder]

    /// A directory of icons of one size.
    struct Folder: Equatable {
        /// Below the theme's own.
        let path: String
        let size: Int
        let scale: Int
        let isScalable: Bool
    }

    /// Nil when the file is none.
    init?(_ bytes: [UInt8]) {
        guard let file = DesktopFile(bytes), let main = file["Icon Theme"] else { return nil }
        func list(_ key: String) -> [String] {
            let words = main[key]?.text.split(separator: UInt8(ascii: ",")) ?? []
            return words.map { Array($0.trimmed).text }.filter(Self.isPlain)
        }
        parents = Array(list("Inherits").filter { !$0.contains("/") }.prefix(10))
        var groups: [String: DesktopFile.Group] = [:]
        for group in file.groups { groups[group.name ?? ""] = group }
        let paths = (list("Directories") + list("ScaledDirectories")).prefix(Self.limit)
        folders = paths.compactMap { path in
            guard let group = groups[path],
                let size = group["Size"].flatMap({ Int($0.value.text) }), (1...4096).contains(size)
            else { return nil }
            let scale = group["Scale"].flatMap { Int($0.value.text) } ?? 1
            let isScalable = group["Type"]?.value == Array("Scalable".utf8)
            guard (1...8).contains(scale) else { return nil }
            return Folder(path: path, size: size, scale: scale, isScalable: isScalable)
        }
    }

    /// The directories of the theme that all have, for a box without a word of what is in it.
    static let usual: [Folder] =
        IconFolder.sizes.flatMap { size in
            [1, 2].map { scale in
                let name = "\(size)x\(size)" + (scale > 1 ? "@\(scale)" : "")
                return Folder(path: "\(name)/apps", size: size, scale: scale, isScalable: false)
            }
        }
        + ["scalable/apps", "symbolic/apps"].map {
            Folder(path: $0, size: 128, scale: 1, isScalable: true)
        }

    /// The most directories of a theme; the largest known have some two hundred.
    private static let limit = 1000

    /// Whether it is a path that leads nowhere but down.
    static func isPlain(_ path: String) -> Bool {
        let isPlain = path.utf8.allSatisfy { $0.isWordByte || "_.-+@/".utf8.contains($0) }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return isPlain && parts.allSatisfy { !["", ".", ".."].contains($0) }
    }
}

/// A directory of the host's hicolor theme.
enum IconFolder {
    /// Those that there are; icons of other sizes go to the nearest.
    static let sizes = [16, 22, 24, 32, 36, 48, 64, 72, 96, 128, 192, 256, 512]

    static func of(size: Int, scale: Int = 1) -> String {
        let nearest = sizes.min { abs($0 - size) < abs($1 - size) } ?? 48
        return "\(nearest)x\(nearest)" + (scale == 2 ? "@2" : "")
    }

    static let scalable = "scalable"
    static let symbolic = "symbolic"

    static func isOne(_ name: String) -> Bool {
        let sized = sizes.flatMap { ["\($0)x\($0)", "\($0)x\($0)@2"] }
        return [scalable, symbolic].contains(name) || sized.contains(name)
    }
}
