package import Boxes
import Linux

/// The records of one user's boxes, and the links to their agents.
package struct Store: Sendable {
    package let folder: String

    package init(_ places: Places) { folder = places.state + "/boxes" }

    /// A link to the socket of the box's agent: all that entering a running box needs.
    package func socketLink(_ name: BoxName) -> String { "\(folder)/\(name).sock" }

    package func recordPath(_ name: BoxName) -> String { "\(folder)/\(name).json" }
    /// Is there while a generation of the box is staged.
    package func stagedMark(_ name: BoxName) -> String { "\(folder)/\(name).staged" }

    package func lockPath(_ name: BoxName) -> String { "\(folder)/\(name).lock" }

    /// The names of all boxes that have a record, in order.
    package func names() -> [BoxName] {
        File.names(in: folder).compactMap { file in
            // A file that is named like no box is none of ours.
            file.hasSuffix(".json") ? try? BoxName(String(file.dropLast(5))) : nil
        }.sorted()
    }

    package func has(_ name: BoxName) -> Bool { File.kind(recordPath(name)) != nil }

    /// The box's record; nil when there is no such box.
    package func record(_ name: BoxName) throws(UpkeepError) -> BoxRecord? {
        let path = recordPath(name)
        let bytes = try onSystem { () throws(SystemError) in try File.readIfThere(path) }
        guard let bytes else { return nil }
        do throws(RecordFault) {
            let record = try VersionedFile<BoxRecord>.read(bytes)
            guard record.name == name else {
                throw RecordFault.name(record.name.description)
            }
            return record
        } catch {
            throw .badRecord(path: path, error)
        }
    }

    /// The records of all boxes, and why some cannot be read.
    package func all() -> Stored {
        var stored = Stored()
        for name in names() {
            do {
                if let record = try record(name) { stored.records.append(record) }
            } catch {
                stored.faults.append((name, error))
            }
        }
        return stored
    }

    /// What there is of all boxes, in the order of their names.
    package struct Stored {
        package var records: [BoxRecord] = []
        /// Of the boxes whose records cannot be read.
        package var faults: [(name: BoxName, why: UpkeepError)] = []
    }

    /// The image that the user named for a box; nil for one that cannot be read.
    ///
    /// The rest of its record is not: a shell waits for those of all boxes at the touch of a key.
    package func image(of name: BoxName) -> String? {
        guard let bytes = try? File.readIfThere(recordPath(name)) else { return nil }
        return try? VersionedFile<RecordedImage>.read(bytes).spec.image
    }

    private struct RecordedImage: Codable {
        struct Spec: Codable { let image: String }

        let spec: Spec
    }

    /// Writes the record so that it outlasts a power failure.
    func save(_ record: BoxRecord) throws(UpkeepError) {
        do {
            try prepare()
            let bytes = VersionedFile(record).bytes
            try File.replace(recordPath(record.name), with: bytes, mode: 0o600, durable: true)
        } catch {
            throw .system(error)
        }
    }

    /// Makes the box's link lead to that socket.
    func link(_ name: BoxName, to socket: String) throws(UpkeepError) {
        let path = socketLink(name)
        if File.target(path) == socket { return }
        do {
            try prepare()
            try File.link(path, to: socket)
        } catch {
            throw .system(error)
        }
    }

    /// Takes away the record and the link, if they are this box's.
    func forget(_ name: BoxName, id: BoxID) throws(UpkeepError) {
        let link = socketLink(name)
        if let target = File.target(link), target.contains(id.description) {
            try onSystem { () throws(SystemError) in try File.remove(link) }
        }
        guard try record(name)?.id == id else { return }
        try onSystem { () throws(SystemError) in
            try File.remove(stagedMark(name))
            try File.remove(recordPath(name))
            try File.sync(folder)
        }
    }

    func prepare() throws(SystemError) {
        try File.makeDirectories(folder, mode: 0o700)
    }
}
