import Attach
import Boxes
import Exports
import Linux
import Wire

/// The files of a box, as a reader in it tells them: a session of the user's, which ends with this.
///
/// What comes is the box's word. It is held to the protocol, in time and amount; one that breaks it
/// is not asked again.
final class BoxFileSession: BoxFiles {
    private let line: Line
    private var buffer = FrameBuffer()
    private var variables: [[UInt8]] = []
    /// Why it is of no more use.
    private var fault: BoxFilesError?
    /// Bytes that it may still say.
    private var allowance = 1 << 30
    /// When the whole of an answer must have come, in milliseconds of the clock.
    private var deadline: Int64 = 0

    /// Milliseconds for an answer.
    private static let patience: Int64 = 60_000
    /// The most entries that a directory may have to be looked at.
    private static let mostEntries = 1 << 16

    /// How it is talked with.
    struct Line {
        let send: ([UInt8]) throws(AttachError) -> Void
        /// What came within so many milliseconds; nothing when it is over.
        let receive: (Int) throws(AttachError) -> [UInt8]
    }

    /// Talks with a reader, which says its first words.
    init(_ line: Line) throws(BoxFilesError) {
        self.line = line
        deadline = Clock.monotonic + Self.patience
        guard case .ready(let variables) = try hear() else { throw BoxFilesError(Self.nonsense) }
        self.variables = variables
    }

    private static let nonsense = "its agent sent what is no answer"

    func entries(of folder: String) throws(BoxFilesError) -> [BoxFileEntry] {
        try ask(.entries(try Self.bytes(of: folder)))
        var entries: [BoxFileEntry] = []
        while true {
            guard case .entries(let some, let isLast) = try hear() else { throw misled() }
            entries += some.map(BoxFileEntry.init)
            guard entries.count <= Self.mostEntries else {
                throw misled("'\(folder)' has more than \(Self.mostEntries) entries")
            }
            if isLast { return entries }
        }
    }

    func read(_ path: String, limit: Int) throws(BoxFilesError) -> [UInt8]? {
        try read(all: [path], limit: limit).first ?? nil
    }

    func read(all paths: [String], limit: Int) throws(BoxFilesError) -> [[UInt8]?] {
        let limit = min(max(0, limit), FileCall.largestFile)
        var contents: [[UInt8]?] = []
        contents.reserveCapacity(paths.count)
        var rest = paths[...]
        while !rest.isEmpty {
            var batch: [[UInt8]] = []
            for path in rest.prefix(FileCall.mostFiles) { batch.append(try Self.bytes(of: path)) }
            rest = rest.dropFirst(batch.count)
            try ask(.read(batch, limit: UInt32(limit)))
            for _ in batch {
                guard case .content(let content) = try hear(), content?.count ?? 0 <= limit else {
                    throw misled()
                }
                contents.append(content)
            }
        }
        return contents
    }

    func realPath(_ path: String) throws(BoxFilesError) -> String? {
        try ask(.realPath(try Self.bytes(of: path)))
        guard case .path(let found) = try hear() else { throw misled() }
        // What is no text cannot be asked for again.
        return found.flatMap { String(validating: $0, as: UTF8.self) }
    }

    func variable(_ name: String) throws(BoxFilesError) -> String? {
        let start = Array("\(name)=".utf8)
        guard let entry = variables.last(where: { $0.starts(with: start) }) else { return nil }
        return String(validating: entry.dropFirst(start.count), as: UTF8.self)
    }
}

extension BoxFileSession {
    private static func bytes(of path: String) throws(BoxFilesError) -> [UInt8] {
        let bytes = Array(path.utf8)
        guard FileCall.isPath(bytes) else { throw BoxFilesError("'\(path)' is no path of a box") }
        return bytes
    }

    private func ask(_ call: FileCall) throws(BoxFilesError) {
        if let fault { throw fault }
        deadline = Clock.monotonic + Self.patience
        do {
            try line.send(call.frame.bytes)
        } catch {
            throw misled(Failure(error).message)
        }
    }

    /// The next answer.
    private func hear() throws(BoxFilesError) -> FileAnswer {
        if let fault { throw fault }
        do {
            while true {
                if let frame = try buffer.next() {
                    let answer = try FileAnswer(frame)
                    if case .failed(let code) = answer { throw misled(Self.words(for: code)) }
                    return answer
                }
                let bytes = try line.receive(Int(max(0, deadline - Clock.monotonic)))
                allowance -= bytes.count
                if bytes.isEmpty { throw misled("the session that reads them ended") }
                if allowance < 0 { throw misled("they are too many to be looked at") }
                buffer.append(bytes)
            }
        } catch let error as AttachError {
            throw misled(Failure(error).message)
        } catch let error as BoxFilesError {
            throw error
        } catch {
            throw misled()
        }
    }

    private static func words(for code: Int32) -> String {
        code == Errno.notImplemented
            ? "the kernel is older than 5.6"
            : SystemError(call: "openat2", subject: "its root", code: code).description
    }

    /// That the reader is not to be believed any more.
    private func misled(_ reason: String = BoxFileSession.nonsense) -> BoxFilesError {
        let error = BoxFilesError(reason)
        fault = error
        return error
    }
}

extension BoxFileEntry {
    fileprivate init(_ entry: FileEntry) {
        let kind: Kind =
            switch entry.kind {
            case .file: .file
            case .folder: .folder
            case .other: .other
            }
        self.init(
            name: entry.name,
            kind: kind,
            isExecutable: entry.isExecutable,
            size: Int64(clamping: entry.size)
        )
    }
}
