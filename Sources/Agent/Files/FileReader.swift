import Glibc
import Linux
import Wire

/// Tells the host of the box's files, as the box's user may read them.
///
/// A session of the user's as any other: `/.alcove/init files [HOME]`, with calls on its input and
/// answers on its output until there are no more calls. What is opened is looked at first: no pipe
/// is waited for, and no device woken.
package struct FileReader {
    private let tree: BoxTree
    private let input: Int32
    private let output: Int32

    /// - Parameter words: the home, if it is one of the box's own.
    /// - Returns: the exit status.
    package static func run(_ words: [[UInt8]]) -> Int32 {
        do {
            // This program is set-user-id in most boxes; who reads is the caller.
            try becomeUser(getuid(), group: getgid())
            becomeInspectable()
            let tree = try BoxTree(home: words.first)
            return try FileReader(tree, input: 0, output: 1).serve()
        } catch {
            let answer = FileAnswer.failed(error.code)
            // Whoever closed the stream does not want to know.
            try? writeAll(answer.frame.bytes[...], to: 1, subject: "output")
            return 1
        }
    }

    init(_ tree: BoxTree, input: Int32, output: Int32) {
        self.tree = tree
        self.input = input
        self.output = output
    }

    /// Answers until the caller has no more to ask, or asks nonsense.
    func serve() throws(SystemError) -> Int32 {
        // Kernels before 5.6 cannot be asked in this way: told once, not as if nothing were there.
        _ = try tree.open([UInt8(ascii: "/")], Folder.pathOnly)
        try say(.ready(Self.variables))
        var buffer = FrameBuffer()
        while true {
            let bytes = try readSome(from: input, subject: "input")
            if bytes.isEmpty { return 0 }
            buffer.append(bytes)
            do throws(WireError) {
                while let frame = try buffer.next() {
                    let call = try FileCall(frame)
                    let outcome = Result { () throws(SystemError) in try answer(call) }
                    guard case .failure(let error) = outcome else { continue }
                    // If nobody is there any more, the next reading tells it.
                    try? say(.failed(error.code))
                }
            } catch {
                return 64
            }
        }
    }

    private static var variables: [[UInt8]] {
        let names = FileAnswer.variables.map { Array("\($0)=".utf8) }
        return Environment.all.filter { entry in names.contains { entry.starts(with: $0) } }
    }

    private func say(_ answer: FileAnswer) throws(SystemError) {
        try writeAll(answer.frame.bytes[...], to: output, subject: "output")
    }

    private func answer(_ call: FileCall) throws(SystemError) {
        switch call {
        case .entries(let path): try sayEntries(of: path)
        case .read(let paths, let limit):
            for path in paths { try say(.content(try content(of: path, limit: Int(limit)))) }
        case .realPath(let path): try say(.path(try tree.realPath(path)))
        }
    }

    /// The bytes of a regular file that is not larger than the limit.
    private func content(of path: [UInt8], limit: Int) throws(SystemError) -> [UInt8]? {
        guard let place = try tree.open(path, Folder.pathOnly),
            let status = FileStatus(of: place), status.kind == .file, status.size <= Int64(limit),
            // One that the caller may not read, or whose disk fails, is none that it has.
            let file = try? place.reopened(O_RDONLY | O_NONBLOCK),
            // One byte more than it may have: it may grow meanwhile.
            let bytes = try? file.read(at: 0, count: limit + 1, of: "file"), bytes.count <= limit
        else { return nil }
        return bytes
    }

    private func sayEntries(of path: [UInt8]) throws(SystemError) {
        var entries: [FileEntry] = []
        if let folder = try tree.open(path, O_RDONLY | O_DIRECTORY) {
            let place = Folder(owning: try folder.reopened(Folder.pathOnly | O_DIRECTORY))
            try folder.forEachName { name throws(SystemError) in
                if let entry = try entry(name, in: place, at: path) { entries.append(entry) }
                if entries.count == FileAnswer.mostEntries {
                    try say(.entries(entries, isLast: false))
                    entries = []
                }
                return true
            }
        }
        try say(.entries(entries, isLast: true))
    }

    /// What a name leads to; nil when it is gone by now.
    private func entry(
        _ name: [UInt8],
        in folder: borrowing Folder,
        at path: [UInt8]
    ) throws(SystemError) -> FileEntry? {
        var status: FileStatus?
        do {
            let flags = Folder.pathOnly | O_NOFOLLOW
            status = FileStatus(of: try folder.reach(name, flags, .noMountsOrLinks))
        } catch {
            if error.code == ENOENT { return nil }
        }
        if status == nil || status?.kind == .link {
            // A link, or the home, which is a mount.
            let whole = path + [UInt8(ascii: "/")] + name
            guard let file = try tree.open(whole, Folder.pathOnly) else {
                return FileEntry(name, nil)
            }
            status = FileStatus(of: file)
        }
        return FileEntry(name, status)
    }
}

extension FileEntry {
    fileprivate init(_ name: [UInt8], _ status: FileStatus?) {
        let kind: Kind =
            switch status?.kind {
            case .file: .file
            case .directory: .folder
            case .link, .socket, .other, nil: .other
            }
        let isFile = kind == .file
        self.init(
            name: name,
            kind: kind,
            isExecutable: isFile && (status?.mode ?? 0) & 0o111 != 0,
            size: isFile ? UInt64(max(0, status?.size ?? 0)) : 0
        )
    }
}
