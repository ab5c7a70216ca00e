import Accounts
import Archives
package import Boxes
import Engines
import Glibc
import Linux

/// What publishing has reached.
package enum PublishEvent: Equatable, Sendable {
    /// The box's state is taken.
    case committing
    /// Bytes of its files, as far as they were read.
    case exporting(Int64)
    /// Bytes that were looked through.
    case sorting(Int64)
    /// Bytes that the engine took.
    case importing(Int64)
    /// The engine's words while it sends the image.
    case pushing(String)
    /// Bytes of the archive that are written.
    case saving(Int64)
}

/// Boxes for other machines: an image with all that is in a box, but nothing of its user or host.
extension Household {
    /// Makes such an image of a generation, gives it to `body`, and takes it away again.
    ///
    /// The image is one layer: what is left out must not be in one below. `events` answers whether to
    /// go on.
    package func withPortableImage<Result>(
        of record: BoxRecord,
        _ spec: PublishedSpec,
        events: (PublishEvent) -> Bool,
        _ body: (String) throws(UpkeepError) -> Result
    ) throws(UpkeepError) -> Result {
        recover()
        _ = try container(of: record)
        let name = "\(StateImage.repository):\(record.id)-publish"
        let state = try commit(record.container, as: name, of: record.id) { !events(.committing) }
        defer { removeState(name) }
        let portable = "\(StateImage.repository):\(record.id)-portable"
        try places.withScratch("publish") { whole throws(UpkeepError) in
            try export(state, of: record, to: whole, events)
            try places.withScratch("portable") { path throws(UpkeepError) in
                try sort(whole, to: path, portableRoot(of: record), events)
                try importPortable(path, as: portable, record, spec, events)
            }
        }
        defer { removeState(portable) }
        return try body(portable)
    }

    /// Writes the state's files, with owners as the box sees them: in a container that shares no
    /// users with the host.
    private func export(
        _ state: BoxRecord.Base,
        of record: BoxRecord,
        to path: String,
        _ events: (PublishEvent) -> Bool
    ) throws(UpkeepError) {
        let mark = BoxRecord.ImageMark(reference: state.reference, id: state.id)
        try inside(mark) { container throws(UpkeepError) in
            let file = try onSystem { () throws(SystemError) in try Self.scratch(path) }
            try onEngine { () throws(EngineError) in
                try engine.export(container, to: file) { events(.exporting($0)) }
            }
        }
    }

    private static func scratch(_ path: String) throws(SystemError) -> FileDescriptor {
        try FileDescriptor(opening: path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
    }

    private func portableRoot(of record: BoxRecord) throws(UpkeepError) -> PortableRoot {
        let kinds = try ["/usr/bin/sudo", "/.alcove/init"].map { path throws(UpkeepError) in
            try onEngine { () throws(EngineError) in
                try engine.entry(path, in: record.container)?.kind
            }
        }
        return PortableRoot(
            user: user.name,
            places: [record.home] + record.spec.volumes.map(\.target),
            // No other program has its very size.
            hasOwnSudo: kinds[0] != nil && kinds[0] == kinds[1]
        )
    }

    private func sort(
        _ whole: String,
        to path: String,
        _ root: PortableRoot,
        _ events: (PublishEvent) -> Bool
    ) throws(UpkeepError) {
        let isDone = try onSystem { () throws(SystemError) in
            let source = try FileDescriptor(opening: whole, O_RDONLY)
            let target = try Self.scratch(path)
            return try TarFilter.copy(
                source,
                to: target,
                of: path,
                fate: root.fate,
                rewrite: root.rewritten
            ) { events(.sorting($0)) }
        }
        if !isDone { throw .cancelled }
    }

    private func importPortable(
        _ path: String,
        as reference: String,
        _ record: BoxRecord,
        _ spec: PublishedSpec,
        _ events: (PublishEvent) -> Bool
    ) throws(UpkeepError) {
        let image = try onEngine { () throws(EngineError) in try engine.image(record.image.id) }
        let variables = (image?.env ?? []).filter(Self.canBeSaid).map { variable in
            let name = variable.prefix { $0 != "=" }
            return "ENV \(name)=\"\(variable.dropFirst(name.count + 1))\""
        }
        let changes =
            variables + ["LABEL \(Label.published)=\(spec.label)", "CMD [\"/bin/sh\"]"]
        let request = ImportRequest(
            reference: reference,
            changes: changes,
            platform: image?.platform
        )
        let file = try onSystem { () throws(SystemError) in
            try FileDescriptor(opening: path, O_RDONLY)
        }
        _ = try onEngine { () throws(EngineError) in
            try engine.importRootFilesystem(file, request) { events(.importing($0)) }
        }
    }

    /// Whether a variable is the same to each of the engines' readers of instructions.
    private static func canBeSaid(_ variable: String) -> Bool {
        variable.contains("=")
            && variable.utf8.allSatisfy { $0 >= 32 && !"\"\\$".utf8.contains($0) }
    }

    /// Sends an image under a name; gives its digest there, when the engine tells.
    package func push(
        _ image: String,
        as reference: String,
        authfile: String?,
        events: (PublishEvent) -> Bool
    ) throws(UpkeepError) -> String? {
        // What had the name before gets it back.
        let before = try onEngine { () throws(EngineError) in try engine.image(reference)?.id }
        try onEngine { () throws(EngineError) in try engine.tag(image, as: reference) }
        defer {
            // A name that stays is in nobody's way.
            try? engine.removeImage(reference)
            if let before { try? engine.tag(before, as: reference) }
        }
        let request = PushRequest(reference: reference, authfile: authfile)
        do {
            return try engine.push(request) { events(.pushing($0)) }
        } catch {
            throw error == .cancelled ? .cancelled : .engine(error)
        }
    }

    /// Writes an image to a file, beside its place first.
    package func save(
        _ image: String,
        to path: String,
        events: (PublishEvent) -> Bool
    ) throws(UpkeepError) {
        let beside = "\(path).new-\(getpid())"
        do throws(UpkeepError) {
            let file = try onSystem { () throws(SystemError) in try Self.scratch(beside) }
            try onEngine { () throws(EngineError) in
                try engine.save(image: image, to: file) { events(.saving($0)) }
            }
            try onSystem { () throws(SystemError) in
                try Linux.check("fchmod", beside) { fchmod(file.number, 0o644) }
                try Linux.check("fsync", beside) { fsync(file.number) }
                try File.move(beside, to: path)
            }
        } catch {
            try? File.remove(beside)
            throw error.told
        }
    }

    /// What an image of a published box says; nil for any other image.
    package func published(
        _ image: BoxRecord.ImageMark
    ) throws(UpkeepError) -> PublishedSpec? {
        let found = try onEngine { () throws(EngineError) in try engine.image(image.id) }
        return found?.labels[Label.published].flatMap(PublishedSpec.init(label:))
    }
}
