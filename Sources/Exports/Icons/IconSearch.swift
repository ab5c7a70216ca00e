import Boxes
import Linux

/// Finds the icons of a box by the Icon Theme Specification.
struct IconSearch<Files: BoxFiles> {
    let files: Files
    let folders: DataFolders

    /// All pictures of an icon; none when the box has none that the host may show.
    func icon(_ value: String) throws(BoxFilesError) -> [IconFile] {
        if value.hasPrefix("/") { return try picture(at: value) }
        let name = IconFile.Kind.allCases.reduce(value) { name, kind in
            name.hasSuffix(".\(kind)") ? String(name.dropLast(kind.rawValue.count + 1)) : name
        }
        let isName = DesktopValue.isPlain(Array(name.utf8)) && !name.contains("/")
        guard isName, !name.isEmpty, name.utf8.count <= 200, name != "..", name != "." else {
            return []
        }
        var search = Finding(value: value, name: name)
        try look(in: "hicolor", &search)
        if search.icons.isEmpty { try lookOutside(&search) }
        if search.icons.isEmpty {
            for theme in try otherThemes() where search.icons.isEmpty {
                try look(in: theme, &search)
            }
        }
        return search.icons
    }

    /// What was found of one icon, and where was looked.
    fileprivate struct Finding {
        let value: String
        let name: String
        var icons: [IconFile] = []
        var bytes = 0
        var seen: Set<String> = []

        mutating func add(_ bytes: [UInt8], _ folder: String) {
            let isThere = icons.contains { $0.folder == folder }
            guard !isThere, let picture = Picture(bytes) else { return }
            guard self.bytes + bytes.count <= IconFile.totalLimit else { return }
            self.bytes += bytes.count
            icons.append(IconFile(name: value, folder: folder, kind: picture.kind, bytes: bytes))
        }

        /// One that no theme has a place for.
        mutating func add(_ bytes: [UInt8]) {
            guard let picture = Picture(bytes) else { return }
            add(bytes, picture.size.map { IconFolder.of(size: $0) } ?? IconFolder.scalable)
        }
    }

    private func picture(at path: String) throws(BoxFilesError) -> [IconFile] {
        var found = Finding(value: path, name: path)
        if let bytes = try files.read(Bearings.normal(path), limit: IconFile.limit) {
            found.add(bytes)
        }
        return found.icons
    }

    /// Looks in a theme, and in those that it names when it has none.
    private func look(in theme: String, _ found: inout Finding) throws(BoxFilesError) {
        var open = [theme]
        while found.icons.isEmpty, !open.isEmpty {
            let name = open.removeFirst()
            guard found.seen.count < 100, found.seen.insert(name).inserted else { continue }
            let index = try index(of: name)
            try look(
                in: index?.folders ?? (name == "hicolor" ? IconTheme.usual : []),
                of: name,
                &found
            )
            open += index?.parents ?? []
        }
    }

    private func index(of theme: String) throws(BoxFilesError) -> IconTheme? {
        for folder in folders.icons {
            let path = "\(folder)/\(theme)/index.theme"
            if let bytes = try files.read(path, limit: DesktopFile.limit) {
                return IconTheme(bytes)
            }
        }
        return nil
    }

    /// A file that may be the icon, and the directory it is in.
    private struct Candidate {
        let path: String
        let place: IconTheme.Folder
        let isSymbolic: Bool
    }

    private func look(
        in places: [IconTheme.Folder],
        of theme: String,
        _ found: inout Finding
    ) throws(BoxFilesError) {
        for folder in folders.icons {
            let there = Set(try files.entries(of: "\(folder)/\(theme)").prefix(5000).map(\.name))
            let here = places.filter { there.contains(Array($0.path.prefix { $0 != "/" }.utf8)) }
            var rest = candidates(for: found.name, in: here, below: "\(folder)/\(theme)")[...]
            while !rest.isEmpty {
                let batch = rest.prefix(30)
                rest = rest.dropFirst(batch.count)
                let contents = try files.read(all: batch.map(\.path), limit: IconFile.limit)
                for (candidate, bytes) in zip(batch, contents) where bytes != nil {
                    bytes.map { Self.add($0, candidate, to: &found) }
                }
            }
        }
    }

    private func candidates(
        for name: String,
        in places: [IconTheme.Folder],
        below folder: String
    ) -> [Candidate] {
        places.flatMap { place -> [Candidate] in
            // Older programs have theirs among those of any size.
            let forms =
                place.path.contains("symbolic")
                ? [true] : place.isScalable ? [false, true] : [false]
            return forms.flatMap { isSymbolic in
                IconFile.Kind.allCases.map { kind in
                    let file = name + (isSymbolic ? "-symbolic" : "") + ".\(kind)"
                    let path = "\(folder)/\(place.path)/\(file)"
                    return Candidate(path: path, place: place, isSymbolic: isSymbolic)
                }
            }
        }
    }

    private static func add(_ bytes: [UInt8], _ candidate: Candidate, to found: inout Finding) {
        guard let picture = Picture(bytes) else { return }
        let place = candidate.place
        let target =
            if candidate.isSymbolic {
                IconFolder.symbolic
            } else if !place.isScalable {
                IconFolder.of(size: place.size, scale: place.scale)
            } else if let size = picture.size {
                IconFolder.of(size: size)
            } else {
                IconFolder.scalable
            }
        found.add(bytes, target)
    }

    /// Icons that belong to no theme.
    private func lookOutside(_ found: inout Finding) throws(BoxFilesError) {
        let pixmaps = folders.data.map { $0 + "/pixmaps" } + ["/usr/share/pixmaps"]
        let paths = (folders.icons + pixmaps).flatMap { folder in
            IconFile.Kind.allCases.map { "\(folder)/\(found.name).\($0)" }
        }
        for bytes in try files.read(all: paths, limit: IconFile.limit) where bytes != nil {
            bytes.map { found.add($0) }
        }
    }

    /// All other themes of the box, those first that desktops have from the start.
    private func otherThemes() throws(BoxFilesError) -> [String] {
        let first = ["Adwaita", "breeze", "gnome", "oxygen", "Papirus"]
        var names: Set<String> = []
        for folder in folders.icons {
            for entry in try files.entries(of: folder).prefix(1000) where entry.kind == .folder {
                let name = entry.name.text
                if IconTheme.isPlain(name), names.count < 40 { names.insert(name) }
            }
        }
        names.remove("hicolor")
        return first.filter(names.contains) + names.subtracting(first).sorted()
    }
}
