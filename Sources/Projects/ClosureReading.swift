import Boxes
import Glibc
import Linux
package import Manifests

/// Reads a project's manifest and all that belongs to it, each file once.
package struct ClosureReading {
    package private(set) var manifest: Manifest
    package private(set) var closure: Closure
    /// What was read before.
    private let known: Closure

    /// Files of the closure that is given are not read again: its bytes are taken for theirs.
    ///
    /// - Throws: all that is wrong with the manifest, or a fault at a file that it names.
    package init(
        _ project: Project,
        _ circumstances: Manifest.Circumstances,
        over known: Closure = Closure()
    ) throws(ManifestFaults) {
        self.known = known
        manifest = try Manifest(project.manifest, circumstances) {
            path throws(ManifestFault.Reason) in
            do throws(SystemError) {
                guard let bytes = try known.read(path) else {
                    throw SystemError(call: "open", subject: path, code: ENOENT)
                }
                return bytes
            } catch {
                throw .unreadable(file: path, error.code)
            }
        }
        closure = Closure(manifest.sources.map { Closure.Part(path: $0.file, bytes: $0.bytes) })
        try add(Manifest.lock(beside: project.manifest))
        for box in manifest.boxes { try add(box, of: project) }
    }

    private mutating func add(_ box: BoxDeclaration, of project: Project) throws(ManifestFaults) {
        let bearings = Bearings(directory: project.folder, home: "/")
        let source = ImageSource(box.spec.image, from: bearings) { path in
            switch File.kindFollowed(path) {
            case nil: nil
            case .directory: .directory
            default: .file
            }
        }
        if case .recipe(let path) = source { try add(recipe: path) }
        for command in box.commands {
            for path in Self.paths(in: command, project.folder) { try add(named: path) }
        }
    }

    /// A Containerfile, and the files that it takes by their names.
    private mutating func add(recipe path: String) throws(ManifestFaults) {
        let isFolder = File.kindFollowed(path) == .directory
        let folder = isFolder ? path : String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        // A Containerfile that comes later would be used before a Dockerfile.
        let files = isFolder ? ["\(path)/Containerfile", "\(path)/Dockerfile"] : [path]
        for file in files {
            try add(file)
            guard let bytes = closure[file] else { continue }
            for word in Self.copied(by: String(decoding: bytes, as: UTF8.self)) {
                let source = Bearings.normal("\(folder)/\(word)")
                // What a link has out of the folder no build gets.
                if Bearings.isPath(source, in: folder),
                    known.has(source) || isWithin(source, folder)
                {
                    try add(named: source)
                }
            }
            break
        }
    }

    /// A file of the project that something names: one that is not there may come.
    ///
    /// Folders do not belong to it.
    private mutating func add(named path: String) throws(ManifestFaults) {
        if path.contains(where: { "*?[$".contains($0) }) { return }
        if known.has(path) || File.kindFollowed(path) != .directory { try add(path) }
    }

    private func isWithin(_ path: String, _ folder: String) -> Bool {
        guard let real = File.realPath(path), let whole = File.realPath(folder) else { return true }
        return Bearings.isPath(real, in: whole)
    }

    private mutating func add(_ path: String) throws(ManifestFaults) {
        guard !closure.files.contains(where: { $0.path == path }) else { return }
        let origin = SettingOrigin(file: manifest.file, line: 0)
        guard closure.files.count < Closure.count else {
            throw ManifestFaults([ManifestFault(origin, "", .tooManyFiles(Closure.count))])
        }
        do throws(SystemError) {
            closure.add(Closure.Part(path: path, bytes: try known.read(path)))
            guard closure.size <= Closure.room else {
                throw SystemError(call: "read", subject: path, code: EFBIG)
            }
        } catch {
            throw ManifestFaults([
                ManifestFault(origin, "", .unreadable(file: path, error.code))
            ])
        }
    }

    /// The files of a project that a command may mean: absolute paths in it, and `./words`.
    static func paths(in command: String, _ folder: String) -> [String] {
        let ends = " \t\n;|&<>()\"'`"
        return command.split { ends.contains($0) }.compactMap { word in
            guard word.hasPrefix("/") || word.hasPrefix("./") else { return nil }
            let path = Bearings.normal(word.hasPrefix("/") ? String(word) : "\(folder)/\(word)")
            return Bearings.isPath(path, in: folder) ? path : nil
        }
    }

    /// What a Containerfile copies from its folder, word by word.
    static func copied(by recipe: String) -> [String] {
        let joined = recipe.replacing("\\\n", with: " ")
        return joined.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            let words = line.split { $0.isWhitespace || "[],\"".contains($0) }.map(String.init)
            guard ["COPY", "ADD"].contains(words.first?.uppercased()) else { return [] }
            let options = words.dropFirst().prefix { $0.hasPrefix("--") }
            guard !options.contains(where: { $0.hasPrefix("--from=") }) else { return [] }
            return Array(words.dropFirst(1 + options.count).dropLast())
        }
    }
}

extension BoxDeclaration {
    /// All commands that are run in the box without being called.
    fileprivate var commands: [String] {
        spec.build + spec.onCreate + spec.onStart + (spec.check.map { [$0] } ?? [])
    }
}
