import Boxes
import Engines
import Glibc
import Linux

/// Images from files.
extension ImageSupply {
    /// The repository of all images from archives; no registry is ever asked for it.
    package static let archives = "localhost/alcove/archive"

    func load(
        _ path: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        guard let mark = try ArchiveFile.mark(of: path, places, events: events) else {
            throw .image(.noRegularFile(path))
        }
        // The same archive again is the same image, wherever the file is and whatever its name.
        if let known = try archived(mark) { return known }
        let name = ImageSource.archive(path).boxName.imageWord
        let reference = "\(Self.archives)/\(name):\(mark)"

        let file = try onSystem { () throws(SystemError) in
            try FileDescriptor(opening: path, O_RDONLY)
        }
        let head = try onSystem { () throws(SystemError) in
            try file.read(at: 0, count: 512, of: path)
        }
        guard let packing = ImageArchive.Packing(head) else {
            return try hand(file, path, named: reference, events)
        }
        return try places.withScratch("unpack") { scratch throws(UpkeepError) in
            try unpack(path, packing, to: scratch, events)
            let plain = try onSystem { () throws(SystemError) in
                try FileDescriptor(opening: scratch, O_RDONLY)
            }
            return try hand(plain, path, named: reference, events)
        }
    }

    /// Gives a plain tar archive to the engine, as what it is.
    private func hand(
        _ file: borrowing FileDescriptor,
        _ path: String,
        named reference: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        let kind: ImageArchive?
        do { kind = try ImageArchive(file, path: path) } catch { throw .system(error) }
        switch kind {
        case nil: throw .image(.notArchive(path: path))
        case .rootFilesystem:
            let total = FileStatus(of: file)?.size ?? 0
            return try importRoot(file, as: reference, total: total, events)
        case .image: return try load(file, path, named: reference, events)
        }
    }

    func loadImage(
        _ file: borrowing FileDescriptor,
        _ path: String,
        _ total: Int64,
        named reference: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        let before = try onEngine { () throws(EngineError) in try engine.images(labelled: nil) }
        let names: [String]
        do {
            names = try engine.loadImages(file) { events(.importing($0, total: total)) }
        } catch {
            throw error == .cancelled ? .cancelled : .engine(error)
        }
        defer { giveBack(names, reference, as: before) }
        let known = Set(before.flatMap { $0.tags + [$0.id] })
        // What the archive brought along is ours to take away, what was there before is not.
        let brought = names.filter { !known.contains($0) && $0 != reference }
        guard names.count == 1, let image = try firstLocal(names) else {
            for name in brought { try? engine.removeImage(name) }
            throw .image(.several(path: path, names))
        }
        if names != [reference] {
            do { try engine.tag(image.id, as: reference) } catch { throw .engine(error) }
        }
        // A name that stays is in nobody's way; an id is no name.
        for name in brought where name.withoutAlgorithm != image.id.withoutAlgorithm {
            try? engine.removeImage(name)
        }
        return BoxRecord.ImageMark(reference: reference, id: image.id)
    }

    /// Lets images have their names back that an engine took from them all the same.
    private func giveBack(_ names: [String], _ reference: String, as before: [Image]) {
        for name in names where name != reference {
            let former = before.first { $0.tags.contains(name) }
            // The archive is loaded: that a name is not given back must not undo it.
            guard let former, (try? engine.image(name))?.id != former.id else { continue }
            try? engine.tag(former.id, as: name)
        }
    }

    func importRoot(
        _ file: borrowing FileDescriptor,
        as reference: String,
        total: Int64,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        do {
            let id = try engine.importRootFilesystem(file, as: reference) {
                events(.importing($0, total: total))
            }
            return BoxRecord.ImageMark(reference: reference, id: id)
        } catch {
            throw error == .cancelled ? .cancelled : .engine(error)
        }
    }

    private func unpack(
        _ path: String,
        _ packing: ImageArchive.Packing,
        to scratch: String,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) {
        let name = packing.program
        guard Program.isInstalled(name) else {
            throw .image(.missingProgram(name, path: path))
        }
        let output = try onSystem { () throws(SystemError) in
            try FileDescriptor(opening: scratch, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        }
        let program = Program(name, ["-d", "-c", path], environment: environment)
        let number = output.number
        let ending = try onSystem { () throws(SystemError) in
            try program.run(output: number) { _ in events(.unpacking(program: name)) }
        }
        guard let ending else { throw .cancelled }
        guard ending == .code(0) else {
            throw .image(.unpackFailed(path: path, program: name))
        }
    }
}
