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
    /// An image cannot have this variable, for its value.
    case leavingOut(variable: String)
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
        // Another command may be publishing the same box.
        let mark = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let name = "\(StateImage.repository):\(record.id)-publish-\(mark)"
        let portable = "\(StateImage.repository):\(record.id)-portable-\(mark)"
        let entry = entry(.publish(state: name, portable: portable), of: record)
        return try journalled(entry, as: "\(record.id)-publish-\(mark)") {
            () throws(UpkeepError) in
            let state = try commit(record.container, as: name, of: record.id) {
                !events(.committing)
            }
            try places.withScratch("publish") { whole throws(UpkeepError) in
                try export(state, to: whole) { events(.exporting($0)) }
                try places.withScratch("portable") { path throws(UpkeepError) in
                    try sort(whole, to: path, portableRoot(of: record), record.name, events)
                    try importPortable(path, as: portable, record, state, spec, events)
                }
            }
            return try body(portable)
        }
    }

    /// Writes an image's files, with owners as the box sees them: in a container that shares no
    /// users with the host.
    func export(
        _ state: BoxRecord.Base,
        to path: String,
        tick: (Int64) -> Bool
    ) throws(UpkeepError) {
        let mark = BoxRecord.ImageMark(reference: state.reference, id: state.id)
        try inside(mark) { container throws(UpkeepError) in
            let file = try onSystem { () throws(SystemError) in try Self.scratch(path) }
            try onEngine { () throws(EngineError) in
                try engine.export(container, to: file, tick: tick)
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
        _ name: BoxName,
        _ events: (PublishEvent) -> Bool
    ) throws(UpkeepError) {
        let ending = try onSystem { () throws(SystemError) in
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
        switch ending {
        case .whole: break
        case .stopped: throw .cancelled
        case .broken: throw .brokenExport(name)
        }
    }

    private func importPortable(
        _ path: String,
        as reference: String,
        _ record: BoxRecord,
        _ state: BoxRecord.Base,
        _ spec: PublishedSpec,
        _ events: (PublishEvent) -> Bool
    ) throws(UpkeepError) {
        let (image, made) = try onEngine { () throws(EngineError) in
            (try engine.image(record.image.id), try engine.image(state.id))
        }
        var request = ImportRequest(reference: reference)
        // Where the image that the box was made of is gone, the box's state has its variables, too.
        request.env = image?.env ?? made?.env.filter { !$0.isOfContainer } ?? []
        request.labels = [Label.published: spec.label]
        request.command = ["/bin/sh"]
        request.platform = image?.platform ?? made?.platform
        for variable in request.env where !ImportRequest.canSay(variable) {
            let name = String(variable.prefix { $0 != "=" })
            if !events(.leavingOut(variable: name)) { throw .cancelled }
        }
        let file = try onSystem { () throws(SystemError) in
            try FileDescriptor(opening: path, O_RDONLY)
        }
        _ = try onEngine { () throws(EngineError) in
            try engine.importRootFilesystem(file, request) { events(.importing($0)) }
        }
    }

    /// Sends an image under a name; gives its digest there, when the engine tells.
    package func push(
        _ image: String,
        as reference: String,
        authfile: String?,
        events: (PublishEvent) -> Bool
    ) throws(UpkeepError) -> String? {
        let found = try onEngine { () throws(EngineError) in try engine.image(image) }
        guard let id = found?.id else { throw .engine(.noSuchImage(image)) }
        // Two that lend themselves the same name at once would not know whose it was.
        let key = "push-\(Fingerprint(of: Array(reference.utf8)).digits)"
        var entry = Journal.Entry(
            box: BoxID(),
            engine: BoxRecord.Engine(engine.address),
            since: now(),
            change: .push(reference: reference, image: id, former: nil)
        )
        let open = try journal.begin(entry, as: key)
        let outcome = Result { () throws(UpkeepError) in
            let former = try onEngine { () throws(EngineError) in try engine.image(reference)?.id }
            entry.change = .push(reference: reference, image: id, former: former)
            try journal.rewrite(entry, as: key)
            return try onEngine { () throws(EngineError) in
                try engine.tag(id, as: reference)
                let request = PushRequest(reference: reference, authfile: authfile)
                return try engine.push(request) { events(.pushing($0)) }
            }
        }
        // What cannot be put right now is by the next command, which finds it in the journal.
        if (try? finish(entry, isDoubtful: false)) == true { try open.close() }
        do { return try outcome.get() } catch { throw error.told }
    }

    /// Lets what had a name before have it back, if it was lent to the image.
    func giveBack(
        _ reference: String,
        of image: String,
        to former: String?
    ) throws(UpkeepError) {
        try onEngine { () throws(EngineError) in
            let present = try engine.image(reference)?.id
            // It is another's since then.
            if let present, present != image { return }
            if present != nil { try engine.removeImage(reference) }
            if let former, try engine.image(former) != nil {
                try engine.tag(former, as: reference)
            }
        }
    }

    /// Writes an image to a file, beside its place first.
    package func save(
        _ image: String,
        to path: String,
        mode: UInt32,
        events: (PublishEvent) -> Bool
    ) throws(UpkeepError) {
        let (beside, number) = try onSystem { () throws(SystemError) in
            try File.makeBeside(path)
        }
        let file = FileDescriptor(owning: number)
        do throws(UpkeepError) {
            try onEngine { () throws(EngineError) in
                try engine.save(image: image, to: file) { events(.saving($0)) }
            }
            try onSystem { () throws(SystemError) in
                try Linux.check("fchmod", beside) { fchmod(file.number, mode) }
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

extension String {
    /// Whether a variable is what an engine or this tool gave a container.
    fileprivate var isOfContainer: Bool {
        ["ALCOVE_BOX=", "CONTAINER_ID=", "container=", "HOME=", "HOSTNAME=", "TERM="]
            .contains(where: hasPrefix)
    }
}
