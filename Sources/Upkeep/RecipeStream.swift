import Archives
import Linux

/// A recipe's files as a tar archive, piece by piece.
final class RecipeStream {
    /// Why the archive was given up, when it was.
    private(set) var failure: UpkeepError?

    private let context: RecipeContext
    private var next = 0
    private var file: FileDescriptor?
    /// Bytes of the open file that are still to come.
    private var missing: Int64 = 0
    private var hasEnded = false

    /// The largest piece of a file.
    private static let room = 256 << 10

    init(_ context: RecipeContext) { self.context = context }

    /// The next piece, an empty one at the end, nil when the files are not what they were.
    func piece() -> [UInt8]? {
        do throws(SystemError) {
            if missing > 0 { return try contents() }
            guard next < context.entries.count else {
                defer { hasEnded = true }
                return hasEnded ? [] : TarEntry.end
            }
            return try header()
        } catch {
            failure = .system(error)
            return nil
        }
    }

    private func header() throws(SystemError) -> [UInt8] {
        let entry = context.entries[next]
        let header = TarEntry(
            entry.path,
            entry.kind,
            mode: entry.status.mode,
            modified: entry.status.modified / 1_000_000_000
        ).header
        if let bytes = entry.bytes {
            next += 1
            return header + bytes + TarEntry.filling(Int64(bytes.count))
        }
        if case .file(let size) = entry.kind, size > 0 {
            file = try context.open(entry)
            missing = size
        } else {
            next += 1
        }
        return header
    }

    private func contents() throws(SystemError) -> [UInt8]? {
        let entry = context.entries[next]
        let path = context.place(entry.path).text
        guard let number = file?.number else { return nil }
        let room = Int(min(missing, Int64(Self.room)))
        var chunk = try readSome(from: number, subject: path, room: room)
        guard !chunk.isEmpty else {
            failure = .image(.changing(path: path))
            return nil
        }
        missing -= Int64(chunk.count)
        if missing == 0, case .file(let size) = entry.kind {
            chunk += TarEntry.filling(size)
            file = nil
            next += 1
        }
        return chunk
    }
}
