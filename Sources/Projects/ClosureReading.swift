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
    /// What `~` in a command is.
    private let home: String

    /// Files of the closure that is given are not read again: its bytes are taken for theirs.
    ///
    /// - Throws: all that is wrong with the manifest, or a fault at a file that it names.
    package init(
        _ project: Project,
        _ circumstances: Manifest.Circumstances,
        over known: Closure = Closure()
    ) throws(ManifestFaults) {
        self.known = known
        home = circumstances.home
        var (count, size) = (0, 0)
        manifest = try Manifest(project.manifest, circumstances) {
            path throws(ManifestFault.Reason) in
            count += 1
            guard count <= Closure.count else { throw .tooManyFiles(Closure.count) }
            do throws(SystemError) {
                guard let bytes = try known.read(path) else {
                    throw SystemError(call: "open", subject: path, code: ENOENT)
                }
                size += bytes.count
                if size <= Closure.room { return bytes }
                throw SystemError(call: "read", subject: path, code: EFBIG)
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
            for path in Self.paths(in: command, project.folder, home: home) { try add(named: path) }
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
            // What says which files a build gets; a later name counts where the first is not there.
            for name in [".containerignore", ".dockerignore"] {
                let path = Bearings.normal("\(folder)/\(name)")
                try add(path)
                if closure[path] != nil { break }
            }
            guard let words = RecipeWords.copied(by: bytes) else {
                throw fault(.unreadable(file: file, EILSEQ))
            }
            for word in words { try add(copied: Bearings.normal("\(folder)/\(word)"), folder) }
            break
        }
    }

    /// A file that a build takes of a folder, under its own name, too, where a link leads to it.
    private mutating func add(copied source: String, _ folder: String) throws(ManifestFaults) {
        // What a link has out of the folder no build gets.
        guard Bearings.isPath(source, in: folder), known.has(source) || isWithin(source, folder)
        else { return }
        try add(named: source)
        guard let real = File.realPath(source), let whole = File.realPath(folder),
            Bearings.isPath(real, in: whole)
        else { return }
        try add(named: folder + String(Substring(real.utf8.dropFirst(whole.utf8.count))))
    }

    private func fault(_ reason: ManifestFault.Reason) -> ManifestFaults {
        ManifestFaults([ManifestFault(SettingOrigin(file: manifest.file, line: 0), "", reason)])
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
        guard !closure.has(path) else { return }
        guard closure.files.count < Closure.count else { throw fault(.tooManyFiles(Closure.count)) }
        do throws(SystemError) {
            closure.add(Closure.Part(path: path, bytes: try known.read(path)))
            guard closure.size <= Closure.room else {
                throw SystemError(call: "read", subject: path, code: EFBIG)
            }
        } catch {
            throw fault(.unreadable(file: path, error.code))
        }
    }

    /// The files of a project that a command may mean: absolute paths in it, by the home's other names, too,
    /// and `./words`.
    static func paths(in command: String, _ folder: String, home: String) -> [String] {
        let ends = " \t\n;|&<>()\"'`"
        let homes = ["~/", "$HOME/", "${HOME}/"]
        // The project's folder is without links, as a home need not be.
        let home = File.realPath(home) ?? home
        let plain = homes.reduce(command.replacing("\"", with: "")) {
            $0.replacing($1, with: home + "/")
        }
        var found: [String] = []
        for word in [command, plain].flatMap({ $0.split { ends.contains($0) } })
        where word.hasPrefix("/") || word.hasPrefix("./") {
            // The same file, as a box with a home of its own has it.
            let host = "/run/host"
            let place = word.hasPrefix(host + "/") ? word.dropFirst(host.count) : word
            let path = Bearings.normal(place.hasPrefix("/") ? String(place) : "\(folder)/\(place)")
            if Bearings.isPath(path, in: folder), !found.contains(where: { $0.isSame(as: path) }) {
                found.append(path)
            }
        }
        return found
    }
}

extension BoxDeclaration {
    /// All commands that are run in the box without being called.
    fileprivate var commands: [String] {
        spec.build + spec.onCreate + spec.onStart + (spec.check.map { [$0] } ?? [])
    }
}
