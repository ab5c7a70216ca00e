import Boxes
import Linux

/// A Containerfile in its folder, all of which a build may use.
struct Recipe: Equatable {
    let folder: String
    /// The Containerfile's name in the folder.
    let file: String
    let known: KnownFiles

    /// More is no Containerfile, and no list of what is left out.
    private static let limit = 4 << 20

    /// From the path of a Containerfile, or of a folder with one.
    init(_ path: String, _ known: KnownFiles = KnownFiles()) throws(UpkeepError) {
        self.known = known
        switch File.kindFollowed(path) {
        case .directory:
            guard let file = try Self.file(in: path, known) else {
                throw .image(.noRecipe(folder: path))
            }
            folder = path
            self.file = file
        case .file:
            if try known.has(path) == false { throw .image(.noFile(path: path)) }
            let slash = path.lastIndex(of: "/") ?? path.startIndex
            folder = slash == path.startIndex ? "/" : String(path[..<slash])
            file = String(path[slash...].drop { $0 == "/" })
        default:
            throw .image(.noRegularFile(path))
        }
    }

    private static func file(
        in folder: String,
        _ known: KnownFiles
    ) throws(UpkeepError) -> String? {
        for name in ["Containerfile", "Dockerfile"] {
            let path = "\(folder)/\(name)"
            if try known.has(path) ?? (File.kindFollowed(path) == .file) { return name }
        }
        return nil
    }

    var path: String { "\(folder == "/" ? "" : folder)/\(file)" }

    /// What of the folder is left out.
    func patterns() throws(UpkeepError) -> IgnorePatterns {
        for name in [".containerignore", ".dockerignore"] {
            let path = "\(folder == "/" ? "" : folder)/\(name)"
            guard try known.has(path) ?? (File.kind(path) != nil) else { continue }
            let bytes = try bytes(of: path)
            do {
                return try IgnorePatterns(bytes.text)
            } catch {
                throw .image(.badIgnore(path: path, line: error.number))
            }
        }
        // No line at all is no bad one.
        return IgnorePatterns()
    }

    private func bytes(of path: String) throws(UpkeepError) -> [UInt8] {
        if let bytes = known.bytes(of: path) { return bytes }
        return try onSystem { () throws(SystemError) in
            try File.readRegular(path, limit: Self.limit)
        }
    }

    /// The images that the Containerfile begins with, as far as their names stand there as they are.
    func bases() throws(UpkeepError) -> [String] {
        let text = try bytes(of: path).text
        var stages: Set<String> = ["scratch"]
        var bases: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.first?.uppercased() == "FROM" else { continue }
            let rest = words.dropFirst().drop { $0.hasPrefix("--") }
            guard let name = rest.first else { continue }
            if !stages.contains(name.lowercased()), !name.contains("$") { bases.append(name) }
            if rest.count > 2, rest.dropFirst().first?.uppercased() == "AS" {
                stages.insert(rest[rest.startIndex + 2].lowercased())
            }
        }
        return bases
    }
}
