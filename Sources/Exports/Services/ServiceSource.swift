import Boxes

/// A service as its box has it: a unit with its files, or a program.
struct ServiceSource: Equatable {
    /// What it is called, without the ending of a unit.
    var name: String
    /// Contents by path in the box, and what else is needed to read them again; see the keys.
    var material: [String: [UInt8]]

    /// Keys of the material that are no paths.
    enum Key {
        /// The path of the unit's file.
        static let unit = "unit"
        /// Paths of its drop-ins, in the order that counts, a line each.
        static let dropIns = "drop-ins"
        /// The path of a program that is no unit's.
        static let program = "program"
    }

    /// Where a user's manager looks for units, and then the system's; the first that has one wins.
    private static func folders(_ home: String?) -> [String] {
        let own = home.map { ["\($0)/.config/systemd/user", "\($0)/.local/share/systemd/user"] }
        return (own ?? []) + [
            "/etc/systemd/user", "/usr/local/lib/systemd/user", "/usr/lib/systemd/user",
            "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
            "/lib/systemd/system",
        ]
    }

    static func isSystems(_ path: String) -> Bool { !path.contains("/systemd/user/") }

    /// The unit or program that the words name; nil when there is neither.
    static func find(_ words: String, in files: some BoxFiles) throws(BoxFilesError) -> Self? {
        let isPath = words.hasPrefix("/")
        if isPath, !words.hasSuffix(".service") {
            return try program(Bearings.normal(words), in: files)
        }
        let last = String(words.split(separator: "/").last ?? "")
        let unit = last.hasSuffix(".service") ? last : last + ".service"
        guard UnitName.isPlain(unit), isPath || !words.contains("/") else { return nil }
        let folders = folders(try files.variable("HOME"))
        let places = isPath ? [Traces.parent(of: Bearings.normal(words))] : folders
        let paths = places.flatMap { place in
            UnitName.files(of: unit).map { "\(place)/\($0)" }
        }
        for path in paths {
            guard let bytes = try files.read(path, limit: UnitFile.limit) else { continue }
            return try Self(unit, at: path, bytes, folders, in: files)
        }
        guard !isPath, !last.hasSuffix(".service") else { return nil }
        let programs = (try files.variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":").prefix(50)
        for place in programs where place.hasPrefix("/") {
            if let found = try program("\(place)/\(last)", in: files) { return found }
        }
        return nil
    }

    private static func program(
        _ path: String,
        in files: some BoxFiles
    ) throws(BoxFilesError) -> Self? {
        let folder = Traces.parent(of: path)
        let name = String(path.split(separator: "/").last ?? "")
        let isThere = try files.entries(of: folder).contains {
            $0.name == Array(name.utf8) && $0.kind == .file && $0.isExecutable
        }
        return isThere ? Self(name: name, material: [Key.program: Array(path.utf8)]) : nil
    }

    private init(name: String, material: [String: [UInt8]]) {
        self.name = name
        self.material = material
    }

    private init(
        _ unit: String,
        at path: String,
        _ bytes: [UInt8],
        _ folders: [String],
        in files: some BoxFiles
    ) throws(BoxFilesError) {
        name = String(unit.dropLast(".service".count))
        material = [Key.unit: Array(path.utf8), path: bytes]
        let kin = folders.filter { Self.isSystems($0 + "/") == Self.isSystems(path) }
        var dropIns: [String: String] = [:]
        for folder in kin {
            for base in UnitName.files(of: unit) {
                for entry in try files.entries(of: "\(folder)/\(base).d").prefix(100)
                where entry.kind == .file {
                    let name = entry.name
                    guard name.suffix(5) == Array(".conf".utf8)[...],
                        let text = String(validating: name, as: UTF8.self),
                        dropIns[text] == nil
                    else { continue }
                    dropIns[text] = "\(folder)/\(base).d/\(text)"
                }
            }
        }
        var order: [String] = []
        for (_, path) in dropIns.sorted(by: { $0.key < $1.key }) where !path.contains("\n") {
            guard let bytes = try files.read(path, limit: UnitFile.limit) else { continue }
            material[path] = bytes
            order.append(path)
        }
        if !order.isEmpty { material[Key.dropIns] = Array(order.joined(separator: "\n").utf8) }
        for path in ServiceUnit.environmentFiles(material, unit) {
            if let bytes = try files.read(path, limit: UnitFile.limit) { material[path] = bytes }
        }
    }
}

/// Names of units.
enum UnitName {
    /// Whether it is one that a file of the host can have, and says nothing else.
    static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 200, first != UInt8(ascii: "."),
            first != UInt8(ascii: "-")
        else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }

    /// The files that a unit is made of: its own, or its template's.
    static func files(of unit: String) -> [String] {
        guard let sign = unit.firstIndex(of: "@") else { return [unit] }
        return [unit, String(unit[...sign]) + ".service"]
    }
}
