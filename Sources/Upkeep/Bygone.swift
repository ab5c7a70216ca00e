import Boxes
import Engines
import Linux

/// What is left of a generation that has gone, and of whose state another is made: which files were
/// written in it.
struct Bygone: Codable, Equatable, Sendable {
    var number: Int
    /// See ``Generation/former``.
    var former: Int?
    /// Whether it was made of another's state itself.
    var isOfState: Bool
    /// By the paths of the files.
    var kinds: [String: ChangedFile.Kind]

    /// The generation whose state it is made of; nil where it is made of an image.
    var origin: Int? { isOfState ? former ?? number - 1 : nil }

    var changes: [ChangedFile] { kinds.map { ChangedFile(path: $0.key, kind: $0.value) } }
}

extension GenerationNotes {
    /// Nil when nothing is written down, or nothing that can be read.
    func bygone(_ box: BoxID, generation: Int) -> Bygone? {
        // Without it a difference says that it does not know everything.
        guard let bytes = try? File.read(path(ofBygone: generation, box)) else { return nil }
        return try? VersionedFile.read(bytes)
    }

    func keep(_ bygone: Bygone, _ box: BoxID) throws(UpkeepError) {
        let path = path(ofBygone: bygone.number, box)
        try onSystem { () throws(SystemError) in
            try File.makeDirectories("\(folder)/\(box)", mode: 0o700)
            try File.replace(path, with: VersionedFile(bygone).bytes, mode: 0o600)
        }
    }

    func forget(bygone number: Int, _ box: BoxID) throws(UpkeepError) {
        let path = path(ofBygone: number, box)
        try onSystem { () throws(SystemError) in try File.remove(path) }
    }

    /// The numbers of those that are written down, the latest first.
    func bygones(_ box: BoxID) -> [Int] {
        File.names(in: "\(folder)/\(box)").compactMap { name in
            name.hasSuffix(Self.ending) ? Int(name.dropLast(Self.ending.count)) : nil
        }.sorted(by: >)
    }

    private static let ending = ".gone.json"

    private func path(ofBygone number: Int, _ box: BoxID) -> String {
        "\(folder)/\(box)/\(number)\(Self.ending)"
    }
}

extension Household {
    /// Writes down which files were written in a generation that is about to go, if another was made of
    /// its state.
    func remember(
        _ one: Remains,
        of box: BoxID,
        for record: BoxRecord
    ) throws(UpkeepError) {
        guard isOrigin(one.generation, of: record) else { return }
        // A removal that was cut short may have taken the container already.
        if notes.bygone(box, generation: one.generation) != nil { return }
        let changes: [ChangedFile]
        do throws(EngineError) {
            changes = try engine.changes(of: one.container)
        } catch {
            switch error {
            // It must not stay for ever because of what it cannot tell.
            case .noSuchContainer, .refused: return
            default: throw .engine(error)
            }
        }
        var bygone = Bygone(
            number: one.generation,
            former: one.former,
            isOfState: one.state != nil,
            kinds: [:]
        )
        for change in changes where !ChangedFile.isPassing(change.path) {
            bygone.kinds[change.path] = change.kind
        }
        // A removal is what frees room on a full disk; a difference says then that it does not know everything.
        try? notes.keep(bygone, box)
    }

    /// Takes away what was written down of generations of which nothing that is kept is made any more.
    func forgetBygones(of record: BoxRecord) throws(UpkeepError) {
        for number in notes.bygones(record.id) where !isOrigin(number, of: record) {
            try notes.forget(bygone: number, record.id)
        }
    }

    /// Whether a generation that is kept, or one that is written down, is made of the state of that one.
    private func isOrigin(_ number: Int, of record: BoxRecord) -> Bool {
        if record.generations.contains(where: { $0.origin == number }) { return true }
        return notes.bygones(record.id).contains { other in
            other > number && notes.bygone(record.id, generation: other)?.origin == number
        }
    }
}
