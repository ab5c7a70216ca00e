import Boxes
import Linux

/// The applications of a box, in its own data folders.
///
/// A box may have any number of entries of any size: of more than fit, the rest is not looked at.
package struct AppSearch {
    private let files: any BoxFiles
    /// Languages as entries name them, `pt_BR` and `pt`, the best first, for names and comments.
    private let languages: [String]
    /// Where entries are looked for, the first that has one wins.
    private let places: [String]

    /// Those entries that begin with a session are looked at, after all others, when it is `atLogin`.
    package init(
        _ files: any BoxFiles,
        languages: [String] = [],
        atLogin: Bool = false
    ) throws(BoxFilesError) {
        self.files = files
        self.languages = languages
        let folders = try DataFolders(of: files)
        places = folders.data.map { $0 + "/applications" } + (atLogin ? folders.autostart : [])
    }

    /// An entry that nothing is known of but its place.
    struct Place: Equatable {
        let id: String
        let path: String
    }

    /// All applications, by their ids.
    package func all() throws(BoxFilesError) -> [FoundApp] {
        var found: [FoundApp] = []
        try forEachEntry { place, file in
            if let app = FoundApp(file, id: place.id, path: place.path, languages: languages) {
                found.append(app)
            }
        }
        return found.sorted { ($0.id, $0.path) < ($1.id, $1.path) }
    }

    /// The application that the words mean: a path in the box, a desktop entry's id or file name, a
    /// name in any language, or a program.
    package func app(_ words: String) throws(AppError) -> FoundApp {
        if words.hasPrefix("/") { return try app(at: Bearings.normal(words)) }
        let isFile = words.hasSuffix(DesktopID.ending)
        let id = isFile ? String(words.dropLast(DesktopID.ending.utf8.count)) : words
        let found = try inBox { () throws(BoxFilesError) in try allPlaces() }
        if let place = found.first(where: { $0.id == id }) { return try app(place) }
        return try app(named: id, found)
    }

    /// Whatever the entry is: its place was named.
    private func app(at path: String) throws(AppError) -> FoundApp {
        let inside = places.first { Bearings.isPath(path, in: $0) }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let rest = inside.map { String(path.dropFirst($0.count + 1)) } ?? name
        // An entry speaks of its own place, in a line.
        guard let id = DesktopID.of(rest), DesktopValue.isPlain(Array(path.utf8)) else {
            throw .unreadable(path)
        }
        return try app(Place(id: id, path: path))
    }

    private func app(_ place: Place) throws(AppError) -> FoundApp {
        let bytes = try inBox { () throws(BoxFilesError) in
            try files.read(place.path, limit: DesktopFile.limit)
        }
        guard let file = bytes.flatMap(DesktopFile.init) else { throw .unreadable(place.path) }
        if let app = FoundApp(file, id: place.id, path: place.path, languages: languages) {
            return app
        }
        guard let main = file[DesktopFile.mainGroup] else { throw .unreadable(place.path) }
        if main.isTrue("Hidden") { throw .hidden(place.path) }
        let type = main["Type"]?.text.text ?? ""
        throw type == "Application"
            ? .noName(place.path) : .notApplication(path: place.path, type: type)
    }

    private func app(named words: String, _ places: [Place]) throws(AppError) -> FoundApp {
        var match = AppMatch(words)
        try inBox { () throws(BoxFilesError) in
            try forEachEntry(of: places) { place, file in
                if let app = FoundApp(file, id: place.id, path: place.path, languages: languages) {
                    match.add(app, file)
                }
            }
        }
        let found = match.best
        if found.count == 1 { return found[0] }
        // Entries that no menu shows are often second ones of the same application.
        let shown = found.filter(\.isShown)
        if shown.count == 1 { return shown[0] }
        guard found.isEmpty else { throw .several(words, found) }
        throw .missing(words, nearest: match.nearest)
    }
}

/// What keeps a search within bounds, whatever a box has.
private enum Bounds {
    static let entries = 10_000
    static let folders = 500
    /// Of one entry; the largest known has 40,000 bytes.
    static let entry = 256 << 10
    static let bytes = 256 << 20
    /// Read at once.
    static let batch = 32
}

extension AppSearch {
    /// Where entries are, each id once: the first folder that has it wins.
    private func allPlaces() throws(BoxFilesError) -> [Place] {
        var found: [Place] = []
        var seen: Set<String> = []
        var left = Bounds.folders
        for folder in places {
            var open = [""]
            while let inner = open.popLast(), left > 0 {
                left -= 1
                let path = folder + inner
                let entries = try files.entries(of: path).sorted { $0.name.text < $1.name.text }
                for entry in entries where DesktopValue.isPlain(entry.name) {
                    let name = entry.name.text
                    switch entry.kind {
                    case .folder where inner.utf8.count { $0 == UInt8(ascii: "/") } < 3:
                        open.append("\(inner)/\(name)")
                    case .file:
                        guard found.count < Bounds.entries else { return found }
                        guard let id = DesktopID.of("\(inner)/\(name)"), seen.insert(id).inserted
                        else { continue }
                        found.append(Place(id: id, path: "\(path)/\(name)"))
                    case .folder, .other: continue
                    }
                }
            }
        }
        return found
    }

    private func forEachEntry(_ body: (Place, DesktopFile) -> Void) throws(BoxFilesError) {
        try forEachEntry(of: try allPlaces(), body)
    }

    private func forEachEntry(
        of places: [Place],
        _ body: (Place, DesktopFile) -> Void
    ) throws(BoxFilesError) {
        var rest = places[...]
        var bytes = 0
        while !rest.isEmpty, bytes < Bounds.bytes {
            let batch = rest.prefix(Bounds.batch)
            rest = rest.dropFirst(batch.count)
            let contents = try files.read(all: batch.map(\.path), limit: Bounds.entry)
            for (place, content) in zip(batch, contents) {
                bytes += content?.count ?? 0
                if let file = content.flatMap(DesktopFile.init) { body(place, file) }
            }
        }
    }
}

/// The applications that words could mean.
private struct AppMatch {
    private let words: String
    /// By how well they match: by name, and by what else they are called.
    private var found: [[FoundApp]] = [[], []]
    private var near: [String] = []
    private var known: [String] = []

    init(_ words: String) { self.words = words.lowercased() }

    var best: [FoundApp] { found.first { !$0.isEmpty } ?? [] }

    /// What might have been meant, the likeliest first.
    var nearest: [String] {
        let spelled = Boxes.nearest(to: words, among: known.map { $0.lowercased() })
            .flatMap { near in known.first { $0.lowercased() == near } }
        return ([spelled].compactMap(\.self) + near.sorted()).reduce(into: []) { list, name in
            if list.count < 5, !list.contains(name) { list.append(name) }
        }
    }

    mutating func add(_ app: FoundApp, _ file: DesktopFile) {
        let entries = file[DesktopFile.mainGroup]?.entries ?? []
        let names = entries.filter { $0.key == "Name" || $0.key == "X-GNOME-FullName" }
        if names.contains(where: { $0.text.text.lowercased() == words }) {
            found[0].append(app)
        } else if others(app).contains(words) {
            found[1].append(app)
        }
        let isNear = "\(app.id) \(app.name)".lowercased().contains(words)
        if isNear, near.count < 100 { near.append(app.id) }
        known += [app.id, app.name]
    }

    /// The id in small letters, its last part, and the program's name.
    private func others(_ app: FoundApp) -> [String] {
        let program = app.program?.split(separator: "/").last.map(String.init)
        let part = app.id.split(separator: ".").last.map(String.init)
        return [app.id, part, program].compactMap { $0?.lowercased() }
    }
}
