/// Where a program of a box is.
struct BoxProgram: Equatable {
    let path: String

    /// Finds it by its path, or by its name in the PATH that the box's sessions have.
    init(_ words: String, in files: some BoxFiles) throws(ExportError) {
        // What is in a script's line or a file's name must be seen for what it is.
        guard !words.isEmpty, words.unicodeScalars.allSatisfy({ !$0.isControl }) else {
            throw .badProgram(words)
        }
        guard words.utf8.contains(UInt8(ascii: "/")) else {
            path = try Self.search(words, in: files)
            return
        }
        guard words.hasPrefix("/"), words.utf8.count < 4096 else { throw .badProgram(words) }
        switch try Self.kind(of: words, in: files) {
        case .program: path = words
        case .other: throw .notProgram(words)
        case .nothing: throw .noProgram(words)
        }
    }

    private static let usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private static func search(
        _ name: String,
        in files: some BoxFiles
    ) throws(ExportError) -> String {
        var hasOther = false
        let list = try onBox { () throws(BoxFilesError) in try files.variable("PATH") }
        for folder in (list ?? usualPath).split(separator: ":") where folder.hasPrefix("/") {
            let path = "\(folder)/\(name)"
            switch try kind(of: path, in: files) {
            case .program:
                // In a home that the box has of its own there may be wrappers of ours, too.
                if try !isWrapper(path, in: files) { return path }
            case .other: hasOther = true
            case .nothing: continue
            }
        }
        throw hasOther ? .notProgram(name) : .noProgram(name)
    }

    private enum Kind {
        case nothing, program, other
    }

    private static func kind(
        of path: String,
        in files: some BoxFiles
    ) throws(ExportError) -> Kind {
        try onBox { () throws(BoxFilesError) in
            // Most directories of the PATH do not have it, and the others may be large.
            guard try files.realPath(path) != nil else { return .nothing }
            let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) }
            let entries = try files.entries(of: Traces.parent(of: path))
            guard let entry = entries.first(where: { $0.name == name }) else { return .nothing }
            return entry.kind == .file && entry.isExecutable ? .program : .other
        }
    }

    private static func isWrapper(
        _ path: String,
        in files: some BoxFiles
    ) throws(ExportError) -> Bool {
        let bytes = try onBox { () throws(BoxFilesError) in
            try files.read(path, limit: 1 << 16)
        }
        return bytes?.starts(with: Array(BinWrapper.beginning.utf8)) == true
    }
}

extension Unicode.Scalar {
    /// Whether it moves the cursor, or something else that is no writing.
    var isControl: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}
